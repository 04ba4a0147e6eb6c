//! What was used in a period: read from the summaries by day.

use api::ids::{OrganizationId, TeamId};
use api::period::Period;
use api::usage::{OrganizationUsage, TeamUsage};
use platform::{Database, Param};

use crate::error::StoreError;
use crate::principal::{Principal, ask, ask_as_team_or_operator};
use crate::statements::statements;

statements! {
    GET_TEAM_USAGE = "get_team_usage"(text, text, text, text, text),
    GET_ORGANIZATION_USAGE = "get_organization_usage"(text, text, text, text, text),
}

/// What a team used. What it cost at the provider is for operators only.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn get_team_usage(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    period: &Period,
) -> Result<TeamUsage, StoreError> {
    let (from, until) = bounds(period);
    let params = [team_id.as_str(), period.as_str(), &from, &until].map(|text| Param::Text(Some(text)));
    ask_as_team_or_operator(database, GET_TEAM_USAGE.sql, principal, &params).await
}

/// What the teams of an organization used.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown or removed organization.
pub async fn get_organization_usage(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    period: &Period,
) -> Result<OrganizationUsage, StoreError> {
    let (from, until) = bounds(period);
    let params =
        [organization_id.as_str(), period.as_str(), &from, &until].map(|text| Param::Text(Some(text)));
    ask(database, GET_ORGANIZATION_USAGE.sql, principal, &params).await
}

/// The first day of the period, and the day after its last.
fn bounds(period: &Period) -> (String, String) {
    (period.from().to_string(), period.until().to_string())
}
