//! Usage and statistics.

use api::error::ErrorCode as E;
use api::ids::{OrganizationId, TeamId};
use api::period::Period;
use api::provider::Provider;
use api::stats::{Dashboard, JobStatistics, SpendAnalytics, UsageGroup, UsageReport};
use api::usage::{OrganizationUsage, TeamUsage};
use schemars::JsonSchema;

use super::pages::{DateRange, Page};
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct OfPeriod {
    /// A year, a month or a day, in UTC.
    period: Period,
}

#[derive(JsonSchema)]
struct Report {
    /// The form of the answer.
    #[schemars(extend("default" = "json"))]
    format: Option<Format>,
    #[schemars(flatten)]
    range: DateRange,
    /// What usage is grouped by.
    #[schemars(extend("default" = "day"))]
    group_by: Option<UsageGroup>,
    /// Only that of this organization.
    organization_id: Option<OrganizationId>,
    /// Only that of this team.
    team_id: Option<TeamId>,
    /// Only that of this type of job.
    #[schemars(length(max = 200))]
    job_type: Option<String>,
    /// Only that of this alias.
    #[schemars(length(max = 200))]
    model: Option<String>,
    /// Only that of this provider.
    provider: Option<Provider>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum Format {
    Json,
    Csv,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("get_team_usage", "Get what a team used in a period")
            .about("A team sees what its client pays; operators also see what the providers charged.")
            .query::<OfPeriod>()
            .answers::<TeamUsage>("What it used."),
        operation("get_organization_usage", "Get what an organization used in a period")
            .query::<OfPeriod>()
            .answers::<OrganizationUsage>("What it used."),
        operation("get_job_statistics", "Get an organization's jobs, counted")
            .query::<DateRange>()
            .answers::<JobStatistics>("The counts.")
            .refuses(&[E::InvalidValue]),
        operation("get_spend_analytics", "Get what an organization spends")
            .query::<DateRange>()
            .answers::<SpendAnalytics>("By day, team, model and provider.")
            .refuses(&[E::InvalidValue]),
        operation("get_dashboard", "Get the deployment at a glance").answers::<Dashboard>("The counts."),
        operation("report_usage", "Report usage in groups")
            .about(
                "The last 30 days unless others are asked for: at most 366 of an organization or a team, at most 31 of the \
                 whole deployment.",
            )
            .query::<Report>()
            .answers::<UsageReport>("The groups, and all of them together.")
            .answers_as::<String>("text/csv", "As CSV, the groups only.")
            .refuses(&[E::InvalidValue]),
    ]
}
