//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::date_range::{DateRange, NOT_IN_ORDER};
use crate::error::{ApiError, ErrorCode};
use crate::ids::{OrganizationId, TeamId};
use crate::listing::OffsetPage;
use crate::provider::Provider;
use crate::reading::Text;
use crate::rounded::{Rounded, RoundedUsd};
use crate::usage::{Costs, Doubts, InDoubt};

/// What usage is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum UsageGroup {
    /// By day, in UTC.
    Day,
    /// By month, in UTC.
    Month,
    /// By organization.
    Organization,
    /// By team.
    Team,
    /// By type of job.
    JobType,
    /// By the alias that served.
    Model,
    /// By provider.
    Provider,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum ReportFormat {
    /// With the totals.
    Json,
    /// The groups only, for spreadsheets.
    Csv,
}

/// What usage a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct UsageQuery {
    /// What usage is grouped by.
    #[request(default = UsageGroup::Day)]
    pub group_by: UsageGroup,
    /// Only that of this organization.
    pub organization_id: Option<OrganizationId>,
    /// Only that of this team.
    pub team_id: Option<TeamId>,
    /// Only that of this type of job.
    pub job_type: Option<Text<0, 200>>,
    /// Only that of this alias.
    pub model: Option<Text<0, 200>>,
    /// Only that of this provider.
    pub provider: Option<Provider>,
    /// The part of the groups.
    #[request(flatten)]
    pub page: OffsetPage,
}

/// A report of usage that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct UsageReportQuery {
    /// The form of the answer.
    #[request(default = ReportFormat::Json)]
    pub format: ReportFormat,
    /// The days.
    #[request(flatten)]
    pub range: DateRange,
    /// What usage it is about.
    #[request(flatten)]
    pub usage: UsageQuery,
}

/// The days of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDays {
    /// The first.
    pub first: Day,
    /// The last.
    pub last: Day,
}

impl UsageReportQuery {
    /// How many days a report has unless it is asked for others.
    const USUAL_DAYS: u16 = 30;
    /// The most days of one organization or team.
    const MAX_DAYS: i64 = 366;
    /// The most days of the whole deployment at once: more would take too long.
    const MAX_DAYS_OF_ALL: i64 = 31;

    /// The days that the report has, where today is `today`.
    ///
    /// # Errors
    /// 400 for more days than a report can have, and where none is left.
    pub fn days(&self, today: Day) -> Result<ReportDays, ApiError> {
        let last = self.range.last_day().unwrap_or(today);
        let first = self.range.first_day().unwrap_or_else(|| last.minus_days(Self::USUAL_DAYS - 1));
        let days = last.days_since(first) + 1;
        let of_all = self.usage.organization_id.is_none() && self.usage.team_id.is_none();
        let detail = if days > Self::MAX_DAYS {
            format!("Ask for at most {} days at once.", Self::MAX_DAYS)
        } else if days > Self::MAX_DAYS_OF_ALL && of_all {
            format!(
                "Ask for at most {} days at once, or name an organization or a team.",
                Self::MAX_DAYS_OF_ALL
            )
        } else if days < 1 {
            NOT_IN_ORDER.to_owned()
        } else {
            return Ok(ReportDays { first, last });
        };
        Err(ApiError::new(ErrorCode::InvalidValue, detail))
    }
}

/// Usage in groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageReport {
    /// What it is grouped by.
    pub group_by: UsageGroup,
    /// The first day.
    pub start_date: Day,
    /// The last day.
    pub end_date: Day,
    /// The figures.
    #[serde(flatten)]
    pub figures: UsageTable,
}

/// The groups, and all of them together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageTable {
    /// How many groups there are.
    pub total_rows: u64,
    /// All of them together.
    pub totals: UsageFigures,
    /// A page of the groups: in the order of time, or those with the most calls first.
    pub rows: Vec<UsageRow>,
    /// What the books cannot say.
    #[serde(flatten)]
    pub doubts: Doubts,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageRow {
    /// The day, the month, the id, or the name of the group.
    pub key: String,
    /// What it adds up to.
    #[serde(flatten)]
    pub figures: UsageFigures,
}

/// What jobs and calls add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageFigures {
    /// Jobs that were opened. Absent, like the next three, where models or providers are asked for: a job may use several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_jobs: Option<u64>,
    /// Those that were completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_jobs: Option<u64>,
    /// Those that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_jobs: Option<u64>,
    /// Credits charged, refunds taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits_used: Option<i64>,
    /// Calls that have ended.
    pub total_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// The share of those without, 0 to 1, to 4 decimals.
    pub error_rate: Rounded<4>,
    /// Input.
    pub prompt_tokens: u64,
    /// Output.
    pub completion_tokens: u64,
    /// Both.
    pub total_tokens: u64,
    /// How long calls took.
    pub latency_ms: Percentiles,
    /// What they cost and brought in.
    #[serde(flatten)]
    pub costs: Costs,
}

/// Latencies that so many of a hundred calls did not exceed, in milliseconds, as near as by a ninth. Null without calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Percentiles {
    /// Half of them.
    pub p50: Option<u64>,
    /// 95.
    pub p95: Option<u64>,
    /// 99.
    pub p99: Option<u64>,
}

/// The jobs of an organization, by the day on which they were opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobStatistics {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub organization_name: Option<String>,
    /// How many teams it has, removed ones left out.
    pub total_teams: u64,
    /// Jobs that were opened.
    pub total_jobs: u64,
    /// Those that were completed.
    pub completed_jobs: u64,
    /// Those that failed.
    pub failed_jobs: u64,
    /// Those that have had no call yet.
    pub pending_jobs: u64,
    /// Those that have had one, and are open.
    pub in_progress_jobs: u64,
    /// Calls that have ended.
    pub total_llm_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// What the providers charged.
    pub total_cost_usd: RoundedUsd,
    /// Credits charged, refunds taken off.
    pub total_credits_used: i64,
    /// The ten teams with the most jobs.
    pub top_teams: Vec<TopTeam>,
    /// Both costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// A team with many jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TopTeam {
    /// The team.
    pub team_id: TeamId,
    /// Its jobs.
    pub job_count: u64,
    /// What they were charged, refunds taken off.
    pub credits_used: i64,
}

/// What an organization spends, in USD. `spend` is what the providers charged, `client_spend` what the client pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpendAnalytics {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub organization_name: Option<String>,
    /// What the providers charged.
    pub total_spend: RoundedUsd,
    /// What the client pays for jobs and calls.
    pub client_spend: RoundedUsd,
    /// The fees of subscriptions, less what was credited.
    pub subscription_fees: RoundedUsd,
    /// What the client pays, fees included, less what the providers charged.
    pub profit: RoundedUsd,
    /// Calls that have ended.
    pub total_requests: u64,
    /// Those with an answer.
    pub successful_requests: u64,
    /// Those without.
    pub failed_requests: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// By the day on which jobs were opened: the last thousand.
    pub daily_spend: Vec<DaySpend>,
    /// The ten teams that spent the most.
    pub spend_per_team: Vec<TeamSpend>,
    /// The ten aliases that the most was spent on, by the day of the call.
    pub top_models: Vec<ModelSpend>,
    /// By provider, by the day of the call.
    pub provider_usage: Vec<ProviderSpend>,
}

/// What was spent on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DaySpend {
    /// The day, in UTC.
    pub date: Day,
    /// What the providers charged.
    pub spend: RoundedUsd,
    /// What the client pays.
    pub client_spend: RoundedUsd,
    /// Calls.
    pub count: u64,
}

/// What a team spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamSpend {
    /// The team.
    pub team_id: TeamId,
    /// What the providers charged.
    pub spend: RoundedUsd,
    /// What the client pays.
    pub client_spend: RoundedUsd,
    /// Calls with an answer.
    pub successful: u64,
    /// Calls without.
    pub failed: u64,
    /// Input and output.
    pub tokens: u64,
}

/// What was spent on a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelSpend {
    /// The alias.
    pub model: String,
    /// What the providers charged.
    pub spend: RoundedUsd,
    /// What the client pays.
    pub client_spend: RoundedUsd,
    /// Calls.
    pub count: u64,
}

/// What was spent at a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderSpend {
    /// The provider.
    pub provider: Provider,
    /// What it charged.
    pub spend: RoundedUsd,
    /// What the client pays.
    pub client_spend: RoundedUsd,
    /// Calls with an answer.
    pub successful: u64,
    /// Calls without.
    pub failed: u64,
    /// Input and output.
    pub tokens: u64,
}

/// The deployment at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// Organizations that are active.
    pub organizations: u64,
    /// Teams, removed ones left out.
    pub teams: u64,
    /// Model groups that are active.
    pub model_groups: u64,
    /// All credits that teams were ever given.
    pub total_credits: i64,
    /// What is left of them.
    pub credits_remaining: i64,
    /// What was used.
    pub credits_used: i64,
    /// Set aside for calls and jobs in progress.
    pub credits_held: i64,
    /// Jobs that are open.
    pub open_jobs: u64,
    /// Calls of the last 30 days whose end was not reported in time.
    pub abandoned_calls: u64,
    /// Calls of the last 30 days that a provider may bill beyond what is booked for them.
    #[serde(alias = "in_doubt")]
    pub in_doubt: InDoubt,
    /// Credits that jobs of the last 30 days owe and could not pay.
    #[serde(alias = "credits_uncollected")]
    pub credits_uncollected: u64,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::reading::read_query;

    /// The first and the last day, or the sentence, of a report that is asked for on 2025-11-30.
    fn days(query: &Value) -> Result<[String; 2], String> {
        let query: UsageReportQuery = read_query(query.as_object().unwrap()).map_err(|error| error.detail)?;
        let days = query.days("2025-11-30".parse().unwrap()).map_err(|error| error.detail)?;
        Ok([days.first.to_string(), days.last.to_string()])
    }

    #[test]
    fn a_report_has_the_last_thirty_days_unless_others_are_asked_for() {
        assert_eq!(days(&json!({})).unwrap(), ["2025-11-01", "2025-11-30"]);
        assert_eq!(days(&json!({"end_date": "2025-10-30"})).unwrap(), ["2025-10-01", "2025-10-30"]);
        assert_eq!(days(&json!({"start_date": "2025-11-29"})).unwrap(), ["2025-11-29", "2025-11-30"]);
    }

    #[test]
    fn a_report_of_the_whole_deployment_has_fewer_days_than_one_of_a_team() {
        let of_all = json!({"start_date": "2025-10-01"});
        assert_eq!(
            days(&of_all).unwrap_err(),
            "Ask for at most 31 days at once, or name an organization or a team."
        );
        let of_team = json!({"start_date": "2025-10-01", "team_id": "north-ops"});
        assert_eq!(days(&of_team).unwrap()[0], "2025-10-01");
        let too_many = json!({"start_date": "2024-11-29", "team_id": "north-ops"});
        assert_eq!(days(&too_many).unwrap_err(), "Ask for at most 366 days at once.");
    }

    #[test]
    fn a_report_does_not_begin_after_its_end() {
        assert_eq!(days(&json!({"start_date": "2025-12-01"})).unwrap_err(), NOT_IN_ORDER);
    }

    #[test]
    fn the_database_is_sent_what_usage_is_asked_for_and_nothing_else() {
        let query = json!({"format": "csv", "group_by": "job_type", "provider": "google", "limit": "7"});
        let query: UsageReportQuery = read_query(query.as_object().unwrap()).unwrap();
        assert_eq!(query.format, ReportFormat::Csv);
        assert_eq!(
            serde_json::to_value(&query.usage).unwrap(),
            json!({"group_by": "job_type", "provider": "gemini", "limit": 7, "offset": 0})
        );
    }
}
