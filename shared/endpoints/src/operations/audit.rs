//! `POST /api/maintenance/audit`: whether the books are right.

use api::error::ApiError;
use api::routes::AuditOperation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(audit(&platform, request).await)
}

async fn audit<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (AuditOperation::AuditBooks, incoming) = Incoming::new(platform, request)?;
    let principal = incoming.principal(platform).await?;
    refusals::granted(platform, store::audit_books(platform.database(), &principal).await)
}
