//! Texts of a bounded length.

use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// A text of `MIN` to `MAX` characters without U+0000, which PostgreSQL does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The same text under other bounds; `None` if it is outside them.
    #[must_use]
    pub fn rebound<const NEW_MIN: usize, const NEW_MAX: usize>(self) -> Option<Text<NEW_MIN, NEW_MAX>> {
        let length = self.chars().count();
        (NEW_MIN..=NEW_MAX).contains(&length).then_some(Text(self.0))
    }

    /// The beginning of a text that may be longer, without U+0000. `None` if less than `MIN` characters are left.
    #[must_use]
    pub fn beginning_of(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|character| *character != '\0').take(MAX).collect();
        (text.chars().count() >= MIN).then_some(Self(text))
    }

    /// The text itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for Text<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> ReadValue for Text<MIN, MAX> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Value::String(text) = value else {
            faults.malformed(at, "string_type", "Must be a string");
            return None;
        };
        let length = text.chars().count();
        if text.contains('\0') {
            faults.malformed(at, "value_error", "Must not have a NUL character");
        } else if length > MAX {
            faults.malformed(at, "string_too_long", format!("Must have at most {MAX} characters"));
        } else if length < MIN {
            let message = match MIN {
                1 => "Must not be empty".to_owned(),
                _ => format!("Must have at least {MIN} characters"),
            };
            faults.malformed(at, "string_too_short", message);
        } else {
            return Some(Self(text.clone()));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<String, &'static str> {
        let mut faults = Faults::default();
        let read = Text::<1, 3>::read_value(&value, &Path::BODY.member("name"), &mut faults);
        faults.finish(read).map(Text::into_string).map_err(|error| error.fields[0].kind)
    }

    #[test]
    fn a_text_is_measured_in_characters() {
        assert_eq!(read(json!("äöü")), Ok("äöü".to_owned()));
        assert_eq!(read(json!("äöüß")), Err("string_too_long"));
        assert_eq!(read(json!("")), Err("string_too_short"));
    }

    #[test]
    fn a_longer_text_has_a_beginning_that_fits() {
        let beginning = |text: &str| Text::<1, 3>::beginning_of(text).map(Text::into_string);
        assert_eq!(beginning("äö\0üß").as_deref(), Some("äöü"));
        assert_eq!(beginning("\0"), None);
    }

    #[test]
    fn a_text_has_no_character_that_the_database_does_not_keep() {
        assert_eq!(read(json!("a\0")), Err("value_error"));
        assert_eq!(read(json!(3)), Err("string_type"));
    }
}
