//! Statistics for operators: what was used, by whom and for what, and what it cost and brought in.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::ids::{OrganizationId, TeamId};
use crate::provider::Provider;
use crate::usage::Costs;

/// What usage is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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

impl UsageGroup {
    /// Every way to group.
    pub const ALL: [Self; 7] =
        [Self::Day, Self::Month, Self::Organization, Self::Team, Self::JobType, Self::Model, Self::Provider];

    /// Its name in queries and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Organization => "organization",
            Self::Team => "team",
            Self::JobType => "job_type",
            Self::Model => "model",
            Self::Provider => "provider",
        }
    }
}

/// Usage in groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageReport {
    /// What it is grouped by.
    pub group_by: UsageGroup,
    /// The first day.
    pub start_date: String,
    /// The last day.
    pub end_date: String,
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
    pub error_rate: Number,
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
    pub total_cost_usd: Number,
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
    pub total_spend: Number,
    /// What the client pays for jobs and calls.
    pub client_spend: Number,
    /// The fees of subscriptions, less what was credited.
    pub subscription_fees: Number,
    /// What the client pays, fees included, less what the providers charged.
    pub profit: Number,
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
    pub date: String,
    /// What the providers charged.
    pub spend: Number,
    /// What the client pays.
    pub client_spend: Number,
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
    pub spend: Number,
    /// What the client pays.
    pub client_spend: Number,
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
    pub spend: Number,
    /// What the client pays.
    pub client_spend: Number,
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
    pub spend: Number,
    /// What the client pays.
    pub client_spend: Number,
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
    /// Calls of the last 30 days whose end nobody has reported.
    pub abandoned_calls: u64,
}
