//! Pricing plans: what a team's client pays for a job.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::ids::TeamId;
use crate::listing::OffsetPage;
use crate::money::{MarkupPercent, PlanPrice};
use crate::reading::{Text, Whole};
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

/// The most jobs that a period may begin with.
pub const MAX_FIRST_JOBS: i64 = 1_000_000_000;

/// The terms of a plan: what the client pays. Members that other kinds have are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
#[request(tag = "kind", words = PlanKind)]
pub enum PlanTerms {
    /// What calls cost, and something on top.
    Markup(MarkupTerms),
    /// A price for each job.
    FlatRate(FlatRateTerms),
    /// A price for the first jobs of a period, and another one for the others.
    Tiered(TieredTerms),
    /// A fee for a period, which some jobs are included in.
    Subscription(SubscriptionTerms),
}

/// The terms of a markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct MarkupTerms {
    /// In percent of the provider's cost.
    pub markup_percentage: MarkupPercent,
}

/// The terms of a flat rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct FlatRateTerms {
    /// USD.
    pub price_per_job_usd: PlanPrice,
}

/// The terms of a tiered plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct TieredTerms {
    /// How many jobs have the first price.
    pub first_jobs: Whole<0, MAX_FIRST_JOBS>,
    /// That price, USD.
    pub first_jobs_price_usd: PlanPrice,
    /// The price of the others, USD.
    pub price_per_job_usd: PlanPrice,
    /// How long a period is.
    pub period: BillingPeriod,
}

/// The terms of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct SubscriptionTerms {
    /// The fee, USD.
    pub period_fee_usd: PlanPrice,
    /// How many jobs it pays for.
    pub included_jobs: Whole<0, MAX_FIRST_JOBS>,
    /// The price of the others, USD.
    pub price_per_job_usd: PlanPrice,
    /// How long a period is.
    pub period: BillingPeriod,
}

/// A plan to be set: it replaces the plan of the same team and job type.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewPlan {
    /// The team.
    pub team_id: TeamId,
    /// The job type; absent: all that have no plan of their own.
    pub job_type: Option<Text<1, 100>>,
    /// What the client pays.
    #[request(flatten)]
    pub terms: PlanTerms,
}

/// Which plans are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct PlanQuery {
    /// Only those of this team.
    pub team_id: Option<TeamId>,
    /// Only those of this job type.
    pub job_type: Option<Text<0, 100>>,
    /// Those that have ended as well.
    #[request(default = false)]
    pub ended: bool,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
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
    /// What it charges for.
    pub kind: PlanKind,
    /// `markup`: the markup on the provider's cost, in percent.
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
    /// How long a period is; periods begin with the plan.
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::read_body;

    fn read(body: &Value) -> Result<NewPlan, ApiError> {
        read_body(body.as_object().unwrap())
    }

    #[test]
    fn a_plan_has_the_terms_of_its_kind_and_no_others() {
        let plan =
            read(&json!({"team_id": "a", "kind": "FLAT_RATE", "price_per_job_usd": 0.25, "first_jobs": "x"}));
        let terms = FlatRateTerms { price_per_job_usd: "0.25".parse().unwrap() };
        assert_eq!(plan.map(|plan| plan.terms), Ok(PlanTerms::FlatRate(terms)));
        let tiered =
            read(&json!({"team_id": "a", "job_type": "", "kind": "tiered", "first_jobs": -1})).unwrap_err();
        let places: Vec<_> = tiered.fields.iter().map(|field| field.location.join(".")).collect();
        let expected = ["job_type", "first_jobs", "first_jobs_price_usd", "price_per_job_usd", "period"]
            .map(|name| format!("body.{name}"));
        assert_eq!(places, expected);
    }

    #[test]
    fn another_kind_or_period_is_not_possible_rather_than_malformed() {
        let error = read(&json!({"team_id": "a", "kind": "barter"})).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidValue);
        assert_eq!(error.detail, "`kind` must be one of: markup, flat_rate, tiered, subscription.");
        let yearly = json!({"team_id": "a", "kind": "subscription", "period_fee_usd": 49, "included_jobs": 10,
            "price_per_job_usd": 1, "period": "yearly"});
        assert_eq!(read(&yearly).unwrap_err().code, ErrorCode::InvalidValue);
        let error = read(&json!({"team_id": "a"})).unwrap_err();
        assert_eq!(
            (error.fields[0].location.join("."), error.fields[0].kind),
            ("body.kind".to_owned(), "missing")
        );
    }
}
