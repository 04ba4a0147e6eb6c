//! Models as operators see them: aliases with their prices, and the catalogue that aliases are made from.

mod price_tiers;
mod refused_parameters;
mod requests;

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::ids::ModelAlias;
use crate::provider::Provider;
use crate::timestamp::Timestamp;

pub use price_tiers::{NewPriceTier, PriceTiers};
pub use refused_parameters::RefusedParameters;
pub use requests::{CatalogueQuery, ModelChange, ModelQuery, ModelTerms, NewModel};

/// More tokens than any model takes or answers; the catalogue knows better.
pub const MAX_TOKENS: i64 = 100_000_000;

/// Whether a model alias can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "model_status", impossible)]
pub enum ModelStatus {
    /// It can.
    Active,
    /// It cannot.
    Inactive,
    /// It can, and should not be used for anything new.
    Deprecated,
}

/// Prices in USD per million tokens, as numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prices {
    /// Input tokens.
    pub pricing_input: Number,
    /// Output tokens, reasoning included.
    pub pricing_output: Number,
    /// Input read from the provider's cache; null: what input costs.
    pub pricing_cached_input: Option<Number>,
    /// Input written to the cache for five minutes; null: what input costs.
    pub pricing_cache_write_5m: Option<Number>,
    /// Input written to the cache for an hour; null: what input costs.
    pub pricing_cache_write_1h: Option<Number>,
    /// Other prices for long prompts, lowest threshold first.
    pub pricing_tiers: Vec<TierPrices>,
}

/// The prices of a whole call whose prompt exceeds a threshold, USD per million tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierPrices {
    /// They hold for prompts of more tokens than this.
    pub above_input_tokens: u64,
    /// Input tokens.
    pub input: Number,
    /// Output tokens.
    pub output: Number,
    /// Input read from the cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<Number>,
    /// Input written to the cache for five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<Number>,
    /// Input written to the cache for an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<Number>,
}

/// A model alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    /// What clients call it.
    pub model_alias: ModelAlias,
    /// The name for people.
    pub display_name: String,
    /// Who offers the model.
    pub provider: Provider,
    /// The provider's name for it.
    pub actual_model: String,
    /// The same once more, for clients that read it by this name.
    pub actual_model_name: String,
    /// Always null: there is no such id.
    #[serde(default)]
    pub litellm_model_id: Option<String>,
    /// The access groups that it is in.
    pub access_groups: Vec<String>,
    /// What operators noted.
    pub description: Option<String>,
    /// What it costs.
    #[serde(flatten)]
    pub prices: Prices,
    /// `pricing_input` once more.
    pub input_price_per_million: Number,
    /// `pricing_output` once more.
    pub output_price_per_million: Number,
    /// Whether all its prices are those of the catalogue.
    pub prices_are_catalogues: bool,
    /// Tokens of prompt and answer together, if the catalogue knows.
    pub context_window: Option<u64>,
    /// The most tokens that an answer may have.
    pub max_output_tokens: u64,
    /// Request parameters that this model refuses although its provider knows them.
    pub refused_parameters: Vec<String>,
    /// An inactive one cannot be called.
    pub status: ModelStatus,
    /// Whether it can be called.
    pub is_active: bool,
    /// The first hundred teams that may call it.
    pub teams_using: Vec<String>,
    /// How many teams may.
    pub teams_using_count: u64,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

/// An alias that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeletedModel {
    /// The alias.
    pub model_alias: ModelAlias,
    /// A sentence for a person.
    pub message: String,
}

/// A model of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueModel {
    /// Who offers it.
    pub provider: Provider,
    /// The provider's name for it.
    pub model: String,
    /// The name for people.
    pub display_name: String,
    /// What it costs.
    #[serde(flatten)]
    pub prices: Prices,
    /// The first day on which other prices hold, if the provider has announced them.
    pub prices_until: Option<String>,
    /// Tokens of prompt and answer together, if known.
    pub context_window: Option<u64>,
    /// The most tokens that an answer may have, if known.
    pub max_output_tokens: Option<u64>,
    /// Request parameters that it refuses although its provider knows them.
    pub refused_parameters: Vec<String>,
    /// Where the prices are from.
    pub source: String,
    /// The day on which they hold.
    pub source_date: String,
    /// The aliases that stand for it, at most a hundred.
    pub aliases: Vec<String>,
}

/// The catalogue, or a part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceCatalogue {
    /// `USD`.
    pub currency: String,
    /// `million tokens`.
    pub per: String,
    /// The providers that have a model in this part.
    pub providers: Vec<ProviderPrices>,
    /// How many models this part has.
    pub count: usize,
}

/// The models of one provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderPrices {
    /// The provider.
    pub provider: Provider,
    /// Its models, by name.
    pub models: Vec<CatalogueModel>,
}

impl PriceCatalogue {
    /// Sorts models, which come in the order of their providers, by these.
    #[must_use]
    pub fn of(models: Vec<CatalogueModel>) -> Self {
        let count = models.len();
        let mut providers: Vec<ProviderPrices> = Vec::new();
        for model in models {
            match providers.last_mut() {
                Some(last) if last.provider == model.provider => last.models.push(model),
                _ => providers.push(ProviderPrices { provider: model.provider, models: vec![model] }),
            }
        }
        Self { currency: "USD".to_owned(), per: "million tokens".to_owned(), providers, count }
    }
}
