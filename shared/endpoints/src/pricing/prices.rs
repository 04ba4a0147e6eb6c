//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

use api::error::ApiError;
use api::prices::{PriceCatalogue, PriceQuery};
use api::routes::PricingOperation as Operation;
use platform::{Platform, Request, Response};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::pricing::plans;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListPrices => return list(platform, &incoming).await,
        Operation::ListPricingPlans => return plans::list(platform, &incoming).await,
        Operation::SetPricingPlan => plans::set(platform, &incoming).await,
        Operation::GetPricingPlan => plans::get(platform, &incoming).await,
        Operation::EndPricingPlan => plans::end(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: PriceQuery = incoming.query()?;
    let mut page = store::list_catalogue(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    refusals::log_unreadable(platform, &page);
    let catalogue = PriceCatalogue::of(std::mem::take(&mut page.items).into_vec());
    Ok(listing::counted_as(incoming, query.page.end(), page.total, &catalogue))
}
