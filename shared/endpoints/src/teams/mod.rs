//! `/api/teams/...`: who works with a virtual key, on which terms, and with which models.

mod change;
mod create;
mod keys;
pub mod list;
mod status;

use api::error::ApiError;
use api::routes::TeamsOperation as Operation;
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
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListTeams => return list::list(platform, &incoming).await,
        Operation::CreateTeam => create::create(platform, &incoming).await,
        Operation::GetTeam => get(platform, &incoming).await,
        Operation::UpdateTeam => change::update(platform, &incoming).await,
        Operation::SetTeamMarkup => change::set_markup(platform, &incoming).await,
        Operation::SetTeamAccessGroups => change::set_access_groups(platform, &incoming).await,
        Operation::SetTeamModelGroups => change::set_model_groups(platform, &incoming).await,
        Operation::SuspendTeam | Operation::SuspendTeamByPost => {
            status::set(platform, &incoming, "suspended").await
        }
        Operation::PauseTeam | Operation::PauseTeamByPost => status::set(platform, &incoming, "paused").await,
        Operation::ResumeTeam | Operation::ResumeTeamByPost => {
            status::set(platform, &incoming, "active").await
        }
        Operation::DeleteTeam => delete(platform, &incoming).await,
        Operation::ListKeys => keys::list(platform, &incoming).await,
        Operation::CreateKey => return keys::create(platform, &incoming).await,
        Operation::UpdateKey => keys::update(platform, &incoming).await,
        Operation::RevokeKey => keys::revoke(platform, &incoming).await,
        Operation::RotateOnlyKey => return keys::rotate(platform, &incoming, None).await,
        Operation::RotateKey => {
            return keys::rotate(platform, &incoming, Some(keys::key_id(&incoming)?)).await;
        }
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
