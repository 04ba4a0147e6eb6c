//! `GET /health/ready`: whether everything is there that requests need.

use platform::{Platform, Request, Response};

/// Handles one request. The migrations are those that this build was made with.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    endpoints::operations::health_ready::handle(platform, request, env!("TOLLGATE_MIGRATIONS")).await
}

service::serve!(crate::handle);
