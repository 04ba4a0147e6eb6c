//! Reading the fields of a JSON object one by one, and noting every one that is wrong.

use serde_json::{Map, Value};

use crate::error::FieldError;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<FieldError>);

impl Faults {
    pub(super) fn none(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_errors(self) -> Vec<FieldError> {
        self.0
    }

    pub(super) fn missing(&mut self, path: &str) {
        self.0.push(FieldError::missing(path));
    }

    pub(super) fn wrong_type(&mut self, path: &str, expected: &str) {
        self.0.push(FieldError::body(path, "type_error", format!("Input should be {expected}")));
    }

    pub(super) fn bad_value(&mut self, path: &str, message: impl Into<String>) {
        self.0.push(FieldError::body(path, "value_error", message));
    }

    pub(super) fn unsupported(&mut self, path: &str, message: impl Into<String>) {
        self.0.push(FieldError::body(path, "unsupported", message));
    }
}

/// One JSON object and where it stands. Null is the same as absent everywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'a> {
    map: &'a Map<String, Value>,
    path: &'a str,
}

impl<'a> Object<'a> {
    pub(super) const fn new(map: &'a Map<String, Value>, path: &'a str) -> Self {
        Self { map, path }
    }

    /// The object at `path`, or a fault.
    pub(super) fn read(value: &'a Value, path: &'a str, faults: &mut Faults) -> Option<Self> {
        let map = value.as_object();
        if map.is_none() {
            faults.wrong_type(path, "an object");
        }
        map.map(|map| Self { map, path })
    }

    pub(super) fn path(&self, field: &str) -> String {
        join(self.path, field)
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, field: &str, faults: &mut Faults) -> Option<&'a Value> {
        let value = self.get(field);
        if value.is_none() {
            faults.missing(&self.path(field));
        }
        value
    }

    pub(super) fn text(&self, field: &str, faults: &mut Faults) -> Option<&'a str> {
        let value = self.get(field)?;
        let text = value.as_str();
        if text.is_none() {
            faults.wrong_type(&self.path(field), "a string");
        }
        text
    }

    pub(super) fn required_text(&self, field: &str, faults: &mut Faults) -> Option<&'a str> {
        self.required(field, faults)?;
        self.text(field, faults)
    }

    pub(super) fn boolean(&self, field: &str, faults: &mut Faults) -> Option<bool> {
        let value = self.get(field)?;
        let boolean = value.as_bool();
        if boolean.is_none() {
            faults.wrong_type(&self.path(field), "true or false");
        }
        boolean
    }

    pub(super) fn number(&self, field: &str, least: f64, most: f64, faults: &mut Faults) -> Option<f64> {
        let Some(number) = self.get(field)?.as_f64() else {
            faults.wrong_type(&self.path(field), "a number");
            return None;
        };
        if number < least || number > most {
            faults.bad_value(&self.path(field), format!("Input should be from {least} to {most}"));
            return None;
        }
        Some(number)
    }

    pub(super) fn integer(&self, field: &str, faults: &mut Faults) -> Option<i64> {
        let value = self.get(field)?;
        let integer = value.as_i64();
        if integer.is_none() {
            faults.wrong_type(&self.path(field), "an integer of at most 64 bits");
        }
        integer
    }

    pub(super) fn positive(&self, field: &str, faults: &mut Faults) -> Option<u32> {
        let value = self.get(field)?;
        if !value.is_i64() && !value.is_u64() {
            faults.wrong_type(&self.path(field), "an integer");
            return None;
        }
        let positive =
            value.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|&number| number > 0);
        if positive.is_none() {
            faults.bad_value(&self.path(field), format!("Input should be from 1 to {}", u32::MAX));
        }
        positive
    }

    pub(super) fn list(&self, field: &str, faults: &mut Faults) -> Option<&'a [Value]> {
        let value = self.get(field)?;
        let list = value.as_array();
        if list.is_none() {
            faults.wrong_type(&self.path(field), "an array");
        }
        list.map(Vec::as_slice)
    }

    pub(super) fn object(&self, field: &str, faults: &mut Faults) -> Option<&'a Map<String, Value>> {
        let value = self.get(field)?;
        let object = value.as_object();
        if object.is_none() {
            faults.wrong_type(&self.path(field), "an object");
        }
        object
    }

    /// A name of a tool or schema, with OpenAI's rule for it.
    pub(super) fn required_name(&self, field: &str, faults: &mut Faults) -> Option<String> {
        let name = self.required_text(field, faults)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(allowed) {
            faults.bad_value(&self.path(field), "Input should be 1 to 64 letters, digits, '_' or '-'");
            return None;
        }
        Some(name.to_owned())
    }
}

pub(super) fn join(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}
