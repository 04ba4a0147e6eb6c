//! Reading nested JSON with a path, noting everything that is wrong instead of stopping at the first.

use serde_json::{Map, Value};

use crate::error::FieldError;

/// Collects what is wrong with a request.
#[derive(Debug, Default)]
pub(super) struct Errors(pub(super) Vec<FieldError>);

impl Errors {
    pub(super) fn reject<T>(
        &mut self,
        path: &str,
        kind: &'static str,
        message: impl Into<String>,
    ) -> Option<T> {
        self.0.push(FieldError::body(path, kind, message));
        None
    }

    pub(super) fn missing<T>(&mut self, path: &str) -> Option<T> {
        self.0.push(FieldError::missing(path));
        None
    }
}

/// A field that is there and not null.
pub(super) fn present<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

/// The path of a member: `messages.0` and `role` make `messages.0.role`.
pub(super) fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// An optional text.
pub(super) fn text(
    object: &Map<String, Value>,
    path: &str,
    name: &str,
    errors: &mut Errors,
) -> Option<String> {
    match present(object, name)? {
        Value::String(text) => Some(text.clone()),
        _ => errors.reject(&member(path, name), "string_type", "Must be a string"),
    }
}

/// A text that must be there and not be empty.
pub(super) fn required_text(
    object: &Map<String, Value>,
    path: &str,
    name: &str,
    errors: &mut Errors,
) -> Option<String> {
    if present(object, name).is_none() {
        return errors.missing(&member(path, name));
    }
    match text(object, path, name, errors)? {
        text if text.is_empty() => {
            errors.reject(&member(path, name), "string_too_short", "Must not be empty")
        }
        text => Some(text),
    }
}

/// An optional number within bounds.
pub(super) fn number(
    object: &Map<String, Value>,
    name: &str,
    bounds: std::ops::RangeInclusive<f64>,
    errors: &mut Errors,
) -> Option<f64> {
    match present(object, name)?.as_f64() {
        Some(number) if bounds.contains(&number) => Some(number),
        Some(_) => {
            let message = format!("Must be from {} to {}", bounds.start(), bounds.end());
            errors.reject(name, "value_error", message)
        }
        None => errors.reject(name, "float_type", "Must be a number"),
    }
}

/// An optional yes or no.
pub(super) fn boolean(
    object: &Map<String, Value>,
    path: &str,
    name: &str,
    errors: &mut Errors,
) -> Option<bool> {
    match present(object, name)? {
        Value::Bool(value) => Some(*value),
        _ => errors.reject(&member(path, name), "bool_type", "Must be true or false"),
    }
}

/// The members of a value that must be an object.
pub(super) fn object<'a>(
    value: &'a Value,
    path: &str,
    errors: &mut Errors,
) -> Option<&'a Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => errors.reject(path, "dict_type", "Must be an object"),
    }
}
