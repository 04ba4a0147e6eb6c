//! Texts and objects that are passed on as they are, U+0000 included. What goes to the database has another type, such as
//! [`Text`](crate::reading::Text) or [`Metadata`](crate::reading::Metadata).

use serde::Serialize;
use serde_json::{Map, Value};

use crate::reading::{Faults, Path, ReadValue};

/// Any text but the empty one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct NonEmpty(String);

impl NonEmpty {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl ReadValue for NonEmpty {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        any_text(value, 1, at, faults).map(|text| Self(text.to_owned()))
    }
}

impl ReadValue for String {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        any_text(value, 0, at, faults).map(str::to_owned)
    }
}

impl ReadValue for Map<String, Value> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if !value.is_object() {
            faults.malformed(at, "dict_type", "Must be an object");
        }
        value.as_object().cloned()
    }
}

/// The text that a value is, which has at least `min` bytes.
pub(crate) fn any_text<'v>(
    value: &'v Value,
    min: usize,
    at: &Path<'_>,
    faults: &mut Faults,
) -> Option<&'v str> {
    match value.as_str() {
        Some(text) if text.len() >= min => return Some(text),
        Some(_) => faults.malformed(at, "string_too_short", "Must not be empty"),
        None => faults.malformed(at, "string_type", "Must be a string"),
    }
    None
}
