//! Models as operators see them: aliases with their prices.

mod price_history;
mod price_tiers;
mod refused_parameters;
mod requests;
mod service_tier_prices;

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::ids::ModelAlias;
use crate::provider::Provider;
use crate::timestamp::Timestamp;

pub use price_history::PriceChange;
pub use price_tiers::{NewPriceTier, PriceTiers};
pub use refused_parameters::RefusedParameters;
pub use requests::{ModelChange, ModelQuery, ModelTerms, NewModel};
pub use service_tier_prices::{NewServiceTierPrices, NewTokenPrices};

/// More tokens than any model takes or answers; the catalogue knows better.
pub const MAX_TOKENS: i64 = 100_000_000;

/// The longest time limit that an alias can have, in seconds: as long as clients' libraries wait.
pub const MAX_TIMEOUT_SECONDS: i64 = 600;

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

/// What a model can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "model_kind", impossible)]
pub enum ModelKind {
    /// An answer to a conversation.
    Chat,
    /// Vectors that stand for texts.
    Embedding,
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
    /// Other prices for calls that the provider serves in another service tier than the standard one.
    pub pricing_service_tiers: ServiceTierPrices,
}

/// The prices of calls that the provider served in another service tier than the standard one. A tier without prices costs what
/// the standard one costs, and such calls are marked as estimated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceTierPrices {
    /// Slower and cheaper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flex: Option<TokenPrices>,
    /// Faster and dearer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TokenPrices>,
    /// Served in a batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<TokenPrices>,
}

/// The prices of one service tier, USD per million tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenPrices {
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
    /// Other prices for long prompts, lowest threshold first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierPrices>,
}

/// The prices of a call whose prompt exceeds a threshold, USD per million tokens.
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
    /// What it can be asked for.
    pub kind: ModelKind,
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
    /// The most tokens that an answer may have. Not used of an embedding model: vectors are no tokens.
    pub max_output_tokens: u64,
    /// Request parameters that this model refuses although its provider knows them.
    pub refused_parameters: Vec<String>,
    /// Whether parameters that the model does not take are left out of a request that does not say so itself, rather than the
    /// request refused; null: as the team says.
    pub drop_unsupported: Option<bool>,
    /// How long an attempt may take until the first event of its answer, in seconds; null: as the deployment says.
    pub first_event_timeout_seconds: Option<u32>,
    /// How long an attempt may take until the end of its answer, in seconds; null: as the deployment says.
    pub answer_timeout_seconds: Option<u32>,
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
