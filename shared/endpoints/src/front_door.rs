//! The front door: `GET /health`, and the way to every other function.

use platform::Response;
use platform::front_door::Passage;
use serde_json::json;

use crate::{incoming, outgoing};

/// Decides what to do with a request by its method and path.
#[must_use]
pub fn route(method: &str, path: &str) -> Passage {
    match incoming::find(method, path) {
        Ok((route, _)) if route.function == "front-door" => Passage::Answer(health()),
        Ok((route, _)) => Passage::Function(route.function),
        Err(error) => Passage::Answer(outgoing::refuse(&error)),
    }
}

fn health() -> Response {
    outgoing::ok(&json!({"status": "healthy", "service": "tollgate", "version": env!("CARGO_PKG_VERSION")}))
}
