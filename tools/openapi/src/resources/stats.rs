//! Usage and statistics.

use api::attention::Attention;
use api::date_range::DateRange;
use api::error::ErrorCode as E;
use api::period::PeriodQuery;
use api::routes::{StatsOperation, TeamUsageOperation};
use api::stats::{Dashboard, JobStatistics, SpendAnalytics, UsageReport, UsageReportQuery};
use api::usage::{OrganizationUsage, TeamUsage};

use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: StatsOperation) -> Operation {
    match operation {
        StatsOperation::GetOrganizationUsage => describe("Get what an organization used in a period")
            .query::<PeriodQuery>()
            .answers::<OrganizationUsage>("What it used."),
        StatsOperation::GetJobStatistics => describe("Get an organization's jobs, counted")
            .query::<DateRange>()
            .answers::<JobStatistics>("The counts.")
            .refuses(&[E::InvalidValue]),
        StatsOperation::GetSpendAnalytics => describe("Get what an organization spends")
            .query::<DateRange>()
            .answers::<SpendAnalytics>("By day, team, model and provider.")
            .refuses(&[E::InvalidValue]),
        StatsOperation::GetDashboard => {
            describe("Get the deployment at a glance").answers::<Dashboard>("The counts.")
        }
        StatsOperation::GetAttention => describe("Get what needs an operator")
            .about(
                "Credits that run out, routes and keys that fail, deliveries that were given up, what the books cannot say, work that \
                 was not done, and the last audit and sweep. Settlements that wait in the runtime's own store are in `/metrics`.",
            )
            .answers::<Attention>("What there is, each part bounded."),
        StatsOperation::ReportUsage => describe("Report usage in groups")
            .about(
                "The last 30 days unless others are asked for: at most 366 of an organization or a team, at most 31 of the \
                 whole deployment.",
            )
            .query::<UsageReportQuery>()
            .answers::<UsageReport>("The groups, and all of them together.")
            .answers_as::<String>("text/csv", "As CSV, the groups only.")
            .refuses(&[E::InvalidValue]),
    }
}

/// The same of what a team reads of itself.
pub(super) fn of_team(operation: TeamUsageOperation) -> Operation {
    match operation {
        TeamUsageOperation::GetTeamUsage => describe("Get what a team used in a period")
            .about("A team sees what its client pays; operators also see what the providers charged.")
            .query::<PeriodQuery>()
            .answers::<TeamUsage>("What it used."),
    }
}
