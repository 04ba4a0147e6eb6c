//! `/api/models/...`: aliases, and what they stand for.

mod body;

use api::error::{ApiError, ErrorCode};
use api::ids::ModelAlias;
use api::routes::ModelsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::ModelFilter;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{outgoing, provider_name, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::ListModels | Operation::ListModelsByOlderPath => list(platform, &incoming).await,
        Operation::CreateModel | Operation::CreateModelByOlderPath => create(platform, &incoming).await,
        Operation::GetModel | Operation::GetModelByOlderPath => get(platform, &incoming).await,
        Operation::UpdateModel | Operation::UpdateModelByOlderPath => update(platform, &incoming).await,
        Operation::DeleteModel | Operation::DeleteModelByOlderPath => delete(platform, &incoming).await,
    }
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let filter = ModelFilter {
        status: fields.choice("status", &body::STATUSES),
        provider: provider_name::read(&mut fields, "provider"),
        access_group: fields.optional_text("access_group", 200),
        search: fields.optional_text("search", 200),
    };
    let page = Page::read(&mut fields, MAX_PAGE);
    let filter = fields.finish_with(Some(filter))?;
    refusals::granted(
        platform,
        store::list_models(platform.database(), &principal, &filter, page.limit, page.offset).await,
    )
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let model = body::new_model(&incoming.json_object()?)?;
    refusals::granted(platform, store::create_model(platform.database(), &principal, &model).await)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    refusals::granted(platform, store::get_model(platform.database(), &principal, &alias(incoming)?).await)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let alias = alias(incoming)?;
    let change = body::model_change(&incoming.json_object()?)?;
    refusals::granted(platform, store::update_model(platform.database(), &principal, &alias, &change).await)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let alias = alias(incoming)?;
    store::delete_model(platform.database(), &principal, &alias)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"model_alias": alias, "message": format!("The model alias '{alias}' was deleted.")}))
}

fn alias(incoming: &Incoming) -> Result<ModelAlias, ApiError> {
    incoming.path_param("alias", || ApiError::new(ErrorCode::ModelNotFound, "There is no such model alias."))
}
