//! Finding things in the document.

use api::routes::Route;
use serde_json::{Value, json};

/// The operation of a route.
#[must_use]
pub fn operation_of<'a>(document: &'a Value, route: &Route) -> &'a Value {
    &document["paths"][route.path][route.method.as_str().to_ascii_lowercase()]
}

/// How an operation answers with a status; `None` where it does not have the status.
#[must_use]
pub fn response_of<'a>(document: &'a Value, route: &Route, status: u16) -> Option<&'a Value> {
    let response = operation_of(document, route)["responses"].get(status.to_string())?;
    Some(resolved(document, response))
}

/// The codes that a status of an operation may have; `None` where it does not have the status, or the status no codes.
#[must_use]
pub fn codes_of<'a>(document: &'a Value, route: &Route, status: u16) -> Option<Vec<&'a str>> {
    let response = response_of(document, route, status)?;
    let members = &response["content"]["application/json"]["schema"]["properties"];
    // In OpenAI's form the code is a member of `error`.
    let code = members.get("code").unwrap_or(&members["error"]["properties"]["code"]);
    let codes = &code["enum"];
    Some(codes.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// What a reference leads to; anything else is itself.
#[must_use]
pub fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target =
        value["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.unwrap_or(value)
}

/// A schema of the document with all the others that it may refer to.
#[must_use]
pub fn self_contained(document: &Value, schema: &Value) -> Value {
    let mut whole = schema.clone();
    whole["components"] = json!({"schemas": document["components"]["schemas"]});
    whole
}
