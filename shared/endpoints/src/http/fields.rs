//! Reading a JSON body or a query field by field, so that one answer names everything that is wrong with it.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::InvalidName;
use api::money::InvalidAmount;
use api::timestamp::Timestamp;
use serde_json::{Map, Value};

/// The length of a UUID as people write it, in characters.
pub const UUID_LENGTH: usize = 36;

/// A body or query that is being read. `null` counts as absent; unknown fields are ignored.
pub struct Fields<'a> {
    source: Source,
    body: &'a Map<String, Value>,
    errors: Vec<FieldError>,
    impossible: Vec<String>,
}

/// Where the fields stand in the request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Body,
    /// All values are texts here.
    Query,
}

impl<'a> Fields<'a> {
    /// Starts reading a body.
    #[must_use]
    pub const fn new(body: &'a Map<String, Value>) -> Self {
        Self { source: Source::Body, body, errors: Vec::new(), impossible: Vec::new() }
    }

    /// Starts reading a query: see [`Incoming::query`](crate::http::incoming::Incoming::query).
    #[must_use]
    pub const fn of_query(query: &'a Map<String, Value>) -> Self {
        Self { source: Source::Query, body: query, errors: Vec::new(), impossible: Vec::new() }
    }

    /// The value of a field, unless it is absent or null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        #[cfg(feature = "noting")]
        crate::http::noted::note(name);
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// Whether a field is there and null. Only where that is not the same as absent: it takes a value away.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        self.body.get(name).is_some_and(Value::is_null)
    }

    /// A field that null takes away: `Some(None)` where it does.
    pub fn or_null<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.is_null(name) { Some(None) } else { read(self, name).map(Some) }
    }

    /// Notes one more thing that is wrong.
    pub fn reject(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Notes what is wrong with a field, by its dotted path.
    pub fn wrong(&mut self, path: &str, kind: &'static str, message: impl Into<String>) {
        let mut error = FieldError::body(path, kind, message);
        if self.source == Source::Query {
            "query".clone_into(&mut error.location[0]);
        }
        self.errors.push(error);
    }

    /// Notes a value that is well-formed and not possible, in a sentence: a 400, unless something is malformed as well.
    pub fn impossible(&mut self, sentence: impl Into<String>) {
        self.impossible.push(sentence.into());
    }

    /// Whether a field is there; if not, notes that it must be.
    pub fn require(&mut self, name: &str) -> bool {
        let there = self.get(name).is_some();
        if !there {
            self.wrong(name, "missing", "Field required");
        }
        there
    }

    /// A text of at most `max` characters.
    pub fn optional_text(&mut self, name: &str, max: usize) -> Option<String> {
        let value = self.get(name)?;
        self.text_at(name, value, max)
    }

    /// A text of 1 to `max` characters. An empty text stands in for one that is wrong, until [`Self::finish_with`].
    pub fn required_text(&mut self, name: &str, max: usize) -> String {
        if !self.require(name) {
            return String::new();
        }
        let text = self.optional_text(name, max);
        if text.as_deref() == Some("") {
            self.wrong(name, "string_too_short", "Must not be empty");
        }
        text.unwrap_or_default()
    }

    /// An id or name that parses into its type.
    pub fn required_name<T: FromStr<Err = InvalidName>>(&mut self, name: &str) -> Option<T> {
        self.require(name);
        self.optional_name(name)
    }

    /// An id or name that parses into its type, if it is there.
    pub fn optional_name<T: FromStr<Err = InvalidName>>(&mut self, name: &str) -> Option<T> {
        let value = self.get(name)?;
        self.name_at(name, value)
    }

    /// The id of something, if it is there: a UUID, in a text of at most `max` characters. `what` says whose id it must be.
    pub fn optional_uuid<T: FromStr>(&mut self, name: &str, max: usize, what: &str) -> Option<T> {
        let id = self.optional_text(name, max)?.parse().ok();
        if id.is_none() {
            self.wrong(name, "uuid_parsing", format!("Must be {what}"));
        }
        id
    }

    /// A text that parses into its type.
    pub fn required_parsed<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        self.require(name);
        self.optional_parsed(name)
    }

    /// A text that parses into its type, if it is there.
    pub fn optional_parsed<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let value = self.get(name)?;
        self.parsed_at(name, value)
    }

    /// A list of at most `max_items` ids or names, if it is there.
    pub fn names<T: FromStr<Err = InvalidName>>(&mut self, name: &str, max_items: usize) -> Option<Vec<T>> {
        let items = self.list(name, max_items)?;
        let each = items.iter().enumerate().map(|(i, item)| self.name_at(&format!("{name}.{i}"), item));
        all(each)
    }

    /// A list of at most `max_items` texts of at most `max` characters, if it is there.
    pub fn texts(&mut self, name: &str, max_items: usize, max: usize) -> Option<Vec<String>> {
        let items = self.list(name, max_items)?;
        let each = items.iter().enumerate().map(|(i, item)| self.text_at(&format!("{name}.{i}"), item, max));
        all(each)
    }

    /// A list of at most `max_items` values of any kind, if it is there.
    pub fn list(&mut self, name: &str, max_items: usize) -> Option<&'a [Value]> {
        match self.get(name)? {
            Value::Array(items) if items.len() <= max_items => Some(items),
            Value::Array(_) => {
                self.wrong(name, "too_long", format!("Must have at most {max_items} items"));
                None
            }
            _ => {
                self.wrong(name, "list_type", "Must be a list");
                None
            }
        }
    }

    /// One of some words, in any case, if it is there.
    pub fn one_of(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let found = match self.get(name)? {
            Value::String(text) => words.iter().copied().find(|word| word.eq_ignore_ascii_case(text)),
            _ => None,
        };
        if found.is_none() {
            self.wrong(name, "enum", format!("Must be one of: {}", words.join(", ")));
        }
        found
    }

    /// The same where the contract answers another word with 400 `invalid_value`.
    pub fn choice(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let Value::String(text) = self.get(name)? else { return self.one_of(name, words) };
        let found = words.iter().copied().find(|word| word.eq_ignore_ascii_case(text));
        if found.is_none() {
            self.impossible(format!("`{name}` must be one of: {}.", words.join(", ")));
        }
        found
    }

    /// A whole number of a range, if it is there. `2.0` is one too.
    pub fn integer(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let number = match (self.source, self.get(name)?) {
            (_, Value::Number(number)) => number.as_i64().or_else(|| whole(&number.to_string())),
            (Source::Query, Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        match number {
            None => self.wrong(name, "int_type", "Must be a whole number"),
            Some(number) if number < *range.start() => {
                self.wrong(name, "greater_than_equal", format!("Must be at least {}", range.start()));
            }
            Some(number) if number > *range.end() => {
                self.wrong(name, "less_than_equal", format!("Must be at most {}", range.end()));
            }
            Some(number) => return Some(number),
        }
        None
    }

    /// A whole number from 1 to `max`, if it is there; where the contract answers another number with 400 `invalid_value`.
    pub fn count(&mut self, name: &str, max: i64) -> Option<i64> {
        let number = self.integer(name, i64::MIN..=i64::MAX)?;
        if !(1..=max).contains(&number) {
            self.impossible(format!("{name} must be from 1 to {max}."));
        }
        Some(number)
    }

    /// `true` or `false`, if it is there.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = match (self.source, self.get(name)?) {
            (_, Value::Bool(value)) => Some(*value),
            (Source::Query, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if value.is_none() {
            self.wrong(name, "bool_type", "Must be true or false");
        }
        value
    }

    /// A date and time, RFC 3339, if it is there.
    pub fn timestamp(&mut self, name: &str) -> Option<Timestamp> {
        let Value::String(text) = self.get(name)? else {
            self.wrong(name, "datetime_type", "Must be a date and time");
            return None;
        };
        self.parsed(name, text, "datetime_parsing")
    }

    /// An exact amount, if it is there: a JSON number, or decimal text. Of a number, the shortest decimal that stands for
    /// it counts, which is what was sent as long as that had no more than 15 digits.
    pub fn amount<T: FromStr<Err = InvalidAmount>>(&mut self, name: &str) -> Option<T> {
        let value = self.get(name)?;
        self.amount_at(name, value)
    }

    /// An exact amount at a place within a field.
    pub fn amount_at<T: FromStr<Err = InvalidAmount>>(&mut self, path: &str, value: &Value) -> Option<T> {
        let text = match value {
            Value::Number(number) => plain(&number.to_string()),
            Value::String(text) => text.clone(),
            _ => {
                self.wrong(path, "decimal_type", "Must be a number");
                return None;
            }
        };
        self.parsed(path, &text, "decimal_parsing")
    }

    /// A JSON object, empty when absent.
    pub fn object(&mut self, name: &str) -> Map<String, Value> {
        self.optional_object(name).unwrap_or_default()
    }

    /// A JSON object, if it is there.
    pub fn optional_object(&mut self, name: &str) -> Option<Map<String, Value>> {
        let Value::Object(object) = self.get(name)? else {
            self.wrong(name, "dict_type", "Must be an object");
            return None;
        };
        if object.iter().any(|(key, value)| key.contains('\0') || has_nul(value)) {
            self.wrong(name, "value_error", "Must not have a NUL character");
            return None;
        }
        Some(object.clone())
    }

    fn text_at(&mut self, path: &str, value: &Value, max: usize) -> Option<String> {
        match value {
            // PostgreSQL keeps no NUL in a text.
            Value::String(text) if text.contains('\0') => {
                self.wrong(path, "value_error", "Must not have a NUL character");
                None
            }
            Value::String(text) if text.chars().count() <= max => Some(text.clone()),
            Value::String(_) => {
                self.wrong(path, "string_too_long", format!("Must have at most {max} characters"));
                None
            }
            _ => {
                self.wrong(path, "string_type", "Must be a string");
                None
            }
        }
    }

    fn name_at<T: FromStr<Err = InvalidName>>(&mut self, path: &str, value: &Value) -> Option<T> {
        self.parsed_at(path, value)
    }

    fn parsed_at<T: FromStr<Err: Display>>(&mut self, path: &str, value: &Value) -> Option<T> {
        match value {
            Value::String(text) => self.parsed(path, text, "value_error"),
            _ => {
                self.wrong(path, "string_type", "Must be a string");
                None
            }
        }
    }

    fn parsed<T>(&mut self, path: &str, text: &str, kind: &'static str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        text.parse().map_err(|error: T::Err| self.wrong(path, kind, error.to_string())).ok()
    }

    /// Ends the reading with what was read: `None` where something was wrong with it.
    ///
    /// # Errors
    /// A 422 with everything that was malformed; if nothing was, a 400 with what is not possible.
    pub fn finish_with<T>(self, read: Option<T>) -> Result<T, ApiError> {
        match read {
            _ if self.errors.is_empty() && !self.impossible.is_empty() => {
                Err(ApiError::new(ErrorCode::InvalidValue, self.impossible.join(" ")))
            }
            Some(read) if self.errors.is_empty() => Ok(read),
            _ => Err(ApiError::validation(self.errors)),
        }
    }
}

/// The text of a JSON number without its exponent.
fn plain(number: &str) -> String {
    if number.contains(['e', 'E']) {
        rust_decimal::Decimal::from_scientific(number)
            .map_or_else(|_| number.to_owned(), |exact| exact.to_string())
    } else {
        number.to_owned()
    }
}

/// All or none, with every one looked at.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<Option<T>> = items.collect();
    items.into_iter().collect()
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

fn whole(number: &str) -> Option<i64> {
    number.strip_suffix(".0")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::money::UsdPerMillionTokens;
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

    #[test]
    fn an_amount_is_what_was_written_not_what_a_binary_fraction_makes_of_it() {
        let body =
            json!({"a": 0.15, "b": "0.10", "c": 1e-6, "d": 3, "e": 1e300, "f": -1, "g": 0.0000001, "h": []});
        let mut fields = Fields::new(body.as_object().unwrap());
        let mut read = |name: &str| fields.amount::<UsdPerMillionTokens>(name).map(|price| price.to_string());
        assert_eq!(["a", "b", "c", "d"].map(&mut read).map(Option::unwrap), ["0.15", "0.1", "0.000001", "3"]);
        assert!(["e", "f", "g", "h"].map(&mut read).iter().all(Option::is_none));
        assert_eq!(fields.finish_with(Some(())).unwrap_err().fields.len(), 4);
    }

    #[test]
    fn a_whole_number_is_held_to_its_range() {
        let body = json!({"a": 5, "b": 5.0, "c": 5.5, "d": 11, "e": 0, "f": "5", "g": true});
        let mut fields = Fields::new(body.as_object().unwrap());
        let read = ["a", "b", "c", "d", "e", "f", "g"].map(|name| fields.integer(name, 1..=10));
        assert_eq!(read, [Some(5), Some(5), None, None, None, None, None]);
    }

    #[test]
    fn a_query_has_its_numbers_and_switches_as_text_and_its_errors_name_it() {
        let query =
            json!({"limit": "20", "active_only": "False", "offset": "-1", "status": "ACTIVE", "kind": "x"});
        let mut fields = Fields::of_query(query.as_object().unwrap());
        assert_eq!(fields.integer("limit", 1..=500), Some(20));
        assert_eq!(fields.boolean("active_only"), Some(false));
        assert_eq!(fields.one_of("status", &["active", "inactive"]), Some("active"));
        fields.integer("offset", 0..=100);
        fields.one_of("kind", &["a", "b"]);
        let error = fields.finish_with(Some(())).unwrap_err();
        let places: Vec<_> = error.fields.iter().map(|field| field.location.join(".")).collect();
        assert_eq!(places, ["query.offset", "query.kind"]);
    }

    #[test]
    fn an_object_has_no_nul_anywhere() {
        let body = json!({"a": {"x": [{"y": "\0"}]}, "b": {"x\0": 1}, "c": {"x": ["y", null, 1]}});
        let mut fields = Fields::new(body.as_object().unwrap());
        assert_eq!(["a", "b", "c"].map(|name| fields.optional_object(name).is_some()), [false, false, true]);
    }

    #[test]
    fn an_unknown_word_is_an_impossible_value_unless_something_is_malformed() {
        let body = json!({"mode": "monthly", "name": 3});
        let mut fields = Fields::new(body.as_object().unwrap());
        assert_eq!(fields.choice("mode", &["job_based"]), None);
        let error = fields.finish_with(Some(())).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidValue);
        assert_eq!(error.detail, "`mode` must be one of: job_based.");

        let mut fields = Fields::new(body.as_object().unwrap());
        fields.choice("mode", &["job_based"]);
        fields.optional_text("name", 10);
        assert_eq!(fields.finish_with(Some(())).unwrap_err().code, ErrorCode::ValidationError);
    }

    #[test]
    fn what_is_wrong_within_a_list_is_named_by_its_position() {
        let body = json!({"groups": ["a", "b c", 3], "many": [1, 2, 3], "note": ["xy", null], "zero": "a\0"});
        let mut fields = Fields::new(body.as_object().unwrap());
        assert_eq!(fields.names::<api::ids::ModelAlias>("groups", 10), None);
        assert_eq!(fields.list("many", 2), None);
        assert_eq!(fields.texts("note", 2, 1), None);
        assert_eq!(fields.optional_text("zero", 10), None);
        let error = fields.finish_with(Some(())).unwrap_err();
        let places: Vec<_> = error.fields.iter().map(|field| field.location.join(".")).collect();
        assert_eq!(
            places,
            ["body.groups.1", "body.groups.2", "body.many", "body.note.0", "body.note.1", "body.zero"]
        );
    }
}
