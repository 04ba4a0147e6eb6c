//! Pricing plans: what a team's client pays for a job.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::ids::TeamId;
use crate::timestamp::Timestamp;

/// What a pricing plan charges for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "plan_kind", impossible)]
pub enum PlanKind {
    /// What the calls cost, and a percentage on top.
    Markup,
    /// The same price for each completed job.
    FlatRate,
    /// In each period the first jobs at one price, the rest at another.
    Tiered,
    /// A fee for each period, with a number of jobs in it, and a price for each job beyond.
    Subscription,
}

/// How long a period is, in which credits are refilled, jobs are counted or fees are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "billing_period", impossible)]
pub enum BillingPeriod {
    /// 24 hours.
    Daily,
    /// Seven days.
    Weekly,
    /// To the same day of the next month, or to its last where it has no such day.
    Monthly,
}

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
    pub kind: PlanKind,
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
    pub period: Option<BillingPeriod>,
    /// `subscription`: USD for each period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_fee_usd: Option<Number>,
    /// RFC 3339.
    pub valid_from: Timestamp,
    /// RFC 3339; null while it is in force.
    #[serde(default)]
    pub valid_until: Option<Timestamp>,
}

/// A period of a plan that counts jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanPeriod {
    /// RFC 3339.
    pub period_start: Timestamp,
    /// RFC 3339; the first moment that is not of the period.
    pub period_end: Timestamp,
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
