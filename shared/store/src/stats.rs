//! Statistics for operators, from the summaries by day.

use api::attention::Attention;
use api::date_range::DateRange;
use api::ids::OrganizationId;
use api::stats::{Dashboard, JobStatistics, ReportDays, SpendAnalytics, UsageQuery, UsageTable};
use platform::{Database, Param};
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::json::json_text;
use crate::principal::{Principal, ask};
use crate::statements::{Statement, statements};

statements! {
    REPORT_USAGE = "report_usage"(text, text, text, text),
    GET_JOB_STATISTICS = "get_job_statistics"(text, text, text, text),
    GET_SPEND_ANALYTICS = "get_spend_analytics"(text, text, text, text),
    GET_DASHBOARD = "get_dashboard"(text),
    GET_ATTENTION = "get_attention"(text),
}

/// Usage in groups.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn report_usage(
    database: &impl Database,
    principal: &Principal,
    query: &UsageQuery,
    days: ReportDays,
) -> Result<UsageTable, StoreError> {
    let (query, from, until) = (json_text(query), days.first.to_string(), days.last.next().to_string());
    let params = [&query, &from, &until].map(|text| Param::Text(Some(text)));
    ask(database, REPORT_USAGE.sql, principal, &params).await
}

/// The jobs of an organization. Summaries are kept by day, so a time means its whole day.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown or removed organization.
pub async fn get_job_statistics(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    range: DateRange,
) -> Result<JobStatistics, StoreError> {
    of_organization(database, GET_JOB_STATISTICS, principal, organization_id, range).await
}

/// What an organization spends. Summaries are kept by day, so a time means its whole day.
///
/// # Errors
/// Refused to callers that are not operators, and for an unknown or removed organization.
pub async fn get_spend_analytics(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    range: DateRange,
) -> Result<SpendAnalytics, StoreError> {
    of_organization(database, GET_SPEND_ANALYTICS, principal, organization_id, range).await
}

/// The deployment at a glance.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn get_dashboard(database: &impl Database, principal: &Principal) -> Result<Dashboard, StoreError> {
    ask(database, GET_DASHBOARD.sql, principal, &[]).await
}

/// What needs an operator.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn get_attention(database: &impl Database, principal: &Principal) -> Result<Attention, StoreError> {
    ask(database, GET_ATTENTION.sql, principal, &[]).await
}

async fn of_organization<T: DeserializeOwned>(
    database: &impl Database,
    statement: Statement,
    principal: &Principal,
    organization_id: &OrganizationId,
    range: DateRange,
) -> Result<T, StoreError> {
    let from = range.first_day().map(|day| day.to_string());
    let until = range.last_day().map(|day| day.next().to_string());
    let params = [Some(organization_id.as_str()), from.as_deref(), until.as_deref()].map(Param::Text);
    ask(database, statement.sql, principal, &params).await
}
