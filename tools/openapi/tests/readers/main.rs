//! The handlers read what the document describes: each body and each query is tried with values at the edges of its schema,
//! and a handler must accept those that the schema allows, and refuse the others for a documented reason.

mod candidates;

use std::collections::{BTreeSet, HashSet};

use api::routes::{ROUTES, Route};
use candidates::SchemaNode;
use jsonschema::Validator;
use serde_json::{Value, json};
use tollgate_openapi::document;
use tollgate_openapi::lookup::{codes_of, operation_of, self_contained};

/// Rules between fields, which schemas do not say, by what handlers answer where one is broken.
const RULES: &[&str] = &[
    "Must have content or tool_calls",
    "No earlier message called a tool with this id",
    "There are no tools",
    "Only with logprobs",
    "Must be one of the tools",
    "The data is not base64 with its padding",
    "to have a default team",
    "Field required without `Tollgate-Session: cookie`",
];

/// A token of Fernet under "an old encryption key of 2025", with the key `sk-proj-imported-0001`.
const TOKEN_OF_ANOTHER_SYSTEM: &str = "gAAAAABpBfyAAAECAwQFBgcICQoLDA0OD4wHRNU8E9VUUdwmYARZ5ix8EH44C_ZTppNV2k99SpWSX3Hhv0lXMQVewqP8_raAK_x_AEQiRwiM50b0gqR8esg=";

/// Members that handlers do not look at closely, by operation: a wrong one is ignored.
const IGNORED: &[(&str, &str)] = &[("complete_job", "error_message")];

fn body_schema(operation: &Value) -> Option<&Value> {
    operation.get("requestBody").map(|body| &body["content"]["application/json"]["schema"])
}

fn query_parameters(operation: &Value) -> Vec<&Value> {
    operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query").collect()
}

/// A path that fits the route, with a query of what must be there, and what is given.
fn path(document: &Value, route: &Route, query: &[(String, String)]) -> String {
    let item = &document["paths"][route.path];
    let segments: Vec<String> = route
        .path
        .split('/')
        .map(|segment| {
            let parameter = item["parameters"].as_array().into_iter().flatten();
            let mut parameter = parameter.filter(|one| {
                segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) == one["name"].as_str()
            });
            parameter.next().map_or_else(
                || segment.to_owned(),
                |one| {
                    SchemaNode::new(document, &one["schema"])
                        .sample(0)
                        .as_str()
                        .unwrap_or_default()
                        .to_owned()
                },
            )
        })
        .collect();
    let mut text = segments.join("/");
    let needed = query_parameters(operation_of(document, route))
        .into_iter()
        .filter(|one| one["required"] == true)
        .map(|one| {
            let sample = SchemaNode::new(document, &one["schema"]).sample(0);
            (
                one["name"].as_str().unwrap_or_default().to_owned(),
                sample.as_str().unwrap_or_default().to_owned(),
            )
        });
    let given: Vec<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
    let needed: Vec<(String, String)> = needed.filter(|(name, _)| !given.contains(&name.as_str())).collect();
    for (position, (name, value)) in needed.iter().chain(query).enumerate() {
        let value: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
        text += &format!("{}{name}={value}", if position == 0 { "?" } else { "&" });
    }
    text
}

/// A validator of a schema of the document.
fn validator(document: &Value, schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .with_format("email", |text: &str| text.parse::<api::admin_users::Email>().is_ok())
        .build(&self_contained(document, schema))
        .unwrap_or_else(|error| unreachable!("{error}"))
}

/// What speaks against the outcome of a request that the document allows, or does not.
fn objection(
    document: &Value,
    route: &Route,
    path: &str,
    body: Option<&Value>,
    allowed: bool,
) -> Option<String> {
    let outcome = no_database::send(route, path, body);
    let documented = codes_of(document, route, outcome.status);
    let short = |text: String| text.chars().take(300).collect::<String>();
    let request = short(format!("{path} {}", body.map(Value::to_string).unwrap_or_default()));
    let breaks_a_rule = allowed && RULES.iter().any(|rule| outcome.body.contains(rule));
    if outcome.is_accepted() != allowed && !breaks_a_rule {
        let (schema, handler) = if allowed { ("allows", "refuses") } else { ("does not allow", "accepts") };
        return Some(format!(
            "{}: the schema {schema} and the handler {handler} {request}: {}",
            route.operation.name(),
            short(outcome.body)
        ));
    }
    match documented {
        Some(codes) if codes.contains(&outcome.code.as_str()) => None,
        _ => Some(format!(
            "{}: {} {} is not documented: {request}",
            route.operation.name(),
            outcome.status,
            outcome.code
        )),
    }
}

#[test]
fn handlers_take_the_bodies_that_are_described_and_no_others() {
    let document = document().unwrap();
    let mut objections = Vec::new();
    let mut tried = 0;
    for route in ROUTES {
        let operation = operation_of(&document, route);
        let Some(schema) = body_schema(operation) else { continue };
        let validator = validator(&document, schema);
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        assert!(validator.is_valid(example), "{}: the example does not fit", route.operation.name());
        let path = path(&document, route, &[]);
        let node = SchemaNode::new(&document, schema);
        let mut seen = HashSet::new();
        let mut bodies = node.candidates(example);
        bodies.insert(0, example.clone());
        bodies.retain(|body| seen.insert(body.to_string()));
        for body in bodies {
            let excepted = IGNORED.iter().any(|(operation, member)| {
                *operation == route.operation.name() && body.get(member) != example.get(member)
            });
            if !excepted {
                tried += 1;
                objections.extend(objection(&document, route, &path, Some(&body), validator.is_valid(&body)));
            }
        }
    }
    assert!(objections.is_empty(), "{} of {tried}:\n{}", objections.len(), objections.join("\n"));
}

/// The value of a text in a query.
fn read(schema: &Value, text: &str) -> Value {
    let number = || text.parse::<i64>().map(|number| json!(number)).ok();
    let value = match schema["type"].as_str() {
        Some("integer") => number(),
        Some("boolean") => text.parse::<bool>().map(|value| json!(value)).ok(),
        _ => None,
    };
    value.unwrap_or_else(|| json!(text))
}

#[test]
fn no_password_is_hashed_and_no_key_opened_before_the_database_knows_who_asks() {
    let document = document().unwrap();
    let password = "correct horse battery";
    let person = json!({"email": "ana@north.example", "display_name": "Ana", "password": password});
    let mut operator = person.clone();
    operator["role"] = json!("user");
    // Encrypted by the other system under this key, so that it would be opened, and sealed anew with a nonce.
    let import = json!({"encryption_key": "an old encryption key of 2025", "credentials": [{
        "organization_id": "north", "provider": "openai", "credential_name": "Main", "api_key": TOKEN_OF_ANOTHER_SYSTEM}]});
    for (operation, body) in [
        ("set_up", person),
        ("create_operator", operator),
        ("reset_password", json!({"new_password": password})),
        (
            "change_own_password",
            json!({"current_password": password, "new_password": "staple correct horse"}),
        ),
        ("import_credentials", import),
    ] {
        let route = ROUTES.iter().find(|route| route.operation.name() == operation).unwrap();
        let outcome = no_database::send_signed_in(route, &path(&document, route, &[]), &body);
        assert!(outcome.is_accepted(), "{operation}: {outcome:?}");
        assert_eq!(outcome.random_texts, 0, "{operation}");
    }
}

#[test]
fn handlers_take_the_queries_that_are_described_and_no_others() {
    let document = document().unwrap();
    let mut objections = Vec::new();
    let mut tried = 0;
    for route in ROUTES {
        let operation = operation_of(&document, route);
        let example =
            operation.get("requestBody").map(|body| &body["content"]["application/json"]["example"]);
        for parameter in query_parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            // A cursor is known to the list that gave it. A credential's key is refused for every role, which the database
            // is asked first.
            if matches!(name, "cursor" | "include_api_key") {
                continue;
            }
            let schema = &parameter["schema"];
            let validator = validator(&document, schema);
            let node = SchemaNode::new(&document, schema);
            let texts: BTreeSet<String> = node
                .candidates(&node.sample(0))
                .into_iter()
                .filter_map(|value| match value {
                    Value::String(text) => Some(text),
                    Value::Number(number) => Some(number.to_string()),
                    Value::Bool(value) => Some(value.to_string()),
                    _ => None,
                })
                .collect();
            for text in texts {
                let allowed = validator.is_valid(&read(schema, &text));
                let path = path(&document, route, &[(name.to_owned(), text)]);
                tried += 1;
                objections.extend(objection(&document, route, &path, example, allowed));
            }
        }
    }
    assert!(objections.is_empty(), "{} of {tried}:\n{}", objections.len(), objections.join("\n"));
}

#[test]
fn the_parameters_of_a_call_are_those_that_are_described() {
    let document = document().unwrap();
    let schema = &document["components"]["schemas"]["LlmCall"];
    let described: BTreeSet<&str> =
        schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let read: BTreeSet<&str> = api::chat::PARAMETERS.into_iter().filter(|name| *name != "images").collect();
    let others = BTreeSet::from(["model", "messages", "n", "drop_unsupported", "purpose", "call_metadata"]);
    assert_eq!(described, read.union(&others).copied().collect());
}
