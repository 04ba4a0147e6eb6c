//! Teams, as operators run them.

use api::ids::{AccessGroupName, ModelGroupName, OrganizationId, TeamId};
use api::money::{Credits, CreditsPerDollar, MarkupPercent};
use api::teams::{Team, TeamDetail, TeamStatus};
use ledger::BudgetMode;
use platform::{Database, Param};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::keys::NewKey;
use crate::listing::{Page, PageQuery};
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_TEAMS = "list_teams"(text, text),
    LIST_TEAMS_OF_ORGANIZATION = "list_teams_of_organization"(text, text),
    CREATE_TEAM = "create_team"(text, text, text),
    GET_TEAM = "get_team"(text, text),
    UPDATE_TEAM = "update_team"(text, text, text),
    SET_TEAM_STATUS = "set_team_status"(text, text, text, text),
    DELETE_TEAM = "delete_team"(text, text),
}

/// Which teams are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamQuery {
    /// The part of the list; sorted by `created_at`, `team_id`, `team_alias` or `credits_remaining`.
    #[serde(flatten)]
    pub page: PageQuery,
    /// Only those of this organization.
    pub organization_id: Option<OrganizationId>,
    /// `active`, `suspended`, `paused` or `deleted`; without it, all but the removed ones.
    pub status: Option<&'static str>,
}

/// A team to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewTeam {
    /// Its id.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub team_alias: Option<String>,
    /// What operators keep with it.
    pub metadata: Map<String, Value>,
    /// The access groups whose aliases it may call.
    pub access_groups: Vec<AccessGroupName>,
    /// What it starts with.
    pub credits_allocated: Credits,
    /// How its jobs are paid for.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: CreditsPerDollar,
    /// Tokens for a credit.
    pub tokens_per_credit: i64,
    /// What the client is charged on top of the provider's cost.
    pub cost_markup_percentage: MarkupPercent,
    /// Whether a job that its client completes as failed gets back what it paid.
    pub refund_failed_jobs: bool,
    /// Requests a minute; none for no limit.
    pub rpm_limit: Option<i64>,
    /// Tokens a minute; none for no limit.
    pub tpm_limit: Option<i64>,
    /// At how many credits left its webhooks are told; none for a tenth of those allocated.
    pub low_credit_threshold: Option<i64>,
}

impl NewTeam {
    /// How many tokens a credit is, unless somebody says so.
    pub const TOKENS_PER_CREDIT: i64 = 10_000;

    /// A team on the terms that teams have unless somebody says so, without credits and models.
    #[must_use]
    pub fn on_usual_terms(team_id: TeamId, organization_id: OrganizationId) -> Self {
        Self {
            team_id,
            organization_id,
            team_alias: None,
            metadata: Map::new(),
            access_groups: Vec::new(),
            credits_allocated: Credits(0),
            budget_mode: BudgetMode::JobBased,
            credits_per_dollar: CreditsPerDollar::default(),
            tokens_per_credit: Self::TOKENS_PER_CREDIT,
            cost_markup_percentage: MarkupPercent::default(),
            refund_failed_jobs: true,
            rpm_limit: None,
            tpm_limit: None,
            low_credit_threshold: None,
        }
    }
}

/// What changes of a team.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TeamChange {
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_alias: Option<String>,
    /// What operators keep with it, as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// The access groups whose aliases it may call, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_groups: Option<Vec<AccessGroupName>>,
    /// The model groups it may call by their names, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_groups: Option<Vec<ModelGroupName>>,
    /// All that it was ever given: the difference becomes an entry of the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits_allocated: Option<Credits>,
    /// What it has used: the difference becomes an entry of the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits_used: Option<Credits>,
    /// How its jobs are paid for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_mode: Option<BudgetMode>,
    /// Credits for a dollar of client cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits_per_dollar: Option<CreditsPerDollar>,
    /// Tokens for a credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_credit: Option<i64>,
    /// What the client is charged on top of the provider's cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_markup_percentage: Option<MarkupPercent>,
    /// Whether a job that its client completes as failed gets back what it paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_failed_jobs: Option<bool>,
    /// Requests a minute; `Some(None)` takes the limit away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpm_limit: Option<Option<i64>>,
    /// Tokens a minute; `Some(None)` takes the limit away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpm_limit: Option<Option<i64>>,
    /// At how many credits left its webhooks are told; `Some(None)`: at a tenth of those allocated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_credit_threshold: Option<Option<i64>>,
}

/// The teams there are.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn list_teams(
    database: &impl Database,
    principal: &Principal,
    query: &TeamQuery,
) -> Result<Page<Team>, StoreError> {
    ask(database, LIST_TEAMS.sql, principal, &[Param::Text(Some(&json(query)))]).await
}

/// The teams of one organization, which the query names.
///
/// # Errors
/// Refused to whoever is no operator, and for an unknown organization.
pub async fn list_teams_of_organization(
    database: &impl Database,
    principal: &Principal,
    query: &TeamQuery,
) -> Result<Page<Team>, StoreError> {
    ask(database, LIST_TEAMS_OF_ORGANIZATION.sql, principal, &[Param::Text(Some(&json(query)))]).await
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
    let params = [Param::Text(Some(&json(team))), Param::Text(Some(&json(key)))];
    ask(database, CREATE_TEAM.sql, principal, &params).await
}

/// One team, as whoever asks may see it.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn get_team(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<TeamDetail, StoreError> {
    ask(database, GET_TEAM.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await
}

/// Changes a team.
///
/// # Errors
/// Refused for an unknown or removed team, an unknown group, and where less than nothing would be available.
pub async fn update_team(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    change: &TeamChange,
) -> Result<TeamDetail, StoreError> {
    let params = [Param::Text(Some(team_id.as_str())), Param::Text(Some(&json(change)))];
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
    status: &str,
    reason: Option<&str>,
) -> Result<TeamStatus, StoreError> {
    let params = [Param::Text(Some(team_id.as_str())), Param::Text(Some(status)), Param::Text(reason)];
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
