//! `/api/pricing/plans/...`: what clients pay for their jobs, by team and job type.

use api::error::{ApiError, ErrorCode};
use api::plans::{NewPlan, PlanQuery};
use platform::{Platform, Response};
use serde_json::Value;
use uuid::Uuid;

use crate::http::incoming::Incoming;
use crate::http::{listing, refusals};

pub(super) async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: PlanQuery = incoming.query()?;
    let listed = store::list_pricing_plans(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), listed)
}

pub(super) async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let plan = store::get_pricing_plan(platform.database(), &principal, plan_id(incoming)?).await;
    refusals::granted(platform, plan)
}

pub(super) async fn set<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let plan: NewPlan = incoming.body()?;
    refusals::granted(platform, store::set_pricing_plan(platform.database(), &principal, &plan).await)
}

pub(super) async fn end<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let plan = store::end_pricing_plan(platform.database(), &principal, plan_id(incoming)?).await;
    refusals::granted(platform, plan)
}

fn plan_id(incoming: &Incoming) -> Result<Uuid, ApiError> {
    incoming
        .path_param("plan_id", || ApiError::new(ErrorCode::PlanNotFound, "There is no such pricing plan."))
}
