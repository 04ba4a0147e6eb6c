//! Pricing plans.

use api::ids::TeamId;
use api::money::{MarkupPercent, PlanPrice};
use api::plans::{PlanDetails, PricingPlan};
use platform::{Database, Param};
use serde::Serialize;
use uuid::Uuid;

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_PRICING_PLANS = "list_pricing_plans"(text, text, text, text),
    GET_PRICING_PLAN = "get_pricing_plan"(text, text),
    SET_PRICING_PLAN = "set_pricing_plan"(text, text, text, text),
    END_PRICING_PLAN = "end_pricing_plan"(text, text),
}

/// The terms of a plan, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlanTerms {
    /// What the calls cost, and a percentage on top.
    Markup {
        /// The percentage.
        markup_percentage: MarkupPercent,
    },
    /// The same price for each completed job.
    FlatRate {
        /// The price, USD.
        price_per_job_usd: PlanPrice,
    },
    /// In each period the first jobs at one price, the rest at another.
    Tiered {
        /// How many have the first price.
        first_jobs: i64,
        /// The first price, USD.
        first_jobs_price_usd: PlanPrice,
        /// The price of the rest, USD.
        price_per_job_usd: PlanPrice,
        /// `daily`, `weekly` or `monthly`.
        period: &'static str,
    },
    /// A fee for each period with a number of jobs in it, and a price for each job beyond.
    Subscription {
        /// The fee, USD.
        period_fee_usd: PlanPrice,
        /// How many jobs it pays for.
        #[serde(rename = "first_jobs")]
        included_jobs: i64,
        /// The price of a job beyond, USD.
        price_per_job_usd: PlanPrice,
        /// `daily`, `weekly` or `monthly`.
        period: &'static str,
    },
}

/// Which plans are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanFilter {
    /// Those of one team.
    pub team_id: Option<TeamId>,
    /// Those for one job type.
    pub job_type: Option<String>,
    /// Those that have ended as well.
    pub ended: bool,
}

/// Plans, newest first, at most 500.
///
/// # Errors
/// Refused for an unknown team.
pub async fn list_pricing_plans(
    database: &impl Database,
    principal: &Principal,
    filter: &PlanFilter,
) -> Result<Vec<PricingPlan>, StoreError> {
    let params = [
        Param::Text(filter.team_id.as_ref().map(TeamId::as_str)),
        Param::Text(filter.job_type.as_deref()),
        Param::Text(Some(if filter.ended { "true" } else { "false" })),
    ];
    ask(database, LIST_PRICING_PLANS.sql, principal, &params).await
}

/// A plan with its periods.
///
/// # Errors
/// Refused for an unknown plan.
pub async fn get_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    plan_id: Uuid,
) -> Result<PlanDetails, StoreError> {
    ask(database, GET_PRICING_PLAN.sql, principal, &[Param::Text(Some(&plan_id.to_string()))]).await
}

/// Puts a plan into force, now, in the place of the one of the same team and job type.
///
/// # Errors
/// Refused for an unknown team.
pub async fn set_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    job_type: Option<&str>,
    terms: &PlanTerms,
) -> Result<PricingPlan, StoreError> {
    let terms = json(terms);
    let params = [Param::Text(Some(team_id.as_str())), Param::Text(job_type), Param::Text(Some(&terms))];
    ask(database, SET_PRICING_PLAN.sql, principal, &params).await
}

/// Ends a plan, now. One that has ended stays as it is.
///
/// # Errors
/// Refused for an unknown plan.
pub async fn end_pricing_plan(
    database: &impl Database,
    principal: &Principal,
    plan_id: Uuid,
) -> Result<PricingPlan, StoreError> {
    ask(database, END_PRICING_PLAN.sql, principal, &[Param::Text(Some(&plan_id.to_string()))]).await
}
