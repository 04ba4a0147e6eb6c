//! `GET /api/teams/{team_id}/usage`: what a team used in a year, a month or a day.

use api::error::ApiError;
use api::period::PeriodQuery;
use api::routes::TeamUsageOperation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (TeamUsageOperation::GetTeamUsage, incoming) = Incoming::new(platform, request)?;
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let PeriodQuery { period } = incoming.query()?;
    let usage = store::get_team_usage(platform.reading_database(), &principal, &team_id, &period).await;
    refusals::granted(platform, usage)
}
