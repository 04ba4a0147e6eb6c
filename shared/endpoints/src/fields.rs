//! Reading a JSON body field by field, so that one answer names everything that is wrong with it.

use api::error::{ApiError, FieldError};
use serde_json::{Map, Value};

/// A body that is being read. `null` counts as absent; unknown fields are ignored, as the contract says.
pub struct Fields<'a> {
    body: &'a Map<String, Value>,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Starts reading.
    #[must_use]
    pub const fn new(body: &'a Map<String, Value>) -> Self {
        Self { body, errors: Vec::new() }
    }

    /// The value of a field, unless it is absent or null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// Notes one more thing that is wrong.
    pub fn reject(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// A text of at most `max` characters.
    pub fn optional_text(&mut self, name: &str, max: usize) -> Option<String> {
        match self.get(name)? {
            Value::String(text) if text.chars().count() <= max => Some(text.clone()),
            Value::String(_) => {
                self.reject(FieldError::body(
                    name,
                    "string_too_long",
                    format!("Must have at most {max} characters"),
                ));
                None
            }
            _ => {
                self.reject(FieldError::body(name, "string_type", "Must be a string"));
                None
            }
        }
    }

    /// A text of 1 to `max` characters. An empty text stands in for one that is wrong, until [`Self::finish_with`].
    pub fn required_text(&mut self, name: &str, max: usize) -> String {
        if self.get(name).is_none() {
            self.reject(FieldError::missing(name));
            return String::new();
        }
        let text = self.optional_text(name, max);
        if text.as_deref() == Some("") {
            self.reject(FieldError::body(name, "string_too_short", "Must not be empty"));
        }
        text.unwrap_or_default()
    }

    /// An id or name that parses into its type.
    pub fn required_name<T>(&mut self, name: &str) -> Option<T>
    where
        T: std::str::FromStr<Err = api::ids::InvalidName>,
    {
        match self.get(name) {
            None => {
                self.reject(FieldError::missing(name));
                None
            }
            Some(Value::String(text)) => match text.parse() {
                Ok(parsed) => Some(parsed),
                Err(error) => {
                    self.reject(FieldError::body(name, "value_error", error.to_string()));
                    None
                }
            },
            Some(_) => {
                self.reject(FieldError::body(name, "string_type", "Must be a string"));
                None
            }
        }
    }

    /// A JSON object, empty when absent.
    pub fn object(&mut self, name: &str) -> Map<String, Value> {
        match self.get(name) {
            None => Map::new(),
            Some(Value::Object(object)) => object.clone(),
            Some(_) => {
                self.reject(FieldError::body(name, "dict_type", "Must be an object"));
                Map::new()
            }
        }
    }

    /// Ends the reading with what was read: `None` where something was wrong with it.
    ///
    /// # Errors
    /// A 422 with everything that was wrong.
    pub fn finish_with<T>(self, read: Option<T>) -> Result<T, ApiError> {
        match read {
            Some(read) if self.errors.is_empty() => Ok(read),
            _ => Err(ApiError::validation(self.errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let body = json!({"job_type": 3, "metadata": "x", "team_id": "a b"});
        let mut fields = Fields::new(body.as_object().unwrap());
        let team = fields.required_name::<api::ids::TeamId>("team_id");
        fields.required_text("job_type", 100);
        fields.required_text("model", 100);
        fields.object("metadata");
        let error = fields.finish_with(team).unwrap_err();
        let places: Vec<_> = error.fields.iter().map(|field| field.location.join(".")).collect();
        assert_eq!(places, ["body.team_id", "body.job_type", "body.model", "body.metadata"]);
    }

    #[test]
    fn null_counts_as_absent() {
        let body = json!({"user_id": null, "metadata": null});
        let mut fields = Fields::new(body.as_object().unwrap());
        assert_eq!(fields.optional_text("user_id", 10), None);
        assert!(fields.object("metadata").is_empty());
        assert!(fields.finish_with(Some(())).is_ok());
    }
}
