//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

use api::error::ApiError;
use api::models::PriceCatalogue;
use api::routes::PricingOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::ModelFilter;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{outgoing, provider_name, refusals};
use crate::pricing::plans;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::ListPrices => list(platform, &incoming).await,
        Operation::ListPricingPlans => plans::list(platform, &incoming).await,
        Operation::SetPricingPlan => plans::set(platform, &incoming).await,
        Operation::GetPricingPlan => plans::get(platform, &incoming).await,
        Operation::EndPricingPlan => plans::end(platform, &incoming).await,
    }
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let filter = ModelFilter {
        provider: provider_name::read(&mut fields, "provider"),
        search: fields.optional_text("search", 200),
        ..ModelFilter::default()
    };
    let page = Page::read(&mut fields, MAX_PAGE);
    let filter = fields.finish_with(Some(filter))?;
    let models = store::list_catalogue(platform.database(), &principal, &filter, page.limit, page.offset)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!(PriceCatalogue::of(models)))
}
