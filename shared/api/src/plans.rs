//! Pricing plans: what a team's client pays for a job.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::ids::TeamId;

/// A plan. Which terms it has depends on its kind. It never changes: another one takes its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingPlan {
    /// The plan. UUIDv7.
    pub plan_id: Uuid,
    /// The team.
    pub team_id: TeamId,
    /// The job type it is for; absent: all that have no plan of their own.
    #[serde(default)]
    pub job_type: Option<String>,
    /// `markup`, `flat_rate`, `tiered` or `subscription`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["markup", "flat_rate", "tiered", "subscription"])))]
    pub kind: String,
    /// `markup`: what comes on top of the provider's cost, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup_percentage: Option<Number>,
    /// USD for each job; beyond `first_jobs` or `included_jobs` where the plan has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_per_job_usd: Option<Number>,
    /// `tiered`: how many jobs of a period have the first price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_jobs: Option<u64>,
    /// `tiered`: that price, USD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_jobs_price_usd: Option<Number>,
    /// `subscription`: how many jobs of a period the fee pays for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included_jobs: Option<u64>,
    /// `daily`, `weekly` or `monthly`; periods begin with the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["daily", "weekly", "monthly", null])))]
    pub period: Option<String>,
    /// `subscription`: USD for each period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_fee_usd: Option<Number>,
    /// RFC 3339.
    pub valid_from: String,
    /// RFC 3339; null while it is in force.
    #[serde(default)]
    pub valid_until: Option<String>,
}

/// A period of a plan that counts jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanPeriod {
    /// RFC 3339.
    pub period_start: String,
    /// RFC 3339; the first moment that is not of the period.
    pub period_end: String,
    /// Jobs completed in it.
    pub jobs_counted: u64,
    /// What those cost the client, USD.
    pub job_prices_usd: Number,
    /// The fee, USD.
    pub period_fee_usd: Number,
    /// Given back of the fee, since the plan ended within the period, USD.
    pub fee_credited_usd: Number,
}

/// A plan with its periods, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanDetails {
    /// The plan.
    #[serde(flatten)]
    pub plan: PricingPlan,
    /// Its newest periods, at most 100.
    pub periods: Vec<PlanPeriod>,
}
