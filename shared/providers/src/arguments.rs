//! The arguments of a tool call: JSON text in OpenAI's form and for clients, an object at Anthropic and Gemini.
//!
//! Servers in OpenAI's form do not all keep to it: some give an object in place of text, an empty text, or nothing where a
//! function takes no arguments. Clients parse what they are given, so they are given `{}` then.

use api::json_text;
use serde_json::Value;

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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
}
