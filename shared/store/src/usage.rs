//! What was used in a period: read from the summaries by day.

use api::ids::{OrganizationId, TeamId};
use api::period::Period;
use api::usage::{OrganizationUsage, TeamUsage};
use platform::{Database, Param};
use serde::de::DeserializeOwned;

use crate::principal::ask;
use crate::statements::{Statement, statements};
use crate::{Principal, StoreError};

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
    usage_of(database, GET_TEAM_USAGE, principal, team_id.as_str(), period).await
}

/// What the teams of an organization used.
///
/// # Errors
/// Refused to those who are no operators, and for an unknown or removed organization.
pub async fn get_organization_usage(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    period: &Period,
) -> Result<OrganizationUsage, StoreError> {
    usage_of(database, GET_ORGANIZATION_USAGE, principal, organization_id.as_str(), period).await
}

async fn usage_of<T: DeserializeOwned>(
    database: &impl Database,
    statement: Statement,
    principal: &Principal,
    id: &str,
    period: &Period,
) -> Result<T, StoreError> {
    let (from, until) = (period.from().to_string(), period.until().to_string());
    let params = [id, period.as_str(), &from, &until].map(|text| Param::Text(Some(text)));
    ask(database, statement.sql, principal, &params).await
}
