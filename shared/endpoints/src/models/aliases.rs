//! `/api/models/...`: aliases and their models.

use api::error::{ApiError, ErrorCode};
use api::ids::ModelAlias;
use api::listing::ShortOffsetPage;
use api::models::{DeletedModel, ModelChange, ModelQuery, NewModel};
use api::routes::ModelsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListModels | Operation::ListModelsByOlderPath => return list(platform, &incoming).await,
        Operation::ListModelPrices => return list_prices(platform, &incoming).await,
        Operation::CreateModel | Operation::CreateModelByOlderPath => create(platform, &incoming).await,
        Operation::GetModel | Operation::GetModelByOlderPath => get(platform, &incoming).await,
        Operation::UpdateModel | Operation::UpdateModelByOlderPath => update(platform, &incoming).await,
        Operation::DeleteModel | Operation::DeleteModelByOlderPath => delete(platform, &incoming).await,
    };
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: ModelQuery = incoming.query()?;
    let models = store::list_models(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), models)
}

async fn list_prices<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let alias = alias(incoming)?;
    let page: ShortOffsetPage = incoming.query()?;
    let changes = store::list_model_prices(platform.reading_database(), &principal, &alias, page).await;
    listing::counted(platform, incoming, page.end(), changes)
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let model: NewModel = incoming.body()?;
    refusals::granted(platform, store::create_model(platform.database(), &principal, &model).await)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    refusals::granted(platform, store::get_model(platform.database(), &principal, &alias(incoming)?).await)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let alias = alias(incoming)?;
    let change: ModelChange = incoming.body()?;
    refusals::granted(platform, store::update_model(platform.database(), &principal, &alias, &change).await)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let alias = alias(incoming)?;
    let deleted = store::delete_model(platform.database(), &principal, &alias).await;
    let message = format!("The model alias '{alias}' was deleted.");
    refusals::granted(platform, deleted.map(|()| DeletedModel { model_alias: alias, message }))
}

fn alias(incoming: &Incoming) -> Result<ModelAlias, ApiError> {
    incoming.path_param("alias", || ApiError::new(ErrorCode::ModelNotFound, "There is no such model alias."))
}
