//! Statistics for operators, from the summaries by day.

use api::calendar::Day;
use api::ids::{OrganizationId, TeamId};
use api::provider::Provider;
use api::stats::{Dashboard, JobStatistics, SpendAnalytics, UsageGroup, UsageTable};
use platform::{Database, Param};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::job::json;
use crate::principal::ask;
use crate::statements::{Statement, statements};
use crate::{Principal, StoreError};

statements! {
    REPORT_USAGE = "report_usage"(text, text, text, text),
    GET_JOB_STATISTICS = "get_job_statistics"(text, text, text, text),
    GET_SPEND_ANALYTICS = "get_spend_analytics"(text, text, text, text),
    GET_DASHBOARD = "get_dashboard"(text),
}

/// What usage is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsageQuery {
    /// What it is grouped by.
    pub group_by: UsageGroup,
    /// Only of this organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
    /// Only of this team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<TeamId>,
    /// Only of jobs of this type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_type: Option<String>,
    /// Only of calls that this alias served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Only of calls that this provider served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// At most so many groups.
    pub limit: u32,
    /// So many are left out before the first.
    pub offset: u32,
}

/// Some days, each bound open if absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<Day>,
    /// The day after the last.
    pub until: Option<Day>,
}

/// Usage in groups.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn report_usage(
    database: &impl Database,
    principal: &Principal,
    query: &UsageQuery,
    from: Day,
    until: Day,
) -> Result<UsageTable, StoreError> {
    let (query, from, until) = (json(query), from.to_string(), until.to_string());
    let params = [&query, &from, &until].map(|text| Param::Text(Some(text)));
    ask(database, REPORT_USAGE.sql, principal, &params).await
}

/// The jobs of an organization.
///
/// # Errors
/// Refused to whoever is no operator, and for an unknown or removed organization.
pub async fn get_job_statistics(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    days: Days,
) -> Result<JobStatistics, StoreError> {
    of_organization(database, GET_JOB_STATISTICS, principal, organization_id, days).await
}

/// What an organization spends.
///
/// # Errors
/// Refused to whoever is no operator, and for an unknown or removed organization.
pub async fn get_spend_analytics(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    days: Days,
) -> Result<SpendAnalytics, StoreError> {
    of_organization(database, GET_SPEND_ANALYTICS, principal, organization_id, days).await
}

/// The deployment at a glance.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn get_dashboard(database: &impl Database, principal: &Principal) -> Result<Dashboard, StoreError> {
    ask(database, GET_DASHBOARD.sql, principal, &[]).await
}

async fn of_organization<T: DeserializeOwned>(
    database: &impl Database,
    statement: Statement,
    principal: &Principal,
    organization_id: &OrganizationId,
    days: Days,
) -> Result<T, StoreError> {
    let (from, until) = (days.from.map(|day| day.to_string()), days.until.map(|day| day.to_string()));
    let params = [Some(organization_id.as_str()), from.as_deref(), until.as_deref()].map(Param::Text);
    ask(database, statement.sql, principal, &params).await
}
