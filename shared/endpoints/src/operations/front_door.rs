//! The front door: `GET /health`, `HEAD /`, and the way to every other function.

use api::error::{ApiError, ErrorCode};
use api::health::{Health, HealthStatus, Service};
use api::routes::Function;
use http::StatusCode;
use platform::{OutgoingBody, Response};
use service::{FrontDoor, Routing};

use crate::http::{incoming, outgoing};

/// The front door.
pub const FRONT_DOOR: FrontDoor = FrontDoor { route, unreachable };

/// Decides what to do with a request by its method and path.
fn route(method: &str, path: &str) -> Routing {
    match incoming::find(method, path) {
        Ok((route, _)) if route.function() == Function::FrontDoor => Routing::Answer(health()),
        Ok((route, _)) => Routing::Function(route.function().name()),
        Err(_) if method == "HEAD" && path == "/" => Routing::Answer(alive()),
        Err(error) => Routing::Answer(outgoing::refuse(&error)),
    }
}

/// What an agent hears that looks whether anything answers before it sends its first request, as Claude Code does.
fn alive() -> Response {
    let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn unreachable() -> Response {
    let detail = "The function that serves this path cannot be reached. Nothing was done.";
    outgoing::refuse(&ApiError::new(ErrorCode::FunctionUnavailable, detail).retry_after(2))
}

fn health() -> Response {
    outgoing::ok(&Health {
        status: HealthStatus::Healthy,
        service: Service::Tollgate,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
