//! What was used in a period, and what it cost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, TeamId};
use crate::rounded::{Rounded, RoundedUsd};
use crate::visibility::HidesFromTeams;

/// What something cost, in USD, rounded to 6 decimals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Costs {
    /// What the client pays for jobs and calls.
    pub client_cost_usd: RoundedUsd,
    /// The fees of subscriptions whose periods began then, less what was credited. Absent where a grouping has no such fees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_fees_usd: Option<RoundedUsd>,
    /// What the providers charged. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_cost_usd: Option<RoundedUsd>,
    /// The client's cost and the fees, less the provider's cost. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profit_usd: Option<RoundedUsd>,
}

impl HidesFromTeams for Costs {
    fn hide_from_teams(&mut self) {
        self.provider_cost_usd = None;
        self.profit_usd = None;
    }
}

/// Calls that a provider may bill beyond what is booked for them: an attempt timed out or broke off, or the end of the call was
/// never reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "InDoubt"))]
pub struct InDoubt<Amount = RoundedUsd> {
    /// How many calls.
    pub calls: u64,
    /// The best estimate of what they cost beyond what is booked, USD.
    pub cost_usd: Amount,
    /// The most that this can be, USD.
    pub bound_usd: Amount,
}

/// What the books of a period cannot say. For operators only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Doubts {
    /// Calls that a provider may bill beyond what is booked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_doubt: Option<InDoubt>,
    /// Credits that jobs owe and could not pay. Absent where the period is asked for by model or provider, which jobs do not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits_uncollected: Option<u64>,
}

impl HidesFromTeams for Doubts {
    fn hide_from_teams(&mut self) {
        (self.in_doubt, self.credits_uncollected) = (None, None);
    }
}

/// What a team used: by the jobs that were opened in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamUsage {
    /// The team.
    pub team_id: TeamId,
    /// The period, as it was asked for.
    pub period: String,
    /// All of it.
    pub summary: TeamUsageSummary,
    /// By the type of the job; of the 500 with the most jobs.
    pub job_types: BTreeMap<String, JobTypeUsage>,
}

impl HidesFromTeams for TeamUsage {
    fn hide_from_teams(&mut self) {
        self.summary.costs.hide_from_teams();
        self.summary.doubts.hide_from_teams();
        for job_type in self.job_types.values_mut() {
            job_type.costs.hide_from_teams();
        }
    }
}

/// All that a team used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamUsageSummary {
    /// Jobs that were opened.
    pub total_jobs: u64,
    /// Those that were completed.
    pub successful_jobs: u64,
    /// Those that failed.
    pub failed_jobs: u64,
    /// Those that were given up.
    pub cancelled_jobs: u64,
    /// Those that are still open.
    pub open_jobs: u64,
    /// Calls that have ended.
    pub total_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// Input.
    pub prompt_tokens: u64,
    /// Output.
    pub completion_tokens: u64,
    /// The client's cost, rounded to cents.
    pub total_cost_usd: Rounded<2>,
    /// The client's cost of a job in the mean, to 4 decimals.
    pub avg_cost_per_job: Rounded<4>,
    /// Credits charged, refunds taken off.
    pub credits_used: i64,
    /// How many types of jobs there were.
    pub job_types: u64,
    /// The costs, exactly.
    #[serde(flatten)]
    pub costs: Costs,
    /// What the books cannot say.
    #[serde(flatten)]
    pub doubts: Doubts,
}

/// The jobs of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobTypeUsage {
    /// How many.
    pub count: u64,
    /// The client's cost.
    pub cost_usd: RoundedUsd,
    /// Input and output.
    pub total_tokens: u64,
    /// Credits charged, refunds taken off.
    pub credits_used: i64,
    /// The costs.
    #[serde(flatten)]
    pub costs: Costs,
}

/// What the teams of an organization used: by the jobs that were opened in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationUsage {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The period, as it was asked for.
    pub period: String,
    /// All of it.
    pub summary: OrganizationUsageSummary,
    /// By team; of the 500 with the most jobs.
    pub teams: BTreeMap<String, TeamShare>,
}

/// All that the teams of an organization used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationUsageSummary {
    /// Jobs that were opened.
    pub total_jobs: u64,
    /// Those that were completed.
    pub completed_jobs: u64,
    /// Those that failed.
    pub failed_jobs: u64,
    /// Calls that have ended.
    pub total_calls: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// Credits charged, refunds taken off.
    pub credits_used: i64,
    /// The client's cost, rounded to cents.
    pub total_cost_usd: Rounded<2>,
    /// How many teams used something.
    pub teams: u64,
    /// The costs, exactly.
    #[serde(flatten)]
    pub costs: Costs,
    /// What the books cannot say.
    #[serde(flatten)]
    pub doubts: Doubts,
}

/// One team's share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamShare {
    /// Jobs that were opened.
    pub jobs: u64,
    /// Input and output.
    pub total_tokens: u64,
    /// Credits charged, refunds taken off.
    pub credits_used: i64,
    /// The costs.
    #[serde(flatten)]
    pub costs: Costs,
}
