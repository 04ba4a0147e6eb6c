//! Other prices for other service tiers, as requests say them.

use api_derive::Request;

use crate::models::PriceTiers;
use crate::money::UsdPerMillionTokens;

/// The prices of calls that the provider serves in another service tier than the standard one: all of them.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewServiceTierPrices {
    /// Slower and cheaper.
    pub flex: Option<NewTokenPrices>,
    /// Faster and dearer.
    pub priority: Option<NewTokenPrices>,
    /// Served in a batch.
    pub batch: Option<NewTokenPrices>,
}

/// The prices of one service tier, USD per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
#[request(names_missing)]
pub struct NewTokenPrices {
    /// Input tokens.
    pub input: UsdPerMillionTokens,
    /// Output tokens.
    pub output: UsdPerMillionTokens,
    /// Input read from the cache.
    pub cached_input: Option<UsdPerMillionTokens>,
    /// Input written to the cache for five minutes.
    pub cache_write_5m: Option<UsdPerMillionTokens>,
    /// Input written to the cache for an hour.
    pub cache_write_1h: Option<UsdPerMillionTokens>,
    /// Other prices for long prompts. No two begin at the same number of tokens.
    pub tiers: Option<PriceTiers>,
}
