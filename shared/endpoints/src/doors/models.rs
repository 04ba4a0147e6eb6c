//! `GET /v1/models` and `GET /v1/models/{model}`: what a key may call.

use api::callable_models::{ListObject, ListedModel, ModelList};
use api::error::{ApiError, ErrorCode};
use api::ids::ModelAlias;
use api::routes::CallableModelsOperation as Operation;
use dialects::Dialect;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::http::incoming::Incoming;
use crate::http::outgoing::{ok, refuse_in};
use crate::http::refusals;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    match answer(&platform, request).await {
        Ok(body) => ok(&body),
        Err(error) => refuse_in(Dialect::OpenaiChat, &error),
    }
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let caller = incoming.caller()?;
    let name: Option<ModelAlias> = match operation {
        Operation::ListCallableModels => None,
        Operation::GetCallableModel => Some(incoming.path_param("model", no_such_model)?),
    };
    let models =
        store::list_callable_models(platform.reading_database(), &caller.key_hash, name.as_ref()).await;
    let models = models.map_err(|error| refusals::store_error(platform, error))?;
    let mut models = models.into_iter().map(ListedModel::from);
    match operation {
        Operation::ListCallableModels => {
            Ok(json!(ModelList { object: ListObject::List, data: models.collect() }))
        }
        Operation::GetCallableModel => models.next().map(|model| json!(model)).ok_or_else(no_such_model),
    }
}

/// The refusal of a name by which a key may call nothing.
pub(crate) fn no_such_model() -> ApiError {
    ApiError::new(ErrorCode::ModelNotFound, "There is no such model, or this key may not call it.")
}
