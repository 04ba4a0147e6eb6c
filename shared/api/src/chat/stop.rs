//! Texts at which an answer ends.

use serde::Serialize;
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue};

/// The texts at which an answer ends: one, or a list of at most [`MAX_STOPS`], none of them empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct StopTexts(pub(super) Vec<String>);

/// The most texts of one request: as many as OpenAI takes.
pub(crate) const MAX_STOPS: usize = 4;

impl ReadValue for StopTexts {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let texts = match value {
            Value::Array(list) => list.iter().map(Value::as_str).collect(),
            one => one.as_str().map(|text| vec![text]),
        };
        let Some(texts) = texts else {
            faults.malformed(at, "string_type", "Must be a string or a list of them");
            return None;
        };
        if texts.len() > MAX_STOPS || texts.contains(&"") {
            let message = format!("Must be at most {MAX_STOPS} texts, none of them empty");
            faults.malformed(at, "value_error", message);
            return None;
        }
        Some(Self(texts.into_iter().map(str::to_owned).collect()))
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] StopTexts => |_generator| schemars::json_schema!({"anyOf": [
        {"type": "string", "minLength": 1, "description": "One."},
        {
            "type": "array",
            "maxItems": MAX_STOPS,
            "items": {"type": "string", "minLength": 1},
            "description": "Several.",
        },
    ]});
}
