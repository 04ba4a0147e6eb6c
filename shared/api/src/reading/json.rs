//! JSON of a request, read with bounds that hold before anything is known of who sent it.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use crate::error::{ApiError, FieldError};
use crate::json_text::{is_marked, with_marked_numbers, without_halves};

/// The most values that a body may have in the members that its request knows. An object counts as [`OBJECT`] values.
pub const MAX_VALUES: usize = 65_536;

/// How many values an object counts as: its table takes several times the memory of a number.
pub const OBJECT: usize = 8;

/// The greatest depth of lists and objects in one another. What is kept of a body is shown within an answer, and JSON readers, ours
/// among them, end at 128.
pub const MAX_DEPTH: usize = 100;

/// The members of a body in which numbers may be passed on to a model, and the members within them that have these numbers.
const WITH_EXACT: [&str; 5] = ["messages", "input", "tools", "response_format", "text"];
const EXACT: [&str; 3] = ["arguments", "parameters", "schema"];

/// Reads JSON. If it is an object, its members that are not `wanted` are skipped, whatever they are. Half a UTF-16 pair is read
/// as U+FFFD. Numbers in arguments and schemas keep all their digits: see [`crate::json_text`].
///
/// # Errors
/// 422 when it is no JSON (`json_invalid`), has more than [`MAX_VALUES`] values (`too_many_values`), or is deeper than [`MAX_DEPTH`]
/// (`too_deep`).
pub fn read_json(bytes: &[u8], wanted: &dyn Fn(&str) -> bool) -> Result<Value, ApiError> {
    let bounds = Bounds { values_left: Cell::new(MAX_VALUES), exceeded: Cell::new(None) };
    let bytes = without_halves(bytes);
    let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
    let seed = BoundedValue { bounds: &bounds, depth: 0, wanted: Some(wanted), numbers: Numbers::OfTollgate };
    let read = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| match bounds.exceeded.get() {
        Some(Exceeded::Values) => body_fault(
            "too_many_values",
            format!("Has more than {MAX_VALUES} values; an object counts as {OBJECT}"),
        ),
        Some(Exceeded::Depth) => {
            body_fault("too_deep", format!("Has lists and objects more than {MAX_DEPTH} levels deep"))
        }
        None => body_fault("json_invalid", format!("Not valid JSON: {error}")),
    })
}

/// The answer to a body that cannot be read at all.
#[must_use]
pub fn body_fault(kind: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::validation(vec![FieldError::body("", kind, message)])
}

/// How many values may still be read, and which bound was exceeded, if one was.
struct Bounds {
    values_left: Cell<usize>,
    exceeded: Cell<Option<Exceeded>>,
}

/// A bound that a body exceeds.
#[derive(Debug, Clone, Copy)]
enum Exceeded {
    Values,
    Depth,
}

impl Bounds {
    fn take<E: Error>(&self, values: usize) -> Result<(), E> {
        let Some(left) = self.values_left.get().checked_sub(values) else {
            return Err(self.exceed(Exceeded::Values));
        };
        self.values_left.set(left);
        Ok(())
    }

    fn exceed<E: Error>(&self, bound: Exceeded) -> E {
        self.exceeded.set(Some(bound));
        E::custom("exceeds a bound")
    }
}

/// Reads one value within the bounds.
#[derive(Clone, Copy)]
struct BoundedValue<'a> {
    bounds: &'a Bounds,
    depth: usize,
    /// Which members of an object are read; all of them without it.
    wanted: Option<&'a dyn Fn(&str) -> bool>,
    numbers: Numbers,
}

/// Whose the numbers of a value are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// Tollgate reads them.
    OfTollgate,
    /// Tollgate reads them, but those in some members are passed on.
    InParts,
    /// They are passed on, marked where they cannot be read exactly.
    PassedOn,
}

impl Numbers {
    fn of_member(self, depth: usize, name: &str) -> Self {
        match self {
            Self::OfTollgate if depth == 0 && WITH_EXACT.contains(&name) => Self::InParts,
            Self::InParts if EXACT.contains(&name) => Self::PassedOn,
            numbers => numbers,
        }
    }
}

impl BoundedValue<'_> {
    fn within<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.bounds.exceed(Exceeded::Depth));
        }
        Ok(Self { depth: self.depth + 1, wanted: None, ..self })
    }

    /// Reads a value whose numbers are passed on.
    fn read_passed_on<E: Error>(self, json: &str) -> Result<Value, E> {
        // A number alone is no schema and no arguments: it is read as a number, and refused where it is used.
        let is_alone = !json.starts_with(['{', '[']);
        let json = if is_alone { Cow::Borrowed(json) } else { with_marked_numbers(json) };
        self.deserialize(&mut serde_json::Deserializer::from_str(&json)).map_err(E::custom)
    }

    fn scalar<E: Error>(self, value: Value) -> Result<Value, E> {
        self.bounds.take(1)?;
        Ok(value)
    }
}

impl<'de> DeserializeSeed<'de> for BoundedValue<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BoundedValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.scalar(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.scalar(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.scalar(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.scalar(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.scalar(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        if self.numbers != Numbers::PassedOn && is_marked(text) {
            let unmarked = text.chars().skip(1);
            return self.scalar(Value::String(std::iter::once('\u{fffd}').chain(unmarked).collect()));
        }
        self.scalar(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.bounds.take(1)?;
        let within = self.within()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(within)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.bounds.take(OBJECT)?;
        let within = self.within()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if self.wanted.is_some_and(|wanted| !wanted(&name)) {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let seed = Self { numbers: self.numbers.of_member(self.depth, &name), ..within };
            let value = if seed.numbers == Numbers::PassedOn && self.numbers != Numbers::PassedOn {
                let raw: Box<RawValue> = members.next_value()?;
                seed.read_passed_on(raw.get())?
            } else {
                members.next_value_seed(seed)?
            };
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Value, &'static str> {
        read_json(text.as_bytes(), &|name| name == "a").map_err(|error| error.fields[0].kind)
    }

    #[test]
    fn members_that_no_request_has_are_skipped_whatever_they_are() {
        let many = vec!["0"; MAX_VALUES + 1].join(",");
        let deep = "[".repeat(1_000) + &"]".repeat(1_000);
        let text = format!(r#"{{"a": {{"b": [1, null, "x", true]}}, "many": [{many}], "deep": {deep}}}"#);
        assert_eq!(read(&text), Ok(json!({"a": {"b": [1, null, "x", true]}})));
    }

    #[test]
    fn values_are_counted_and_objects_as_several() {
        // The body and the list are the first ones.
        let list = |item: &str, count: usize| format!(r#"{{"a": [{}]}}"#, vec![item; count].join(","));
        assert!(read(&list("0", MAX_VALUES - OBJECT - 1)).is_ok());
        assert_eq!(read(&list("0", MAX_VALUES - OBJECT)), Err("too_many_values"));
        assert!(read(&list("{}", (MAX_VALUES - OBJECT - 1) / OBJECT)).is_ok());
        assert_eq!(read(&list("{}", MAX_VALUES / OBJECT)), Err("too_many_values"));
    }

    #[test]
    fn lists_and_objects_may_be_a_hundred_levels_deep() {
        let nested = |levels: usize| format!(r#"{{"a": {}{}}}"#, "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(MAX_DEPTH - 1)).is_ok());
        assert_eq!(read(&nested(MAX_DEPTH)), Err("too_deep"));
    }

    #[test]
    fn what_is_no_json_is_told_apart_from_what_is_too_much() {
        for text in ["", "{", r#"{"a": 1} x"#, r#"{"b": [}"#, "[1,]"] {
            assert_eq!(read(text), Err("json_invalid"), "{text}");
        }
    }

    #[test]
    fn half_a_pair_is_read_as_a_replacement() {
        assert_eq!(read(r#"{"a": "x\ud83d", "b\ud83d": 1}"#), Ok(json!({"a": "x\u{fffd}"})));
        assert_eq!(read(r#"{"a": "\ud83d\ude00"}"#), Ok(json!({"a": "\u{1f600}"})));
    }

    #[test]
    fn numbers_that_are_passed_on_keep_their_digits() {
        let read = |text: &str| read_json(text.as_bytes(), &|_| true).map_err(|error| error.fields[0].kind);
        let long = "123456789012345678901234567890";
        let body = format!(
            r#"{{"tools":[{{"function":{{"parameters":{{"const":[{long}]}}}}}}],"messages":[{{"tool_calls":[{{"arguments":{{"a":{long}}}}}]}}]}}"#
        );
        assert_eq!(crate::json_text::write(&read(&body).unwrap()), body);
        let body = format!(
            r#"{{"input":[{{"arguments":{{"a":{long}}}}}],"text":{{"format":{{"schema":{{"const":{long}}}}}}}}}"#
        );
        assert_eq!(crate::json_text::write(&read(&body).unwrap()), body);
        // Tollgate's own numbers are numbers.
        let own =
            read(&format!(r#"{{"parameters": {long}, "tools": [{long}, {{"schema": {long}}}]}}"#)).unwrap();
        assert!(
            own["parameters"].is_number()
                && own["tools"][0].is_number()
                && own["tools"][1]["schema"].is_number()
        );
        assert_eq!(read("{\"messages\": \"\u{10FFFE}12\"}"), Ok(json!({"messages": "\u{fffd}12"})));
        let deep = format!(
            r#"{{"tools": {{"schema": {}{}}}}}"#,
            "[".repeat(MAX_DEPTH - 2),
            "]".repeat(MAX_DEPTH - 2)
        );
        assert!(read(&deep).is_ok());
        assert_eq!(read(&deep.replace("[]", "[[]]")), Err("too_deep"));
        let many = format!(r#"{{"tools": {{"schema": [{}]}}}}"#, vec!["0"; MAX_VALUES].join(","));
        assert_eq!(read(&many), Err("too_many_values"));
    }

    proptest! {
        #[test]
        fn what_is_within_the_bounds_is_read_as_it_is(text in "[ -~é\u{0}-\u{1f}]{0,30}", number in any::<f64>(), whole in any::<i64>()) {
            let value = json!({"a": {"text": text, (text.clone()): [number, whole, null, {"x": [true]}]}});
            prop_assert_eq!(read(&value.to_string()), Ok(value));
        }
    }
}
