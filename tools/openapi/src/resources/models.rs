//! Model aliases.

use api::chat::PARAMETERS;
use api::error::ErrorCode as E;
use api::ids::{AccessGroupName, ModelAlias};
use api::models::Model;
use api::money::UsdPerMillionTokens;
use api::provider::Provider;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Models {
    /// Only those of this state.
    status: Option<ModelStatus>,
    /// Only those of this provider.
    provider: Option<Provider>,
    /// Only those in this access group.
    #[schemars(length(max = 200))]
    access_group: Option<String>,
    /// Only those whose names have this in them.
    #[schemars(length(max = 200))]
    search: Option<String>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum ModelStatus {
    Active,
    Inactive,
    Deprecated,
}

/// An alias to be made. Prices and limits that are not said are those of the catalogue.
#[derive(JsonSchema)]
struct NewModel {
    /// What clients call it.
    model_alias: ModelAlias,
    /// Who offers the model.
    provider: Provider,
    /// The provider's name for it.
    #[schemars(length(min = 1, max = 200))]
    actual_model: String,
    #[schemars(flatten)]
    terms: ModelTerms,
}

/// A change of an alias: what is absent stays as it is.
#[derive(JsonSchema)]
struct ModelChange {
    /// Who offers the model.
    provider: Option<Provider>,
    /// The provider's name for it.
    #[schemars(length(min = 1, max = 200))]
    actual_model: Option<String>,
    #[schemars(flatten)]
    terms: ModelTerms,
    /// Takes all prices from the catalogue.
    use_catalogue_prices: Option<bool>,
}

#[derive(JsonSchema)]
struct ModelTerms {
    /// The name for people.
    #[schemars(length(min = 1, max = 200))]
    display_name: Option<String>,
    /// The access groups that it is in.
    #[schemars(length(max = 100))]
    access_groups: Option<Vec<AccessGroupName>>,
    /// What operators note.
    #[schemars(length(max = 2_000))]
    description: Option<String>,
    /// USD per million input tokens.
    pricing_input: Option<UsdPerMillionTokens>,
    /// USD per million output tokens, reasoning included.
    pricing_output: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are read from the provider's cache.
    pricing_cached_input: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are written to the cache for five minutes.
    pricing_cache_write_5m: Option<UsdPerMillionTokens>,
    /// USD per million input tokens that are written to the cache for an hour.
    pricing_cache_write_1h: Option<UsdPerMillionTokens>,
    /// Other prices for long prompts. No two begin at the same number of tokens.
    #[schemars(length(max = 10))]
    pricing_tiers: Option<Vec<NewPriceTier>>,
    /// The most tokens that an answer may have.
    #[schemars(range(min = 1, max = 100_000_000))]
    max_output_tokens: Option<i64>,
    /// Request parameters that this model refuses although its provider knows them.
    #[schemars(length(max = 14))]
    refused_parameters: Option<Vec<Parameter>>,
    /// An inactive one cannot be called.
    status: Option<ModelStatus>,
}

/// The prices of a whole call whose prompt exceeds a threshold, USD per million tokens.
#[derive(JsonSchema)]
struct NewPriceTier {
    /// They hold for prompts of more tokens than this.
    #[schemars(range(min = 1, max = 100_000_000))]
    above_input_tokens: i64,
    /// Input tokens.
    input: UsdPerMillionTokens,
    /// Output tokens.
    output: UsdPerMillionTokens,
    /// Input read from the cache.
    cached_input: Option<UsdPerMillionTokens>,
    /// Input written to the cache for five minutes.
    cache_write_5m: Option<UsdPerMillionTokens>,
    /// Input written to the cache for an hour.
    cache_write_1h: Option<UsdPerMillionTokens>,
}

/// The name of a request parameter.
struct Parameter;

impl JsonSchema for Parameter {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Parameter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "enum": PARAMETERS})
    }
}

/// An alias that was removed.
#[derive(JsonSchema)]
struct DeletedModel {
    /// The alias.
    model_alias: ModelAlias,
    /// A sentence for a person.
    message: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        operation("list_models", "List model aliases")
            .query::<Models>()
            .answers::<Vec<Model>>("The aliases, by name.")
            .refuses(&[E::InvalidValue]),
        operation("create_model", "Make a model alias")
            .body::<NewModel>()
            .example(json!({"model_alias": "chat", "provider": "openai", "actual_model": "gpt-4o-mini", "access_groups": ["standard"]}))
            .answers::<Model>("The alias.")
            .refuses(&[E::AlreadyExists, E::InvalidValue, E::AccessGroupNotFound]),
        operation("get_model", "Get a model alias").answers::<Model>("The alias."),
        operation("update_model", "Change a model alias")
            .body::<ModelChange>()
            .example(json!({"pricing_input": 0.15, "pricing_output": "0.60", "status": "active"}))
            .answers::<Model>("The alias as it is now.")
            .refuses(&[E::InvalidValue, E::AccessGroupNotFound]),
        operation("delete_model", "Remove a model alias")
            .answers::<DeletedModel>("It is removed.")
            .refuses(&[E::InUse]),
    ];
    let older = [
        "list_models_by_older_path",
        "create_model_by_older_path",
        "get_model_by_older_path",
        "update_model_by_older_path",
        "delete_model_by_older_path",
    ];
    let older: Vec<Operation> = all.iter().zip(older).map(|(operation, id)| operation.also_as(id)).collect();
    [all, older].concat()
}
