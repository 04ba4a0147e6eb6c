//! JSON objects with any members, such as metadata: one component for all of them. Generators of clients make a type of each
//! object without a name, and call it by where it stands, which may be the name of another type.

use serde_json::{Value, json};

use crate::schemas::COMPONENTS;

/// The component's name.
pub(crate) const NAME: &str = "JsonObject";

/// The component.
pub(crate) fn schema() -> Value {
    json!({"type": "object", "description": "A JSON object with any members.", "additionalProperties": true})
}

/// Replaces all such objects in a schema by references to the component.
pub(crate) fn refer_to_it(schema: &mut Value) {
    if is_one(schema) {
        *schema = reference(schema);
        return;
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(refer_to_it),
        Value::Array(items) => items.iter_mut().for_each(refer_to_it),
        _ => {}
    }
}

fn is_one(schema: &Value) -> bool {
    let is_object = schema["type"] == "object" || is_nullable(schema);
    is_object && schema["additionalProperties"] == true && schema.get("properties").is_none()
}

fn is_nullable(schema: &Value) -> bool {
    schema["type"] == json!(["object", "null"])
}

/// The reference that takes a schema's place. What an absent object means stands in its description: generators know no
/// defaults of objects.
fn reference(schema: &Value) -> Value {
    let component = json!({"$ref": format!("{COMPONENTS}{NAME}")});
    let mut reference =
        if is_nullable(schema) { json!({"anyOf": [component, {"type": "null"}]}) } else { component };
    let description = schema["description"].as_str().map(|description| match schema.get("default") {
        Some(default) => format!("{description} `{default}` unless said."),
        None => description.to_owned(),
    });
    if let Some(description) = description {
        reference["description"] = Value::from(description);
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_with_any_members_become_references_wherever_they_stand() {
        let mut schema = json!({"type": "object", "properties": {
            "metadata": {"type": "object", "additionalProperties": true, "description": "Metadata."},
            "kept": {"type": ["object", "null"], "additionalProperties": true, "description": "Kept.", "default": {}},
            "named": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": true},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        }});
        refer_to_it(&mut schema);
        let component = json!({"$ref": "#/components/schemas/JsonObject"});
        let members = &schema["properties"];
        assert_eq!(members["metadata"], json!({"$ref": component["$ref"], "description": "Metadata."}));
        let kept = json!({"anyOf": [component, {"type": "null"}], "description": "Kept. `{}` unless said."});
        assert_eq!(members["kept"], kept);
        assert_eq!(members["named"]["properties"], json!({"a": {"type": "string"}}));
        assert_eq!(members["counts"]["additionalProperties"], json!({"type": "integer"}));
    }
}
