//! The price list: the catalogue of what providers charge for their models, which aliases are made from.

use api_derive::Request;
use serde::{Deserialize, Serialize};

use crate::listing::OffsetPage;
use crate::models::{ModelKind, Prices};
use crate::provider::Provider;
use crate::reading::Text;

/// Which part of the catalogue is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct PriceQuery {
    /// Only the models of this provider.
    pub provider: Option<Provider>,
    /// Only those whose names contain this.
    pub search: Option<Text<0, 200>>,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
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
    /// What it can be asked for.
    pub kind: ModelKind,
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
