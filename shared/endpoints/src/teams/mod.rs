//! `/api/teams/...`: who works with a virtual key, on which terms, and with which models.

mod change;
mod create;
mod keys;
pub mod list;
mod status;

use api::error::ApiError;
use platform::{Platform, Request, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

/// The most credits that a team can be given at once.
pub const MAX_CREDITS: i64 = 1_000_000_000_000;
/// The most groups that a team can be given at once.
pub const MAX_GROUPS: usize = 500;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let incoming = Incoming::new(request)?;
    let body = match incoming.operation() {
        "list_teams" => return list::list(platform, &incoming).await,
        "create_team" => create::create(platform, &incoming).await,
        "get_team" => get(platform, &incoming).await,
        "update_team" => change::update(platform, &incoming).await,
        "set_team_markup" => change::set_markup(platform, &incoming).await,
        "set_team_access_groups" => change::set_access_groups(platform, &incoming).await,
        "set_team_model_groups" => change::set_model_groups(platform, &incoming).await,
        "suspend_team" | "suspend_team_by_post" => status::set(platform, &incoming, "suspended").await,
        "pause_team" | "pause_team_by_post" => status::set(platform, &incoming, "paused").await,
        "resume_team" | "resume_team_by_post" => status::set(platform, &incoming, "active").await,
        "delete_team" => delete(platform, &incoming).await,
        "list_keys" => keys::list(platform, &incoming).await,
        "create_key" => return keys::create(platform, &incoming).await,
        "update_key" => keys::update(platform, &incoming).await,
        "revoke_key" => keys::revoke(platform, &incoming).await,
        "rotate_only_key" => return keys::rotate(platform, &incoming, None).await,
        "rotate_key" => return keys::rotate(platform, &incoming, Some(keys::key_id(&incoming)?)).await,
        _ => Err(incoming.not_served(platform)),
    };
    body.map(|body| outgoing::ok(&body))
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team = store::get_team(platform.database(), &principal, &incoming.team_id()?).await;
    Ok(json!(team.map_err(|error| refusals::store_error(platform, error))?))
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    store::delete_team(platform.database(), &principal, &team_id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"team_id": team_id, "message": "Team deleted"}))
}

/// An answer with a sentence for a person.
fn told(answer: &impl Serialize, message: &str) -> Value {
    let mut body = json!(answer);
    body["message"] = json!(message);
    body
}
