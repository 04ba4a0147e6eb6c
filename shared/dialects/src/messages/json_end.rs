//! Where a JSON object or list that comes in parts ends.

/// How much of it has come. Each byte is looked at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct JsonEnd {
    /// How many objects and lists are open.
    depth: usize,
    in_text: bool,
    /// The next character belongs to an escape.
    escapes: bool,
    has_begun: bool,
}

impl JsonEnd {
    /// Reads the next characters.
    pub(super) fn read(&mut self, part: &str) {
        for byte in part.bytes() {
            match byte {
                _ if self.escapes => self.escapes = false,
                b'\\' if self.in_text => self.escapes = true,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {}
                b'{' | b'[' => {
                    self.has_begun = true;
                    self.depth += 1;
                }
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether all that was opened is closed.
    pub(super) const fn is_reached(self) -> bool {
        self.has_begun && self.depth == 0 && !self.in_text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn the_end_of_an_object_is_its_last_character(name: String, texts in prop::collection::vec(any::<String>(), 0..3)) {
            let object = json!({name: texts, "a": {"b": [{}]}}).to_string();
            let mut end = JsonEnd::default();
            for (at, character) in object.char_indices() {
                prop_assert!(!end.is_reached(), "before {}", at);
                end.read(character.encode_utf8(&mut [0; 4]));
            }
            prop_assert!(end.is_reached());
        }
    }

    #[test]
    fn what_is_no_object_has_no_end() {
        for text in ["", " ", "null", "\"{}\"", "7"] {
            let mut end = JsonEnd::default();
            end.read(text);
            assert!(!end.is_reached(), "{text}");
        }
    }
}
