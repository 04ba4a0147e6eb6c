//! A model of the catalogue.

use api::models::ModelKind;
use api::provider::Provider;
use ledger::Pricing;
use time::Date;

/// A model that can be called, its prices and its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Who serves it.
    pub provider: Provider,
    /// What the provider calls it: the id that requests carry.
    pub model: String,
    /// What people call it.
    pub display_name: String,
    /// What it can be asked for.
    pub kind: ModelKind,
    /// Its standard prices, USD per million tokens. The output of an embedding model costs nothing: it has none.
    pub pricing: Pricing,
    /// The first day on which other prices hold, if the provider has announced them.
    pub prices_until: Option<Date>,
    /// Tokens of prompt and answer together, if known.
    pub context_window: Option<u32>,
    /// The most tokens that an answer may have, if known.
    pub max_output_tokens: Option<u32>,
    /// Parameters of a chat request that the model refuses although its provider knows them.
    pub refused_parameters: Vec<String>,
    /// Where the prices are from: a package and its version.
    pub source: String,
    /// The day on which these prices hold.
    pub source_date: Date,
}
