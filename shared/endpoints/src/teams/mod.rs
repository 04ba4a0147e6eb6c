//! `/api/teams/...`: who works with a virtual key, on which terms, and with which models.

mod keys;

use api::answer::WithMessage;
use api::error::ApiError;
use api::routes::TeamsOperation as Operation;
use api::teams::{
    ChangesTeam, CreatedTeam, DeletedTeam, NewMarkup, NewTeam, TeamAccessGroups, TeamChange, TeamModelGroups,
    TeamQuery, TeamStatus, WithReason,
};
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::secrets::new_keys;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let incoming = &incoming;
    let body = match operation {
        Operation::ListTeams => return list(platform, incoming).await,
        Operation::CreateTeam => create(platform, incoming).await,
        Operation::GetTeam => get(platform, incoming).await,
        Operation::UpdateTeam => {
            change::<_, TeamChange>(platform, incoming, Incoming::body, "Team updated").await
        }
        Operation::SetTeamMarkup => {
            change::<_, NewMarkup>(platform, incoming, Incoming::body, "Markup updated").await
        }
        Operation::SetTeamAccessGroups => {
            let read = Incoming::list_body;
            change::<_, TeamAccessGroups>(platform, incoming, read, "Access groups assigned").await
        }
        Operation::SetTeamModelGroups => {
            let read = Incoming::list_body;
            change::<_, TeamModelGroups>(platform, incoming, read, "Model groups assigned").await
        }
        Operation::SuspendTeam | Operation::SuspendTeamByPost => {
            set_status(platform, incoming, TeamStatus::Suspended).await
        }
        Operation::PauseTeam | Operation::PauseTeamByPost => {
            set_status(platform, incoming, TeamStatus::Paused).await
        }
        Operation::ResumeTeam | Operation::ResumeTeamByPost => {
            set_status(platform, incoming, TeamStatus::Active).await
        }
        Operation::DeleteTeam => delete(platform, incoming).await,
        Operation::ListKeys => return keys::list(platform, incoming).await,
        Operation::CreateKey => return keys::create(platform, incoming).await,
        Operation::UpdateKey => keys::update(platform, incoming).await,
        Operation::RevokeKey => keys::revoke(platform, incoming).await,
        Operation::RotateOnlyKey => return keys::rotate(platform, incoming, None).await,
        Operation::RotateKey => return keys::rotate(platform, incoming, Some(keys::key_id(incoming)?)).await,
    };
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: TeamQuery = incoming.query()?;
    let page = store::list_teams(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(listing::respond(platform, incoming, &query.page, &page, &page.items))
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team: NewTeam = incoming.body()?;
    let (key, kept) = new_keys::generate(platform, api::keys::KeyTerms::default());
    let mut created = store::create_team(platform.database(), &principal, &team, &kept)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    created.team.virtual_key = Some(key.expose().to_owned());
    Ok(json!(WithMessage::new(CreatedTeam { team: created, key_id: kept.key_id }, "Team created")))
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team = store::get_team(platform.database(), &principal, &incoming.team_id()?).await;
    refusals::granted(platform, team)
}

/// Changes a team as the body says, which `read` reads.
async fn change<P: Platform, C: ChangesTeam>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce(&Incoming) -> Result<C, ApiError>,
    message: &str,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let team = store::update_team(platform.database(), &principal, &team_id, &read(incoming)?).await;
    refusals::granted(platform, team.map(|team| WithMessage::new(team, message)))
}

/// Suspends a team, pauses it, or lets it work again. A body is not needed.
async fn set_status<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    status: TeamStatus,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let reason: WithReason = incoming.body_if_any()?;
    let changed = store::set_team_status(platform.database(), &principal, &team_id, status, &reason).await;
    refusals::granted(platform, changed.map(|changed| WithMessage::new(changed, format!("Team is {status}"))))
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let deleted = store::delete_team(platform.database(), &principal, &team_id).await;
    let message = "Team deleted".to_owned();
    refusals::granted(platform, deleted.map(|()| DeletedTeam { team_id, message }))
}
