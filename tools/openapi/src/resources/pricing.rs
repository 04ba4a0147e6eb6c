//! What providers charge, and what clients pay.

use api::error::ErrorCode as E;
use api::ids::TeamId;
use api::models::PriceCatalogue;
use api::money::{MarkupPercent, PlanPrice};
use api::plans::{PlanDetails, PricingPlan};
use api::provider::Provider;
use schemars::JsonSchema;
use serde_json::json;

use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Prices {
    /// Only the models of this provider.
    provider: Option<Provider>,
    /// Only those whose names have this in them.
    #[schemars(length(max = 200))]
    search: Option<String>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
struct Plans {
    /// Only those of this team.
    team_id: Option<TeamId>,
    /// Only those of this job type.
    #[schemars(length(max = 100))]
    job_type: Option<String>,
    /// Those that have ended as well.
    #[schemars(extend("default" = false))]
    ended: Option<bool>,
}

/// A plan to be set: it takes the place of the one for the same team and job type.
#[derive(JsonSchema)]
struct NewPlan {
    /// The team.
    team_id: TeamId,
    /// The job type; absent: all that have no plan of their own.
    #[schemars(length(min = 1, max = 100))]
    job_type: Option<String>,
    #[schemars(flatten)]
    terms: PlanTerms,
}

/// What the client pays.
#[derive(JsonSchema)]
#[schemars(tag = "kind", rename_all = "snake_case")]
enum PlanTerms {
    /// What calls cost, and something on top.
    Markup {
        /// In percent of the provider's cost.
        markup_percentage: MarkupPercent,
    },
    /// A price for each job.
    FlatRate {
        /// USD.
        price_per_job_usd: PlanPrice,
    },
    /// A price for the first jobs of a period, and another one for the others.
    Tiered {
        /// How many jobs have the first price.
        #[schemars(range(min = 0, max = 1_000_000_000))]
        first_jobs: i64,
        /// That price, USD.
        first_jobs_price_usd: PlanPrice,
        /// The price of the others, USD.
        price_per_job_usd: PlanPrice,
        /// How long a period is.
        period: PlanPeriodLength,
    },
    /// A fee for a period, which some jobs are included in.
    Subscription {
        /// The fee, USD.
        period_fee_usd: PlanPrice,
        /// How many jobs it pays for.
        #[schemars(range(min = 0, max = 1_000_000_000))]
        included_jobs: i64,
        /// The price of the others, USD.
        price_per_job_usd: PlanPrice,
        /// How long a period is.
        period: PlanPeriodLength,
    },
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum PlanPeriodLength {
    Daily,
    Weekly,
    Monthly,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("list_prices", "List what providers charge")
            .query::<Prices>()
            .answers::<PriceCatalogue>("The catalogue, by provider.")
            .refuses(&[E::InvalidValue]),
        operation("list_pricing_plans", "List pricing plans")
            .query::<Plans>()
            .answers::<Vec<PricingPlan>>("The plans, at most 500.")
            .refuses(&[E::TeamNotFound]),
        operation("set_pricing_plan", "Set a pricing plan")
            .body::<NewPlan>()
            .example(json!({"team_id": "north-ops", "job_type": "invoice", "kind": "tiered", "first_jobs": 100, "first_jobs_price_usd": 0, "price_per_job_usd": "0.25", "period": "monthly"}))
            .answers::<PricingPlan>("The plan.")
            .refuses(&[E::InvalidValue, E::TeamNotFound]),
        operation("get_pricing_plan", "Get a pricing plan with its periods").answers::<PlanDetails>("The plan."),
        operation("end_pricing_plan", "End a pricing plan").answers::<PricingPlan>("The plan, which has ended."),
    ]
}
