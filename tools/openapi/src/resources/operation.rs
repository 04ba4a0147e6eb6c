//! Running a deployment: health, counters, this document, and work that is due.

use api::error::ErrorCode as E;
use api::sweep::Swept;
use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::operation::{Operation, operation};

/// That it is alive.
#[derive(JsonSchema)]
struct Health {
    /// `healthy`.
    status: String,
    /// `tollgate`.
    service: String,
    /// The version that answers.
    version: String,
}

/// That everything is there.
#[derive(JsonSchema)]
struct Readiness {
    /// `ready`.
    status: String,
    /// `tollgate`.
    service: String,
    /// The version that answers.
    version: String,
    /// What was looked at.
    checks: Checks,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct Checks {
    /// `ok` or `unreachable`.
    database: String,
    /// `ok`, `missing` or `unknown`.
    migrations: String,
    /// `ok` or `unreadable`.
    keyring: String,
}

/// An OpenAPI document.
#[derive(JsonSchema)]
struct OpenApiDocument {
    /// The version of the OpenAPI specification that it follows.
    openapi: String,
    /// What it describes.
    info: Map<String, Value>,
    /// The operations, by path and method.
    paths: Map<String, Value>,
    /// What they share.
    components: Map<String, Value>,
}

#[derive(JsonSchema)]
struct Sweep {
    /// How many teams' work is done at most.
    #[schemars(range(min = 1, max = 1000), extend("default" = 100))]
    teams: Option<u32>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("health", "Ask whether the front door is alive").answers::<Health>("It is."),
        operation("readiness", "Ask whether everything is there that requests need")
            .answers::<Readiness>("It is.")
            .refuses(&[E::NotReady]),
        operation("get_openapi", "Get this document")
            .answers::<OpenApiDocument>("The document.")
            .headers(&["ETag"]),
        operation("get_docs", "Get this document as a page")
            .answers_as::<String>("text/html", "The page.")
            .headers(&["ETag"]),
        operation("metrics", "Read the counters")
            .answers_as::<String>("text/plain", "In the text format of Prometheus, version 0.0.4."),
        operation("sweep", "Do what is due")
            .about("Once more while `more` is true. A runtime with a scheduler does it by itself.")
            .query::<Sweep>()
            .answers::<Swept>("What was done."),
    ]
}
