//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

use api::error::ApiError;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::incoming::Incoming;
use crate::{outgoing, refusals, usage_period};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "get_organization_usage" => organization_usage(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }
}

async fn organization_usage<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let period = usage_period::read(incoming)?;
    let usage =
        store::get_organization_usage(platform.reading_database(), &principal, &organization_id, &period)
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(usage))
}
