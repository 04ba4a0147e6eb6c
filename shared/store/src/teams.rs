//! Teams, as operators run them.

use api::ids::TeamId;
use api::teams::{
    ChangesTeam, NewTeam, Team, TeamDetail, TeamQuery, TeamStatus, TeamStatusChange, WithReason,
};
use platform::{Database, Param};
use serde_json::Value;

use crate::error::StoreError;
use crate::json::json_text;
use crate::keys::NewKey;
use crate::listing::Page;
use crate::principal::{Principal, ask, ask_as_team_or_operator};
use crate::statements::statements;

statements! {
    LIST_TEAMS = "list_teams"(text, text),
    LIST_TEAMS_OF_ORGANIZATION = "list_teams_of_organization"(text, text),
    CREATE_TEAM = "create_team"(text, text, text),
    GET_TEAM = "get_team"(text, text),
    UPDATE_TEAM = "update_team"(text, text, text),
    SET_TEAM_STATUS = "set_team_status"(text, text, text, text),
    DELETE_TEAM = "delete_team"(text, text),
}

/// The teams there are.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn list_teams(
    database: &impl Database,
    principal: &Principal,
    query: &TeamQuery,
) -> Result<Page<Team>, StoreError> {
    ask(database, LIST_TEAMS.sql, principal, &[Param::Text(Some(&json_text(query)))]).await
}

/// The teams of one organization, which the query names.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown organization.
pub async fn list_teams_of_organization(
    database: &impl Database,
    principal: &Principal,
    query: &TeamQuery,
) -> Result<Page<Team>, StoreError> {
    ask(database, LIST_TEAMS_OF_ORGANIZATION.sql, principal, &[Param::Text(Some(&json_text(query)))]).await
}

/// Makes a team with its first key.
///
/// # Errors
/// Refused for an id that is or was in use, an unknown organization, and an unknown access group.
pub async fn create_team(
    database: &impl Database,
    principal: &Principal,
    team: &NewTeam,
    key: &NewKey,
) -> Result<TeamDetail, StoreError> {
    let params = [Param::Text(Some(&json_text(team))), Param::Text(Some(&json_text(key)))];
    ask(database, CREATE_TEAM.sql, principal, &params).await
}

/// One team, with the members that the caller may see.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn get_team(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<TeamDetail, StoreError> {
    ask_as_team_or_operator(database, GET_TEAM.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await
}

/// Changes a team.
///
/// # Errors
/// Refused for an unknown or removed team, an unknown group, and where less than nothing would be available.
pub async fn update_team(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    change: &impl ChangesTeam,
) -> Result<TeamDetail, StoreError> {
    let params = [Param::Text(Some(team_id.as_str())), Param::Text(Some(&json_text(change)))];
    ask(database, UPDATE_TEAM.sql, principal, &params).await
}

/// Suspends a team (`suspended`), pauses it (`paused`), or lets it work again (`active`).
///
/// # Errors
/// Refused for an unknown or removed team.
pub async fn set_team_status(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    status: TeamStatus,
    reason: &WithReason,
) -> Result<TeamStatusChange, StoreError> {
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(status.as_str())),
        Param::Text(reason.reason.as_deref()),
    ];
    ask(database, SET_TEAM_STATUS.sql, principal, &params).await
}

/// Removes a team. Its books stay, and its id stays taken.
///
/// # Errors
/// Refused for an unknown team, an organization's default team, and while jobs are open.
pub async fn delete_team(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<(), StoreError> {
    let _: Value = ask(database, DELETE_TEAM.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await?;
    Ok(())
}
