//! `/api/pricing/...`: what the providers charge for their models, and what clients pay for their jobs.

use api::error::ApiError;
use api::models::PriceCatalogue;
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
    let incoming = Incoming::new(request)?;
    match incoming.operation() {
        "list_prices" => list(platform, &incoming).await,
        "list_pricing_plans" => plans::list(platform, &incoming).await,
        "set_pricing_plan" => plans::set(platform, &incoming).await,
        "get_pricing_plan" => plans::get(platform, &incoming).await,
        "end_pricing_plan" => plans::end(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query();
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
