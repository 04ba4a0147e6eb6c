//! The document in the repository is up to date with the types and the route table, and consistent.
//! `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-openapi` writes it anew.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tollgate_openapi::{document, page};

const WRITE_ANEW: &str = "`TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-openapi` writes it anew";

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

/// Checks that a file of the documentation is up to date, or writes it if `TOLLGATE_WRITE_DOCS` is set.
fn is_fresh(name: &str, expected: &str) -> std::io::Result<bool> {
    let path = docs(name);
    if std::env::var_os("TOLLGATE_WRITE_DOCS").is_some() {
        std::fs::write(&path, expected)?;
    }
    Ok(std::fs::read_to_string(&path).is_ok_and(|kept| kept == expected))
}

#[test]
fn the_document_in_the_repository_is_made_from_the_types_and_the_route_table() {
    let document = document().unwrap();
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    assert!(is_fresh("openapi.json", &text).unwrap(), "{WRITE_ANEW}");
    assert!(is_fresh("openapi.html", &page(&document)).unwrap(), "{WRITE_ANEW}");
}

#[test]
fn the_page_shows_every_operation_and_schema_and_loads_nothing() {
    let document = document().unwrap();
    let page = page(&document);
    for (_, _, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(page.contains(&format!("<article id=\"{id}\">")), "{id}");
    }
    let mut anchors = HashSet::new();
    let (shown, _) = page.split_once("<script>").unwrap();
    for link in shown.split("href=\"#").skip(1) {
        anchors.insert(link.split('"').next().unwrap());
    }
    for anchor in anchors {
        assert!(page.contains(&format!("id=\"{anchor}\"")), "#{anchor} leads nowhere");
    }
    for loading in [" src=", "<link", "@import", "url("] {
        assert!(!page.contains(loading), "{loading}");
    }
}

/// Every object in the document.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members.values().for_each(|member| walk(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// Every operation, with its path and what the path says.
fn operations(document: &Value) -> Vec<(&str, &Value, &Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if method != "parameters" {
                all.push((path.as_str(), item, operation));
            }
        }
    }
    all
}

#[test]
fn every_reference_leads_to_something_and_every_component_is_used() {
    let document = document().unwrap();
    let mut used = HashSet::new();
    walk(&document, &mut |members| {
        if let Some(Value::String(reference)) = members.get("$ref") {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
            used.insert(reference.clone());
        }
    });
    for (kind, components) in document["components"].as_object().unwrap() {
        if kind == "securitySchemes" {
            continue;
        }
        for name in components.as_object().unwrap().keys() {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "nothing uses {kind} {name}");
        }
    }
}

#[test]
fn every_parameter_of_a_path_is_declared() {
    let document = document().unwrap();
    for (path, item, _) in operations(&document) {
        let declared: Vec<&str> = item["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| {
                assert_eq!(parameter["in"], "path");
                assert!(!parameter["description"].as_str().unwrap().is_empty(), "{path}");
                parameter["name"].as_str().unwrap()
            })
            .collect();
        let named: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(declared, named, "{path}");
    }
}

#[test]
fn operations_are_told_apart_and_say_what_they_do() {
    let document = document().unwrap();
    let tags: HashSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = HashSet::new();
    for (path, _, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} is there twice");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id}");
        assert!(tags.contains(operation["tags"][0].as_str().unwrap()), "{id}");
        let good = &operation["responses"]["200"];
        assert!(!good["description"].as_str().unwrap().is_empty(), "{id} at {path}");
        assert!(!good["content"].as_object().unwrap().is_empty(), "{id} at {path}");
    }
}

#[test]
fn every_member_of_a_schema_says_what_it_is() {
    let document = document().unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
            let described = schema.get("description").is_some() || schema.get("$ref").is_some();
            assert!(described, "{name}.{member} has no description");
        }
    }
}

/// Objects with members and sets of words that stand within another schema, where no component gives them a name.
fn nameless(schema: &Value, at: &str, is_named: bool, found: &mut Vec<String>) {
    let Some(members) = schema.as_object() else { return };
    let has_members = members.contains_key("properties")
        || members.get("additionalProperties").is_some_and(|any| any == true);
    if !is_named && (has_members || members.contains_key("enum")) {
        found.push(at.to_owned());
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        nameless(member, &format!("{at}.{name}"), false, found);
    }
    for inner in ["items", "additionalProperties", "contentSchema"] {
        nameless(&schema[inner], &format!("{at}.{inner}"), false, found);
    }
    for choice in ["anyOf", "oneOf"] {
        for schema in schema[choice].as_array().into_iter().flatten() {
            nameless(schema, &format!("{at}.{choice}"), false, found);
        }
    }
}

#[test]
fn every_object_and_every_set_of_words_has_a_name_that_clients_can_be_generated_with() {
    let document = document().unwrap();
    let mut found = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        nameless(schema, name, true, &mut found);
    }
    for (path, item, operation) in operations(&document) {
        let parameters = item["parameters"].as_array().into_iter().chain(operation["parameters"].as_array());
        for parameter in parameters.flatten() {
            nameless(&parameter["schema"], path, false, &mut found);
        }
        let contents = [&operation["requestBody"], &operation["responses"]["200"]];
        for (_, content) in contents.into_iter().filter_map(|one| one["content"].as_object()).flatten() {
            nameless(&content["schema"], path, false, &mut found);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
