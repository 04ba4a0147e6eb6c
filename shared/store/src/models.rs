//! Model aliases.

use api::ids::ModelAlias;
use api::listing::ShortOffsetPage;
use api::models::{Model, ModelChange, ModelQuery, ModelStatus, NewModel, PriceChange};
use api::provider::Provider;
use platform::{Database, Param};
use serde::de::IgnoredAny;

use crate::error::StoreError;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_MODELS = "list_models"(text, text, text, text, text, int8, int8),
    GET_MODEL = "get_model"(text, text),
    CREATE_MODEL = "create_model"(text, text),
    UPDATE_MODEL = "update_model"(text, text, text),
    LIST_MODEL_PRICES = "list_model_prices"(text, text, int8, int8),
    DELETE_MODEL = "delete_model"(text, text),
}

/// Aliases, by name.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn list_models(
    database: &impl Database,
    principal: &Principal,
    query: &ModelQuery,
) -> Result<Counted<Model>, StoreError> {
    let params = [
        Param::Text(query.status.map(ModelStatus::as_str)),
        Param::Text(query.provider.map(Provider::as_str)),
        Param::Text(query.access_group.as_deref()),
        Param::Text(query.search.as_deref()),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_MODELS.sql, principal, &params).await
}

/// One alias.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_model(
    database: &impl Database,
    principal: &Principal,
    alias: &ModelAlias,
) -> Result<Model, StoreError> {
    ask(database, GET_MODEL.sql, principal, &[Param::Text(Some(alias.as_str()))]).await
}

/// The changes of an alias's prices, newest first. Who made them is told to the role `admin` and higher ones.
///
/// # Errors
/// Refused for an alias that there is not and never was.
pub async fn list_model_prices(
    database: &impl Database,
    principal: &Principal,
    alias: &ModelAlias,
    page: ShortOffsetPage,
) -> Result<Counted<PriceChange>, StoreError> {
    let [limit, offset] = [page.limit.get(), page.offset.get()].map(|number| Param::Int(Some(number)));
    let params = [Param::Text(Some(alias.as_str())), limit, offset];
    ask(database, LIST_MODEL_PRICES.sql, principal, &params).await
}

/// Makes an alias.
///
/// # Errors
/// Refused for a name that is taken, an unknown access group, and a model without prices.
pub async fn create_model(
    database: &impl Database,
    principal: &Principal,
    model: &NewModel,
) -> Result<Model, StoreError> {
    ask(database, CREATE_MODEL.sql, principal, &[Param::Text(Some(&json_text(model)))]).await
}

/// Changes an alias. Calls that have been admitted keep their prices.
///
/// # Errors
/// Refused for an unknown alias or access group, and for another model without prices.
pub async fn update_model(
    database: &impl Database,
    principal: &Principal,
    alias: &ModelAlias,
    change: &ModelChange,
) -> Result<Model, StoreError> {
    let params = [Param::Text(Some(alias.as_str())), Param::Text(Some(&json_text(change)))];
    ask(database, UPDATE_MODEL.sql, principal, &params).await
}

/// Removes an alias.
///
/// # Errors
/// Refused for an unknown one, and while a model group names it.
pub async fn delete_model(
    database: &impl Database,
    principal: &Principal,
    alias: &ModelAlias,
) -> Result<(), StoreError> {
    ask(database, DELETE_MODEL.sql, principal, &[Param::Text(Some(alias.as_str()))])
        .await
        .map(|IgnoredAny| ())
}
