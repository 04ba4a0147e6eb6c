//! The table of parameters in the documentation is what the codecs do.
//! `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-providers --test parameter_table` writes it anew.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this is tests, their shared functions included"
)]

mod cases;
mod document;
mod messages;
mod outcome;

use std::path::Path;

use api::chat::{ChatRequest, PARAMETERS};
use api::error::ErrorCode;
use serde_json::json;

#[test]
fn the_documented_parameter_table_is_what_the_codecs_do() {
    let expected = document::write();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/parameters.md");
    if std::env::var_os("TOLLGATE_WRITE_DOCS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let documented = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        documented == expected,
        "docs/parameters.md is not what the codecs do; `TOLLGATE_WRITE_DOCS=1 cargo test -p tollgate-providers --test \
         parameter_table` writes it anew"
    );
}

#[test]
fn every_parameter_of_a_request_is_in_the_table() {
    let cases = cases::all();
    for parameter in PARAMETERS {
        assert!(cases.iter().any(|case| case.parameter == parameter), "{parameter}");
    }
}

#[test]
fn the_parameters_that_the_document_calls_always_refused_are_refused_when_the_request_is_read() {
    for (name, value) in cases::always_refused().into_iter().chain([("n", json!(2))]) {
        let body = json!({"messages": [{"role": "user", "content": "x"}], name: value});
        let error = ChatRequest::parse(body.as_object().unwrap()).unwrap_err();
        assert_eq!(error.code, ErrorCode::UnsupportedParameter, "{name}");
        let faults: Vec<(&str, &str)> =
            error.fields.iter().map(|field| (field.location[1].as_str(), field.kind)).collect();
        assert_eq!(faults, [(name, "unsupported")]);
    }
}

#[test]
fn the_models_of_the_table_are_in_the_catalogue() {
    let catalogue = include_str!("../../../../catalogue/models.csv");
    for model in document::MODELS {
        let row = format!("\n{},{},", model.provider, model.name);
        assert!(catalogue.contains(&row), "{row}");
    }
}
