//! Schemas as Anthropic's structured outputs take them.
//!
//! Source: Anthropic "Structured outputs: JSON Schema limitations". Every object has to be closed. Where a schema leaves
//! that open it is closed, because every value of the closed schema also fits the open one. What the API does not take
//! is never weakened: it cannot be honoured.

use serde_json::{Map, Value};

/// Limits that the API refuses.
const REFUSED: [&str; 7] =
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"];
/// Members that hold schemas by name.
const NAMED: [&str; 3] = ["properties", "$defs", "definitions"];
/// Members that hold lists of schemas.
const LISTED: [&str; 4] = ["anyOf", "oneOf", "allOf", "prefixItems"];

/// The schema with every object closed; `None` if it asks for what the API does not take.
pub(super) fn closed(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    if REFUSED.iter().any(|name| schema.contains_key(*name)) {
        return None;
    }
    let has_properties = schema.get("properties").is_some_and(Value::is_object);
    let mut result = Map::new();
    for (name, value) in schema {
        let value = match value {
            Value::Object(schemas) if NAMED.contains(&name.as_str()) => {
                let closed = schemas.iter().map(|(name, schema)| Some((name.clone(), closed_value(schema)?)));
                closed.collect::<Option<Map<_, _>>>()?.into()
            }
            Value::Array(schemas) if LISTED.contains(&name.as_str()) => {
                // Two closed objects have no value in common.
                if name == "allOf" && (schemas.len() > 1 || has_properties) {
                    return None;
                }
                schemas.iter().map(closed_value).collect::<Option<Value>>()?
            }
            Value::Object(_) if name == "items" => closed_value(value)?,
            _ => value.clone(),
        };
        result.insert(name.clone(), value);
    }
    if has_properties || is_object(schema) {
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            None if has_properties => {}
            // Closed to everything, or to more than it names, it would mean something else.
            _ => return None,
        }
        result.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    Some(result)
}

fn closed_value(schema: &Value) -> Option<Value> {
    match schema {
        Value::Object(schema) => closed(schema).map(Value::Object),
        other => Some(other.clone()),
    }
}

fn is_object(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|kind| kind == "object"),
        kind => kind.is_some_and(|kind| kind == "object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn close(schema: &Value) -> Option<Value> {
        closed(schema.as_object().unwrap()).map(Value::Object)
    }

    #[test]
    fn open_objects_are_closed_wherever_they_stand() {
        let open = json!({
            "type": "object",
            "properties": {
                "minimum": {"type": "integer"},
                "who": {"$ref": "#/$defs/person"},
                "list": {"type": "array", "items": {"type": ["object", "null"], "properties": {"a": {"enum": [1, 2]}}}},
                "either": {"anyOf": [{"type": "null"}, {"type": "object", "properties": {}}]},
            },
            "required": ["minimum"],
            "$defs": {"person": {"type": "object", "properties": {"name": {"type": "string"}}}},
        });
        let mut expected = open.clone();
        for place in ["", "/$defs/person", "/properties/list/items", "/properties/either/anyOf/1"] {
            expected.pointer_mut(place).unwrap()["additionalProperties"] = json!(false);
        }
        assert_eq!(close(&open), Some(expected.clone()));
        assert_eq!(close(&expected), Some(expected), "what is closed stays as it is");
        let empty = json!({"type": "object", "additionalProperties": false});
        assert_eq!(close(&empty), Some(empty));
    }

    #[test]
    fn what_cannot_be_closed_without_another_meaning_is_refused() {
        for schema in [
            json!({"type": "object"}),
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": true}),
            json!({"allOf": [{"type": "object", "properties": {"a": {}}}, {"type": "object", "properties": {"b": {}}}]}),
            json!({"type": "object", "properties": {"a": {}}, "allOf": [{"type": "object", "properties": {"b": {}}}]}),
            json!({"type": "array", "items": {"type": "object"}}),
        ] {
            assert_eq!(close(&schema), None, "{schema}");
        }
    }

    #[test]
    fn limits_that_the_api_does_not_take_are_refused() {
        let with = |property: Value| json!({"type": "object", "properties": {"a": property}});
        assert_eq!(close(&with(json!({"type": "integer", "minimum": 1}))), None);
        assert_eq!(close(&with(json!({"type": "string", "maxLength": 9}))), None);
        assert!(close(&with(json!({"type": "string", "format": "date"}))).is_some());
    }
}
