//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

use api::error::ApiError;
use api::prices::{PriceCatalogue, PriceQuery};
use api::routes::PricingOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};
use crate::pricing::plans;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListPrices => list(platform, &incoming).await,
        Operation::ListPricingPlans => return plans::list(platform, &incoming).await,
        Operation::SetPricingPlan => plans::set(platform, &incoming).await,
        Operation::GetPricingPlan => plans::get(platform, &incoming).await,
        Operation::EndPricingPlan => plans::end(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: PriceQuery = incoming.query()?;
    let models = store::list_catalogue(platform.database(), &principal, &query).await;
    if let Ok(models) = &models {
        refusals::log_unreadable(platform, models);
    }
    refusals::granted(platform, models.map(|models| PriceCatalogue::of(models.into_vec())))
}
