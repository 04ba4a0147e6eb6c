//! Schemas in HTML: what a value is in a few words, and the members of an object in a table.

use serde_json::Value;

use super::text::{escape, inline};
use super::{entries, list, words};
use crate::schemas::COMPONENTS;

/// What a value is: `text (uuid)`, `list of Team, at most 500`, `whole number, 1 to 500`.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    if let Some(event) =
        schema.get("contentSchema").filter(|_| schema["contentMediaType"] == "text/event-stream")
    {
        return format!("events, each of them {}", type_of(event));
    }
    if let Some(only) = schema.get("const") {
        return format!("<code>{}</code>", escape(&plain(only)));
    }
    if schema.get("enum").is_some() {
        let allowed: Vec<String> = list(&schema["enum"])
            .iter()
            .filter(|word| !word.is_null())
            .map(|word| format!("<code>{}</code>", escape(&plain(word))))
            .collect();
        return allowed.join(" or ") + or_null(schema);
    }
    if let Some(branches) = branches(schema) {
        let each: Vec<String> = branches.iter().map(type_of).collect();
        return each.join(" or ");
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return "anything".to_owned(),
    };
    let each: Vec<String> =
        kinds.into_iter().filter(|kind| *kind != "null").map(|kind| kind_of(kind, schema)).collect();
    each.join(" or ") + &bounds(schema) + or_null(schema)
}

fn or_null(schema: &Value) -> &'static str {
    let nullable = list(&schema["type"])
        .iter()
        .chain(list(&schema["enum"]))
        .any(|kind| kind.is_null() || kind == "null");
    if nullable { " or null" } else { "" }
}

fn kind_of(kind: &str, schema: &Value) -> String {
    match kind {
        "string" => match schema["format"].as_str() {
            Some(format) => format!("text ({format})"),
            None => "text".to_owned(),
        },
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => format!("list of {}", type_of(&schema["items"])),
        other => other.to_owned(),
    }
}

/// What holds it within limits.
fn bounds(schema: &Value) -> String {
    let limit = |name: &str| schema.get(name).filter(|limit| limit.is_number());
    let mut text = match (limit("minimum"), limit("maximum")) {
        (Some(least), Some(most)) => format!(", {least} to {most}"),
        (Some(least), None) if *least != 0 => format!(", at least {least}"),
        (None, Some(most)) => format!(", at most {most}"),
        _ => String::new(),
    };
    for (least, most, what) in [("minLength", "maxLength", " characters"), ("minItems", "maxItems", "")] {
        text += &match (limit(least), limit(most)) {
            (Some(least), Some(most)) if *least != 0 => format!(", {least} to {most}{what}"),
            (_, Some(most)) => format!(", at most {most}{what}"),
            (Some(least), None) => format!(", at least {least}{what}"),
            _ => String::new(),
        };
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        text += &format!(", <code>{}</code>", escape(pattern));
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        text += &format!("; <code>{}</code> unless said", escape(&plain(default)));
    }
    text
}

/// The members of an object, in a table; those of its choices under a heading of their own. Of words to choose from, the
/// words.
pub(super) fn members(schema: &Value) -> String {
    let mut html = table(schema);
    html += &choices(schema);
    for branch in branches(schema).into_iter().flatten().filter(|branch| branch.get("properties").is_some()) {
        html += &format!(
            "<p class=\"choice\">Either: {}</p>{}",
            inline(words(&branch["description"])),
            table(branch)
        );
    }
    html
}

fn choices(schema: &Value) -> String {
    let rows: String = branches(schema)
        .into_iter()
        .flatten()
        .filter(|branch| branch.get("const").is_some())
        .map(|branch| {
            let description = inline(words(&branch["description"]));
            format!("<tr><td>{}</td><td colspan=\"2\">{description}</td></tr>", type_of(branch))
        })
        .collect();
    if rows.is_empty() { rows } else { format!("<table><tbody>{rows}</tbody></table>") }
}

fn table(schema: &Value) -> String {
    if schema["properties"].as_object().is_none_or(serde_json::Map::is_empty) {
        return String::new();
    }
    let required = list(&schema["required"]);
    let rows: String = entries(&schema["properties"])
        .map(|(name, member)| {
            let needed = required.iter().any(|required| required == name);
            format!(
                "<tr><td><code>{name}</code>{}</td><td>{}</td><td>{}{}</td></tr>",
                if needed { "<b class=\"needed\" title=\"always there\">*</b>" } else { "" },
                type_of(member),
                inline(words(&member["description"])),
                inner(member),
            )
        })
        .collect();
    format!("<table><tbody>{rows}</tbody></table>")
}

/// The members of what a member holds, if that has no name of its own.
fn inner(member: &Value) -> String {
    let held = [member, &member["items"]].into_iter().chain(branches(member).into_iter().flatten());
    held.map(members).collect()
}

fn branches(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_is_summed_up_in_a_few_words() {
        for (schema, told) in [
            (json!({"type": "string", "format": "uuid"}), "text (uuid)"),
            (
                json!({"type": ["integer", "null"], "minimum": 1, "maximum": 5}),
                "whole number, 1 to 5 or null",
            ),
            (
                json!({"enum": ["a", "b", null], "type": ["string", "null"]}),
                "<code>a</code> or <code>b</code> or null",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Team"}, "maxItems": 9}),
                "list of <a href=\"#schema-Team\">Team</a>, at most 9",
            ),
            (json!(true), "anything"),
        ] {
            assert_eq!(type_of(&schema), told);
        }
    }

    #[test]
    fn the_words_of_a_choice_are_listed_with_their_meaning() {
        let schema = json!({"oneOf": [
            {"const": "job.failed", "type": "string", "description": "A job has failed."},
            {"const": "credits.low", "type": "string", "description": "Credits are few."}]});
        let told = members(&schema);
        for word in ["<code>job.failed</code>", "A job has failed.", "<code>credits.low</code>"] {
            assert!(told.contains(word), "{told}");
        }
    }
}
