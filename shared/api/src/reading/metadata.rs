//! What clients and operators keep with a thing: any JSON object of a bounded size.

use std::ops::Deref;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{ApiError, ErrorCode};
use crate::reading::{Faults, Path, ReadValue};

/// The greatest size of metadata, in bytes of PostgreSQL's text of it: 10 KB. See [`postgres_text_bytes`].
pub const METADATA_LIMIT_BYTES: i64 = 10 * 1024;

/// The greatest depth of lists and objects in metadata.
pub const MAX_METADATA_DEPTH: usize = 20;

/// The greatest number in metadata, and one over the least: numbers of more digits cannot be read everywhere, and PostgreSQL writes
/// out their zeros.
const MAX_NUMBER: f64 = 1e30;

/// A storable JSON object, see [`JsonObject`], of at most [`METADATA_LIMIT_BYTES`]; a larger one is answered with 413
/// `metadata_too_large`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metadata(Map<String, Value>);

/// A JSON object of any size that can be stored and shown again: without U+0000, which PostgreSQL does not keep, at most
/// [`MAX_METADATA_DEPTH`] deep, and with numbers from 1e-30 to 1e30 and zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct JsonObject(Map<String, Value>);

impl JsonObject {
    /// The members.
    #[must_use]
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// The object as metadata.
    ///
    /// # Errors
    /// 413 `metadata_too_large` for one that is larger than metadata may be.
    pub fn into_metadata(self) -> Result<Metadata, ApiError> {
        if i64::try_from(postgres_text_bytes(&self.0)).is_ok_and(|size| size <= METADATA_LIMIT_BYTES) {
            Ok(Metadata(self.0))
        } else {
            Err(metadata_too_large())
        }
    }

    /// Sets a member, unless the object has one of that name.
    pub fn insert_if_absent(&mut self, name: &str, value: Self) {
        self.0.entry(name).or_insert(Value::Object(value.0));
    }
}

impl Metadata {
    /// The members.
    #[must_use]
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// Only those members that are texts.
    #[must_use]
    pub fn texts(self) -> Self {
        Self(self.0.into_iter().filter(|(_, value)| value.is_string()).collect())
    }
}

impl Deref for Metadata {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl Deref for JsonObject {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl ReadValue for JsonObject {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Value::Object(object) = value else {
            faults.malformed(at, "dict_type", "Must be an object");
            return None;
        };
        match why_not_storable(value, MAX_METADATA_DEPTH) {
            Some(message) => {
                faults.malformed(at, "value_error", message);
                None
            }
            None => Some(Self(object.clone())),
        }
    }
}

impl ReadValue for Metadata {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let object = JsonObject::read_value(value, at, faults)?;
        object.into_metadata().map_err(|error| faults.own_answer(error)).ok()
    }
}

/// The answer to metadata that is, or would become, larger than it may be.
#[must_use]
pub fn metadata_too_large() -> ApiError {
    let detail = format!("Metadata may have at most {METADATA_LIMIT_BYTES} bytes.");
    ApiError::new(ErrorCode::MetadataTooLarge, detail).with("max_bytes", METADATA_LIMIT_BYTES)
}

/// Why a value cannot be stored and shown again. It may be `depth` levels deep.
fn why_not_storable(value: &Value, depth: usize) -> Option<&'static str> {
    const NUL: &str = "Must not have a NUL character";
    match value {
        Value::Array(_) | Value::Object(_) if depth == 0 => Some("Must be at most 20 levels deep"),
        Value::String(text) => text.contains('\0').then_some(NUL),
        Value::Number(number) => {
            let size = number.as_f64().map_or(f64::INFINITY, f64::abs);
            let possible = size == 0.0 || (1.0 / MAX_NUMBER..=MAX_NUMBER).contains(&size);
            (!possible).then_some("Must have numbers from 1e-30 to 1e30 only")
        }
        Value::Array(items) => items.iter().find_map(|item| why_not_storable(item, depth - 1)),
        Value::Object(object) => object.iter().find_map(|(name, value)| {
            if name.contains('\0') { Some(NUL) } else { why_not_storable(value, depth - 1) }
        }),
        Value::Null | Value::Bool(_) => None,
    }
}

/// The bytes of PostgreSQL's text of a `jsonb` object: `{"a": [1, 2.50]}`. It has a space after each colon and comma, and
/// writes numbers without exponents.
#[must_use]
pub fn postgres_text_bytes(object: &Map<String, Value>) -> usize {
    let members = object.iter().map(|(name, value)| text_bytes(name) + ": ".len() + value_bytes(value));
    members.sum::<usize>() + bracketed(object.len())
}

/// What surrounds so many items.
const fn bracketed(items: usize) -> usize {
    "{}".len() + ", ".len() * items.saturating_sub(1)
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Number(number) => number_bytes(&number.to_string()),
        Value::String(text) => text_bytes(text),
        Value::Array(items) => items.iter().map(value_bytes).sum::<usize>() + bracketed(items.len()),
        Value::Object(object) => postgres_text_bytes(object),
        Value::Null => "null".len(),
        Value::Bool(yes) => if *yes { "true" } else { "false" }.len(),
    }
}

/// PostgreSQL and `serde_json` escape the same characters in the same way.
fn text_bytes(text: &str) -> usize {
    let escaped = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\x08' | b'\t' | b'\n' | b'\x0c' | b'\r' => 2,
        0..0x20 => 6,
        _ => 1,
    });
    escaped.sum::<usize>() + 2
}

/// The digits of a number such as `-1.5e22`, written out.
fn number_bytes(text: &str) -> usize {
    let (sign, unsigned) = text.strip_prefix('-').map_or((0, text), |unsigned| (1, unsigned));
    let (mantissa, exponent) = unsigned.split_once('e').unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (negative, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => (true, exponent),
        None => (false, exponent.trim_start_matches('+')),
    };
    let exponent: usize = exponent.parse().unwrap_or(0);
    let (whole_digits, fraction_digits) = if negative {
        (whole.len().saturating_sub(exponent).max(1), fraction.len() + exponent)
    } else {
        (whole.len() + exponent, fraction.len().saturating_sub(exponent))
    };
    let is_zero = mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if is_zero { 0 } else { sign };
    sign + whole_digits + if fraction_digits > 0 { 1 + fraction_digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<JsonObject, String> {
        let mut faults = Faults::default();
        let read = JsonObject::read_value(value, &Path::BODY, &mut faults);
        faults.finish(read).map_err(|error| error.fields[0].message.clone())
    }

    #[test]
    fn what_cannot_be_shown_again_is_not_kept() {
        let nested = |levels: usize| (1..levels).fold(json!({}), |inner, _| json!({"a": inner}));
        assert!(read(&nested(MAX_METADATA_DEPTH)).is_ok());
        assert_eq!(read(&nested(MAX_METADATA_DEPTH + 1)).unwrap_err(), "Must be at most 20 levels deep");
        for number in [json!(0), json!(-1e30), json!(1e-30), json!(u64::MAX), json!(i64::MIN), json!(-0.0)] {
            assert!(read(&json!({"a": [number]})).is_ok(), "{number}");
        }
        for number in [json!(1.1e30), json!(-1e31), json!(9e-31), json!(f64::MAX), json!(f64::MIN_POSITIVE)] {
            assert!(read(&json!({"a": [number]})).is_err(), "{number}");
        }
        for nul in [json!({"a": "\0"}), json!({"\0": 1})] {
            assert_eq!(read(&nul).unwrap_err(), "Must not have a NUL character");
        }
    }

    #[test]
    fn metadata_is_measured_as_the_database_writes_it() {
        for (value, text) in [
            (json!({}), "{}"),
            (json!({"a": [], "b": [1, 2], "c": {"d": null}}), r#"{"a": [], "b": [1, 2], "c": {"d": null}}"#),
            (json!({"a": 1.5, "b": 100_000.0, "c": -0.0}), r#"{"a": 1.5, "b": 100000.0, "c": 0.0}"#),
            (json!({"a": 1e22, "b": 1.25e-7}), r#"{"a": 10000000000000000000000, "b": 0.000000125}"#),
            (json!({"a\n": "\u{1}é\"\u{7f}"}), "{\"a\\n\": \"\\u0001é\\\"\u{7f}\"}"),
        ] {
            assert_eq!(postgres_text_bytes(value.as_object().unwrap()), text.len(), "{text}");
        }
    }
}
