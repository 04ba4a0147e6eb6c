//! The front door: `GET /health`, and the way to every other function.

use api::error::{ApiError, ErrorCode};
use api::health::{Health, HealthStatus, Service};
use api::routes::Function;
use platform::Response;
use service::{FrontDoor, Routing};

use crate::http::{incoming, outgoing};

/// The front door.
pub const FRONT_DOOR: FrontDoor = FrontDoor { route, unreachable };

/// Decides what to do with a request by its method and path.
fn route(method: &str, path: &str) -> Routing {
    match incoming::find(method, path) {
        Ok((route, _)) if route.function() == Function::FrontDoor => Routing::Answer(health()),
        Ok((route, _)) => Routing::Function(route.function().name()),
        Err(error) => Routing::Answer(outgoing::refuse(&error)),
    }
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
