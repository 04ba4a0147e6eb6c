//! The arguments of a tool call: JSON text in OpenAI's form and for clients, an object at Anthropic and Gemini.
//!
//! Servers in OpenAI's form do not all keep to it: some give an object in place of text, an empty text, or nothing where a
//! function takes no arguments. Clients parse what they are given, so they are given `{}` then.

use api::json_text;
use serde_json::{Map, Value, json};

/// The arguments as a client reads them.
pub fn text(arguments: &Value) -> String {
    match arguments {
        Value::Null => "{}".to_owned(),
        Value::String(text) if text.trim().is_empty() => "{}".to_owned(),
        Value::String(text) => text.clone(),
        object => json_text::write(object),
    }
}

/// A part of the arguments in a stream; empty where there is nothing new.
pub fn part(arguments: &Value) -> String {
    match arguments {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        object => json_text::write(object),
    }
}

/// The arguments as an object. A model may have written something else; it sees that again.
pub fn object(text: &str) -> Map<String, Value> {
    match json_text::parse(text) {
        Ok(Value::Object(object)) => object,
        Ok(Value::Null) => Map::new(),
        _ if text.trim().is_empty() => Map::new(),
        _ => Map::from_iter([("arguments".to_owned(), json!(text))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_given_json_text_whatever_the_server_sends() {
        for (arguments, expected) in [
            (json!("{\"a\":1}"), "{\"a\":1}"),
            (json!({"a": 1}), "{\"a\":1}"),
            (json!(""), "{}"),
            (json!(" "), "{}"),
            (json!(null), "{}"),
            (json!({}), "{}"),
        ] {
            assert_eq!(text(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn arguments_that_are_no_object_are_seen_again_in_one() {
        assert_eq!(json!(object("[1]")), json!({"arguments": "[1]"}));
        assert_eq!(json!(object("{\"a\": ")), json!({"arguments": "{\"a\": "}));
        for nothing in ["", " ", "null", "{}"] {
            assert_eq!(json!(object(nothing)), json!({}));
        }
    }
}
