//! Characters of two UTF-16 units in halves: escapes such as `\ud83d`, which JSON lets stand alone (RFC 8259, section 8.2).
//!
//! No Rust text can hold a half, so an answer has a private character for each until it is JSON text.

use crate::script::Halves;

/// The first of the 2,048 private characters that stand for the halves U+D800 to U+DFFF.
const FIRST: u32 = 0xF_0000;

/// The text with private characters in place of the halves.
pub(crate) fn marked(text: &str, halves: Halves) -> String {
    let mut marked = String::with_capacity(text.len());
    for character in text.chars() {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        match (halves, &*units) {
            (Halves::Split, [first, second]) => marked.extend([mark(*first), mark(*second)]),
            (Halves::Lone, [first, _]) => marked.push(mark(*first)),
            _ => marked.push(character),
        }
    }
    marked
}

fn mark(unit: u16) -> char {
    char::from_u32(FIRST + (u32::from(unit) - 0xD800)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn unit(character: char) -> Option<u16> {
    let offset = u32::from(character).checked_sub(FIRST).filter(|offset| *offset < 0x800)?;
    u16::try_from(0xD800 + offset).ok()
}

/// Whether there are halves in a text.
pub(crate) fn any(text: &str) -> bool {
    text.chars().any(|character| unit(character).is_some())
}

/// Whether a character stands for the second half of a pair, before which a stream is cut.
pub(crate) fn is_second(character: char) -> bool {
    unit(character).is_some_and(|unit| unit >= 0xDC00)
}

/// JSON text with the escapes of the halves.
pub(crate) fn escaped(json: String) -> String {
    if !any(&json) {
        return json;
    }
    json.chars()
        .map(|character| match unit(character) {
            Some(unit) => format!("\\u{unit:04x}"),
            None => character.to_string(),
        })
        .collect()
}

/// The text with the halves joined; U+FFFD takes the place of one that is alone.
pub(crate) fn joined(text: &str) -> String {
    let units: Vec<u16> = text
        .chars()
        .flat_map(|character| {
            let mut own = [0; 2];
            match unit(character) {
                Some(half) => vec![half],
                None => character.encode_utf16(&mut own).to_vec(),
            }
        })
        .collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_character_is_written_as_its_two_units_or_as_the_first_alone() {
        let json = |halves| escaped(serde_json::json!(marked("a😀é", halves)).to_string());
        assert_eq!(json(Halves::Whole), "\"a😀é\"");
        assert_eq!(json(Halves::Split), "\"a\\ud83d\\ude00é\"");
        assert_eq!(json(Halves::Lone), "\"a\\ud83dé\"");
        assert_eq!(joined(&marked("a😀é", Halves::Lone)), "a\u{fffd}é");
    }

    proptest! {
        #[test]
        fn halves_that_are_split_make_the_text_again(text in "[a-z😀🦀é]{0,20}") {
            let split = marked(&text, Halves::Split);
            prop_assert_eq!(joined(&split), text.clone());
            let json = escaped(serde_json::json!(split).to_string());
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
