//! Gemini's own kind of schema: a part of OpenAPI's, and every other keyword is an unknown field.

use super::problem::google_path;
use crate::strict::{Node, Strict};

const KEYWORDS: [&str; 22] = [
    "anyOf",
    "default",
    "description",
    "enum",
    "example",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "nullable",
    "pattern",
    "properties",
    "propertyOrdering",
    "required",
    "title",
    "type",
];

/// Checks a `responseSchema` or a function's `parameters`.
pub(super) fn check(node: &Node<'_>) -> Strict<()> {
    let schema = node.object()?;
    schema.only(&KEYWORDS)?;
    if let Some(kind) = schema.optional("type") {
        let name = kind.string()?.to_ascii_uppercase();
        if !["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"].contains(&name.as_str()) {
            let path = google_path(&kind.path);
            return kind.rule(None, format!("Invalid value at '{path}' (TYPE_ENUM), {}", kind.value));
        }
    }
    if let Some(properties) = schema.optional("properties") {
        properties.object()?.each(check)?;
    }
    if let Some(choices) = schema.optional("anyOf") {
        choices.array()?.iter().try_for_each(check)?;
    }
    schema.optional("items").map_or(Ok(()), |items| check(&items))
}
