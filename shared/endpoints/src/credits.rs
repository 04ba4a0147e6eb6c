//! `/api/credits/...`: a team's balance and its ledger, and what operators do to them.

use api::error::ApiError;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::incoming::Incoming;
use crate::{outgoing, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "get_balance" => get_balance(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }
}

async fn get_balance<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let balance = store::get_balance(platform.database(), &principal, &team_id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(balance))
}
