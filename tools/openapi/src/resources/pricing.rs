//! What providers charge, and what clients pay.

use api::error::ErrorCode as E;
use api::plans::{NewPlan, PlanDetails, PlanQuery, PricingPlan};
use api::prices::{PriceCatalogue, PriceQuery};
use api::routes::PricingOperation;
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: PricingOperation) -> Operation {
    match operation {
        PricingOperation::ListPrices => describe("List what providers charge")
            .query::<PriceQuery>()
            .answers::<PriceCatalogue>("The catalogue, by provider.")
            .refuses(&[E::InvalidValue]),
        PricingOperation::ListPricingPlans => describe("List pricing plans")
            .query::<PlanQuery>()
            .answers::<Vec<PricingPlan>>("The plans, newest first.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::TeamNotFound]),
        PricingOperation::SetPricingPlan => describe("Set a pricing plan")
            .body::<NewPlan>()
            .example(json!({"team_id": "north-ops", "job_type": "invoice", "kind": "tiered", "first_jobs": 100, "first_jobs_price_usd": 0, "price_per_job_usd": "0.25", "period": "monthly"}))
            .answers::<PricingPlan>("The plan.")
            .refuses(&[E::InvalidValue, E::TeamNotFound]),
        PricingOperation::GetPricingPlan => {
            describe("Get a pricing plan with its periods").answers::<PlanDetails>("The plan.")
        }
        PricingOperation::EndPricingPlan => {
            describe("End a pricing plan").answers::<PricingPlan>("The plan, which has ended.")
        }
    }
}
