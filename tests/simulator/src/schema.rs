//! The smallest instance of a JSON schema, so that structured answers and tool arguments are valid.

use serde_json::{Map, Value, json};

/// References are followed this deep; a recursive schema ends in `null` there.
const MAX_DEPTH: usize = 24;

/// A small value that the schema admits: required properties only, the first of an enum, numbers and
/// lengths at their minimum.
#[must_use]
pub(crate) fn minimal_instance(schema: &Value) -> Value {
    instance(schema, schema, 0)
}

fn instance(schema: &Value, root: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    if let Some(constant) = schema.get("const").or_else(|| schema.get("default")) {
        return constant.clone();
    }
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.first()) {
        return first.clone();
    }
    if let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
        return root.pointer(pointer).map_or(Value::Null, |target| instance(target, root, depth + 1));
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(first) = schema.get(choice).and_then(Value::as_array).and_then(|list| list.first()) {
            return instance(first, root, depth + 1);
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        return all_of(parts, root, depth);
    }
    match type_of(schema) {
        "object" => object(schema, root, depth),
        "array" => array(schema, root, depth),
        "string" => Value::String(string(schema)),
        "integer" | "number" => number(schema),
        "boolean" => Value::Bool(false),
        _ => Value::Null,
    }
}

/// The type, in lower case as Gemini writes it in capitals; without one, what the keywords imply.
fn type_of(schema: &Value) -> &'static str {
    let named = match schema.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("null")
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "null",
    };
    ["object", "array", "string", "integer", "number", "boolean"]
        .into_iter()
        .find(|known| named.eq_ignore_ascii_case(known))
        .unwrap_or("null")
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let fields = required.filter_map(Value::as_str).map(|name| {
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        (name.to_owned(), property.map_or(Value::Null, |inner| instance(inner, root, depth + 1)))
    });
    Value::Object(fields.collect())
}

fn array(schema: &Value, root: &Value, depth: usize) -> Value {
    let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(1_000);
    let item = schema.get("items").map_or(Value::Null, |items| instance(items, root, depth + 1));
    Value::Array((0..count).map(|_| item.clone()).collect())
}

fn all_of(parts: &[Value], root: &Value, depth: usize) -> Value {
    let mut merged = Map::new();
    for part in parts {
        match instance(part, root, depth + 1) {
            Value::Object(fields) => merged.extend(fields),
            other => return other,
        }
    }
    Value::Object(merged)
}

fn string(schema: &Value) -> String {
    let sample = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2026-01-01T00:00:00Z",
        Some("date") => "2026-01-01",
        Some("time") => "00:00:00Z",
        Some("duration") => "P1D",
        Some("email") => "someone@example.com",
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("uri") => "https://example.com/",
        _ => "text",
    };
    let limit = |name| schema.get(name).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let least = limit("minLength").unwrap_or(0).min(10_000);
    let mut text: String = sample.chars().take(limit("maxLength").unwrap_or(usize::MAX)).collect();
    let missing = least.saturating_sub(text.chars().count());
    text.extend(std::iter::repeat_n('x', missing));
    text
}

fn number(schema: &Value) -> Value {
    let integral = type_of(schema) == "integer";
    if let Some(minimum) = schema.get("minimum") {
        return minimum.clone();
    }
    if let Some(bound) = schema.get("exclusiveMinimum").and_then(Value::as_f64) {
        // Adding one is exact for every bound a schema will hold.
        return if integral { json!(bound.floor() as i64 + 1) } else { json!(bound + 1.0) };
    }
    match schema.get("maximum").and_then(Value::as_f64) {
        Some(maximum) if maximum < 0.0 && integral => json!(maximum.floor() as i64),
        Some(maximum) if maximum < 0.0 => json!(maximum),
        _ => json!(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_its_required_properties_only() {
        let schema = json!({
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
                "days": {"type": "integer", "minimum": 3},
                "note": {"type": "string"}
            },
            "required": ["city", "unit", "days"]
        });
        assert_eq!(minimal_instance(&schema), json!({"city": "text", "unit": "celsius", "days": 3}));
    }

    #[test]
    fn references_are_followed_and_recursion_ends() {
        let schema = json!({
            "$ref": "#/$defs/node",
            "$defs": {"node": {
                "type": "object",
                "properties": {"next": {"$ref": "#/$defs/node"}},
                "required": ["next"]
            }}
        });
        assert!(minimal_instance(&schema)["next"]["next"].is_object());
    }

    #[test]
    fn bounds_are_kept() {
        let of = |schema: Value| minimal_instance(&schema);
        assert_eq!(of(json!({"type": "string", "minLength": 6})), json!("textxx"));
        assert_eq!(of(json!({"type": "string", "maxLength": 2})), json!("te"));
        assert_eq!(of(json!({"type": "integer", "exclusiveMinimum": 4})), json!(5));
        assert_eq!(
            of(json!({"type": "array", "items": {"type": "boolean"}, "minItems": 2})),
            json!([false, false])
        );
        assert_eq!(of(json!({"type": ["null", "STRING"]})), json!("text"));
        assert_eq!(of(json!({"anyOf": [{"type": "number"}, {"type": "null"}]})), json!(0));
    }
}
