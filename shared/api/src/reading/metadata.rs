//! What clients and operators keep with a thing: any JSON object of a bounded size.

use std::ops::Deref;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{ApiError, ErrorCode};
use crate::reading::{Faults, Path, ReadValue};

/// The greatest size of metadata, as JSON text: 10 KB.
pub const METADATA_LIMIT_BYTES: i64 = 10 * 1024;

/// A JSON object without U+0000, of at most [`METADATA_LIMIT_BYTES`]; a larger one is answered with 413
/// `metadata_too_large`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metadata(Map<String, Value>);

/// A JSON object without U+0000, which PostgreSQL does not keep, of any size.
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
        let size = serde_json::to_string(&self.0).map_or(usize::MAX, |text| text.len());
        if i64::try_from(size).is_ok_and(|size| size <= METADATA_LIMIT_BYTES) {
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
        if has_nul(value) {
            faults.malformed(at, "value_error", "Must not have a NUL character");
            return None;
        }
        Some(Self(object.clone()))
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

/// Whether a text within a value has a character that PostgreSQL does not keep.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(object) => object.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
