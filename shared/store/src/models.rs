//! Model aliases, and the catalogue that they are made from.

use api::ids::{AccessGroupName, ModelAlias};
use api::models::{CatalogueModel, Model};
use api::money::UsdPerMillionTokens;
use api::provider::Provider;
use ledger::PriceTier;
use platform::{Database, Param};
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_MODELS = "list_models"(text, text, text, text, text, int8, int8),
    GET_MODEL = "get_model"(text, text),
    CREATE_MODEL = "create_model"(text, text),
    UPDATE_MODEL = "update_model"(text, text, text),
    DELETE_MODEL = "delete_model"(text, text),
    LIST_CATALOGUE = "list_catalogue"(text, text, text, int8, int8),
}

/// An alias to be made. What is not said comes from the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewModel {
    /// What clients will call it.
    pub model_alias: ModelAlias,
    /// Who offers the model.
    pub provider: Provider,
    /// The provider's name for it.
    pub actual_model: String,
    /// Everything else.
    #[serde(flatten)]
    pub rest: ModelChange,
}

/// What is set or changed of an alias.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ModelChange {
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Who offers the model; [`NewModel`] says it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// The provider's name for it; [`NewModel`] says it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_model: Option<String>,
    /// The access groups that it is in, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_groups: Option<Vec<AccessGroupName>>,
    /// For operators; an empty text removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// As in [`ledger::Pricing`], like the next five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_input: Option<UsdPerMillionTokens>,
    /// See [`Self::pricing_input`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_output: Option<UsdPerMillionTokens>,
    /// See [`Self::pricing_input`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_cached_input: Option<UsdPerMillionTokens>,
    /// See [`Self::pricing_input`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_cache_write_5m: Option<UsdPerMillionTokens>,
    /// See [`Self::pricing_input`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_cache_write_1h: Option<UsdPerMillionTokens>,
    /// See [`Self::pricing_input`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_tiers: Option<Vec<PriceTier>>,
    /// The most tokens that an answer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<i64>,
    /// Request parameters that this model refuses although its provider knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_parameters: Option<Vec<String>>,
    /// `active`, `inactive` or `deprecated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Takes the catalogue's prices of today, where no others are given with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_catalogue_prices: Option<bool>,
}

/// Which models are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelFilter {
    /// `active`, `inactive` or `deprecated`.
    pub status: Option<&'static str>,
    /// Of this provider.
    pub provider: Option<Provider>,
    /// In this access group.
    pub access_group: Option<String>,
    /// With this in one of their names, in any case.
    pub search: Option<String>,
}

/// Aliases, by name.
///
/// # Errors
/// Refused to who is no operator.
pub async fn list_models(
    database: &impl Database,
    principal: &Principal,
    filter: &ModelFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<Model>, StoreError> {
    let params = [
        Param::Text(filter.status),
        Param::Text(filter.provider.map(Provider::as_str)),
        Param::Text(filter.access_group.as_deref()),
        Param::Text(filter.search.as_deref()),
        Param::Int(Some(limit.into())),
        Param::Int(Some(offset.into())),
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

/// Makes an alias.
///
/// # Errors
/// Refused for a name that is taken, an unknown access group, and a model without prices.
pub async fn create_model(
    database: &impl Database,
    principal: &Principal,
    model: &NewModel,
) -> Result<Model, StoreError> {
    ask(database, CREATE_MODEL.sql, principal, &[Param::Text(Some(&json(model)))]).await
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
    let params = [Param::Text(Some(alias.as_str())), Param::Text(Some(&json(change)))];
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

/// Models of the catalogue, by provider and name. Of the filter, provider and search count.
///
/// # Errors
/// Refused to who is no operator.
pub async fn list_catalogue(
    database: &impl Database,
    principal: &Principal,
    filter: &ModelFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<CatalogueModel>, StoreError> {
    let params = [
        Param::Text(filter.provider.map(Provider::as_str)),
        Param::Text(filter.search.as_deref()),
        Param::Int(Some(limit.into())),
        Param::Int(Some(offset.into())),
    ];
    ask(database, LIST_CATALOGUE.sql, principal, &params).await
}
