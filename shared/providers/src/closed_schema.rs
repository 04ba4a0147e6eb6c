//! Schemas that an answer must follow exactly, as providers take them.
//!
//! Sources: Anthropic "Structured outputs: JSON Schema limitations"; OpenAI "Structured model outputs: supported schemas". Every
//! object has to be closed. Where a schema leaves that open it is closed, because every value of the closed schema also fits the
//! open one. What a provider does not take is never weakened: it cannot be honoured.

use std::collections::HashSet;
use std::convert::Infallible;

use api::json_text;
use serde_json::{Map, Value};

/// What a provider takes in a schema.
#[derive(Debug, Clone, Copy)]
pub struct SchemaRules {
    /// Members that it refuses, unless they ask for nothing.
    refused: &'static [&'static str],
    /// `minItems` may be 0 or 1 only.
    at_most_one_required_item: bool,
    /// A schema may refer to itself.
    recursive: bool,
    /// Every property has to be required.
    all_required: bool,
    /// A `response_format` may have any other schema, if the answer need not follow it exactly.
    pub takes_loose_formats: bool,
}

/// Anthropic's rules.
pub const ANTHROPIC: SchemaRules = SchemaRules {
    refused: &[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "patternProperties",
        "not",
        "if",
        "then",
        "else",
    ],
    at_most_one_required_item: true,
    recursive: false,
    all_required: false,
    takes_loose_formats: false,
};

/// OpenAI's rules, of `strict` schemas.
pub const OPENAI: SchemaRules = SchemaRules {
    refused: &[
        "allOf",
        "not",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "then",
        "else",
        "patternProperties",
    ],
    at_most_one_required_item: false,
    recursive: true,
    all_required: true,
    takes_loose_formats: true,
};

/// Members that hold schemas by name.
const NAMED: [&str; 3] = ["properties", "$defs", "definitions"];
/// Members that hold lists of schemas.
const LISTED: [&str; 4] = ["anyOf", "oneOf", "allOf", "prefixItems"];
/// Members that hold values, not schemas.
const VALUES: [&str; 4] = ["enum", "const", "default", "examples"];

/// The schema with every object closed; else what it asks for that the provider does not take, in words that stand after
/// "does not support".
pub fn closed(schema: &Map<String, Value>, rules: SchemaRules) -> Result<Map<String, Value>, String> {
    references(schema, rules)?;
    close(schema, rules)
}

impl SchemaRules {
    /// What the provider does not take of a member of a schema, in words that stand after "does not support".
    fn refusal(self, name: &str, value: &Value) -> Option<String> {
        if self.refused.contains(&name) && !asks_for_nothing(name, value) {
            return Some(format!("`{name}` inside the schema"));
        }
        let is_minimum = self.at_most_one_required_item && name == "minItems";
        let is_refused = is_minimum && value.as_f64().is_none_or(|least| least > 1.0);
        is_refused.then(|| "`minItems` above 1 inside the schema".to_owned())
    }
}

/// The schema with the keywords that a provider does not take moved into the descriptions beside them, where the model still
/// reads them.
pub fn described(schema: &Map<String, Value>, rules: SchemaRules) -> Map<String, Value> {
    let mut result = Map::new();
    let mut moved = Vec::new();
    for (name, value) in schema {
        if rules.refusal(name, value).is_some() {
            moved.push(format!("{name}: {}", json_text::write(value)));
        } else {
            let Ok(value) =
                with_schemas(name, value, &|schema| Ok::<_, Infallible>(described(schema, rules)));
            result.insert(name.clone(), value);
        }
    }
    if !moved.is_empty() {
        let moved = moved.join(", ");
        let description = match result.get("description").and_then(Value::as_str) {
            Some(said) if !said.is_empty() => format!("{said} ({moved})"),
            _ => moved,
        };
        result.insert("description".to_owned(), Value::from(description));
    }
    result
}

/// What takes the place of a schema, or why it cannot be taken.
type Replacement<'a, E> = dyn Fn(&Map<String, Value>) -> Result<Map<String, Value>, E> + 'a;

/// A member of a schema, with each schema in it replaced.
fn with_schemas<E>(name: &str, value: &Value, replace: &Replacement<'_, E>) -> Result<Value, E> {
    let replaced = |value: &Value| match value {
        Value::Object(schema) => replace(schema).map(Value::Object),
        other => Ok(other.clone()),
    };
    match value {
        Value::Object(schemas) if NAMED.contains(&name) => {
            let schemas = schemas.iter().map(|(name, schema)| Ok((name.clone(), replaced(schema)?)));
            schemas.collect::<Result<Map<_, _>, E>>().map(Value::Object)
        }
        Value::Array(schemas) if LISTED.contains(&name) => schemas.iter().map(replaced).collect(),
        Value::Object(_) if name == "items" => replaced(value),
        _ => Ok(value.clone()),
    }
}

fn close(schema: &Map<String, Value>, rules: SchemaRules) -> Result<Map<String, Value>, String> {
    let has_properties = schema.get("properties").is_some_and(Value::is_object);
    let mut result = Map::new();
    for (name, value) in schema {
        if rules.refused.contains(&name.as_str()) && asks_for_nothing(name, value) {
            continue;
        }
        if let Some(what) = rules.refusal(name, value) {
            return Err(what);
        }
        // Two closed objects have no value in common.
        let is_several = value.as_array().is_some_and(|schemas| schemas.len() > 1);
        if name == "allOf" && value.is_array() && (is_several || has_properties) {
            return Err("`allOf` of several schemas".to_owned());
        }
        let value = with_schemas(name, value, &|schema| close(schema, rules))?;
        result.insert(name.clone(), value);
    }
    if has_properties || is_object(schema) {
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            None if has_properties => {}
            // Closed to everything, or to more than it names, it would mean something else.
            _ => return Err("objects with any properties inside the schema".to_owned()),
        }
        if rules.all_required
            && let Some(name) = optional_property(schema)
        {
            return Err(format!("a property that is not required inside the schema (`{name}`)"));
        }
        result.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    Ok(result)
}

fn is_object(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|kind| kind == "object"),
        kind => kind.is_some_and(|kind| kind == "object"),
    }
}

/// Whether a limit limits nothing: `uniqueItems: false`, `minLength: 0`.
fn asks_for_nothing(name: &str, limit: &Value) -> bool {
    match limit {
        Value::Null | Value::Bool(false) => true,
        Value::Object(schemas) => schemas.is_empty(),
        Value::Number(least) => {
            matches!(name, "minLength" | "minItems" | "minProperties") && least.as_f64() == Some(0.0)
        }
        _ => false,
    }
}

fn optional_property(schema: &Map<String, Value>) -> Option<&String> {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|item| item == name));
    schema.get("properties")?.as_object()?.keys().find(|name| !is_required(name))
}

/// Refuses references to elsewhere, and references that lead back to themselves where the provider does not take these.
fn references(schema: &Map<String, Value>, rules: SchemaRules) -> Result<(), String> {
    let root = Value::Object(schema.clone());
    let mut first = HashSet::new();
    references_in(&root, &mut first);
    // Which targets have been followed to their ends.
    let mut done = HashSet::new();
    first.into_iter().try_for_each(|target| follow(&root, target, &mut Vec::new(), &mut done, rules))
}

fn follow<'a>(
    root: &'a Value,
    target: &'a str,
    path: &mut Vec<&'a str>,
    done: &mut HashSet<&'a str>,
    rules: SchemaRules,
) -> Result<(), String> {
    if path.contains(&target) {
        return if rules.recursive { Ok(()) } else { Err("a recursive `$ref` inside the schema".to_owned()) };
    }
    if done.contains(target) {
        return Ok(());
    }
    let pointer = target.strip_prefix('#').ok_or("a `$ref` to outside of the schema")?;
    let found = root.pointer(pointer).ok_or("a `$ref` to nothing inside the schema")?;
    path.push(target);
    let mut next = HashSet::new();
    references_in(found, &mut next);
    for target in next {
        follow(root, target, path, done, rules)?;
    }
    path.pop();
    done.insert(target);
    Ok(())
}

fn references_in<'a>(schema: &'a Value, found: &mut HashSet<&'a str>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(target) if name == "$ref" => {
                        found.insert(target.as_str());
                    }
                    _ if VALUES.contains(&name.as_str()) => {}
                    _ => references_in(value, found),
                }
            }
        }
        Value::Array(schemas) => schemas.iter().for_each(|schema| references_in(schema, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn close(schema: &Value) -> Option<Value> {
        closed(schema.as_object().unwrap(), ANTHROPIC).ok().map(Value::Object)
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

    #[test]
    fn keywords_that_a_provider_does_not_take_can_stand_in_descriptions() {
        let schema = json!({"type": "object", "properties": {
            "age": {"type": "integer", "minimum": 0, "maximum": 150, "description": "In years"},
            "names": {"type": "array", "items": {"type": "string", "maxLength": 9}, "minItems": 2, "uniqueItems": false},
            "minimum": {"anyOf": [{"type": "null"}, {"not": {"type": "null"}}]},
        }});
        let described = described(schema.as_object().unwrap(), ANTHROPIC);
        let expected = json!({"type": "object", "properties": {
            "age": {"type": "integer", "description": "In years (minimum: 0, maximum: 150)"},
            "names": {"type": "array", "items": {"type": "string", "description": "maxLength: 9"}, "uniqueItems": false,
                "description": "minItems: 2"},
            "minimum": {"anyOf": [{"type": "null"}, {"description": "not: {\"type\":\"null\"}"}]},
        }});
        assert_eq!(json!(described), expected);
        assert!(closed(&described, ANTHROPIC).is_ok());
    }

    fn refused(schema: &Value, rules: SchemaRules) -> String {
        closed(schema.as_object().unwrap(), rules).unwrap_err()
    }

    #[test]
    fn what_anthropic_does_not_take_is_named() {
        let with = |property: Value| json!({"type": "object", "properties": {"a": property}});
        let list = |member: &str, value: Value| with(json!({"type": "array", "items": {}, member: value}));
        for (schema, what) in [
            (list("maxItems", json!(5)), "`maxItems` inside the schema"),
            (list("minItems", json!(2)), "`minItems` above 1 inside the schema"),
            (list("uniqueItems", json!(true)), "`uniqueItems` inside the schema"),
            (with(json!({"minProperties": 1})), "`minProperties` inside the schema"),
            (with(json!({"maxProperties": 1})), "`maxProperties` inside the schema"),
            (with(json!({"patternProperties": {"^x": {}}})), "`patternProperties` inside the schema"),
            (with(json!({"not": {"type": "null"}})), "`not` inside the schema"),
            (with(json!({"if": {"type": "null"}})), "`if` inside the schema"),
            (with(json!({"anyOf": [{"maximum": 3}]})), "`maximum` inside the schema"),
            (json!({"type": "object"}), "objects with any properties inside the schema"),
            (with(json!({"$ref": "#"})), "a recursive `$ref` inside the schema"),
            (with(json!({"$ref": "#/properties/a"})), "a recursive `$ref` inside the schema"),
            (with(json!({"$ref": "https://example.com/x.json"})), "a `$ref` to outside of the schema"),
            (with(json!({"$ref": "#/$defs/nothing"})), "a `$ref` to nothing inside the schema"),
        ] {
            assert_eq!(refused(&schema, ANTHROPIC), what, "{schema}");
        }
        let mutual = json!({"type": "object", "properties": {"n": {"$ref": "#/$defs/N"}}, "$defs": {
            "N": {"type": "object", "properties": {"m": {"$ref": "#/$defs/M"}}},
            "M": {"type": "array", "items": {"$ref": "#/$defs/N"}}}});
        assert_eq!(refused(&mutual, ANTHROPIC), "a recursive `$ref` inside the schema");
        assert!(!refused(&mutual, OPENAI).contains("$ref"), "OpenAI takes it");
    }

    #[test]
    fn limits_that_limit_nothing_and_references_used_twice_are_taken() {
        let schema = json!({"type": "object", "properties": {
            "a": {"type": "array", "items": {"$ref": "#/$defs/x"}, "minItems": 1, "uniqueItems": false},
            "b": {"$ref": "#/$defs/x", "minLength": 0}, "c": {"enum": [{"$ref": "#"}]}},
            "$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"type": "string"}}});
        let closed = close(&schema).unwrap();
        assert_eq!(closed["properties"]["b"], json!({"$ref": "#/$defs/x"}));
        assert_eq!(
            closed["properties"]["a"],
            json!({"type": "array", "items": {"$ref": "#/$defs/x"}, "minItems": 1})
        );
    }

    #[test]
    fn a_strict_schema_of_openais_is_closed_and_has_no_optional_properties() {
        let object = |required: Value| {
            let list = json!({"type": "array", "items": {"$ref": "#"}, "maxItems": 3});
            json!({"type": "object", "properties": {"a": list}, "required": required})
        };
        let closed = closed(object(json!(["a"])).as_object().unwrap(), OPENAI).unwrap();
        assert_eq!(closed["additionalProperties"], false);
        assert_eq!(
            refused(&object(json!([])), OPENAI),
            "a property that is not required inside the schema (`a`)"
        );
        assert_eq!(refused(&json!({"allOf": [{"type": "string"}]}), OPENAI), "`allOf` inside the schema");
    }
}
