//! Every answer that a test gets is one that the OpenAPI document describes: its status, its code, its kind and its members.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::{Context, ensure};
use api::routes::{self, RouteMatch};
use jsonschema::Validator;
use openapi::lookup::{codes_of, response_of, self_contained};
use serde_json::Value;

use crate::Answer;

static DOCUMENT: LazyLock<Result<Value, String>> = LazyLock::new(openapi::document);

/// What the answers of an operation are held to, by status; made when they are needed first.
type Validators = HashMap<(&'static str, u16), Validator>;
static VALIDATORS: LazyLock<Mutex<Validators>> = LazyLock::new(Mutex::default);

/// Holds an answer to its description. Paths and methods that no route has are answered alike everywhere, and have none.
///
/// # Errors
/// When it is not described.
pub fn check(method: &str, path: &str, answer: &Answer) -> anyhow::Result<()> {
    let RouteMatch::Route(route, _) = routes::find(method, path) else { return Ok(()) };
    let document = DOCUMENT.as_ref().map_err(|error| anyhow::anyhow!("{error}"))?;
    let told = || format!("{method} {path} answers {} {}", answer.status, answer.raw);
    let described = response_of(document, route, answer.status)
        .with_context(|| format!("this status is not described: {}", told()))?;
    if let Some(codes) = codes_of(document, route, answer.status) {
        let code = answer.code();
        ensure!(codes.contains(&code), "this code is not described: {}", told());
    }
    let Some(kinds) = described["content"].as_object() else { return Ok(()) };
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let content = kinds.get(kind).with_context(|| format!("{kind} is not described: {}", told()))?;
    if kind != "application/json" {
        return Ok(());
    }
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = match validators.entry((route.operation.name(), answer.status)) {
        Entry::Occupied(made) => made.into_mut(),
        Entry::Vacant(place) => place.insert(validator(document, &content["schema"])?),
    };
    let faults: Vec<String> = validator
        .iter_errors(&answer.body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    ensure!(faults.is_empty(), "this is not as described: {faults:?}: {}", told());
    Ok(())
}

fn validator(document: &Value, schema: &Value) -> anyhow::Result<Validator> {
    let whole = self_contained(document, schema);
    let validator = jsonschema::options().should_validate_formats(true).build(&whole);
    validator.map_err(|error| anyhow::anyhow!("{error}"))
}
