//! Other prices for long prompts, as requests say them.

use std::ops::Deref;

use api_derive::Request;
use serde::Serialize;
use serde_json::Value;

use crate::models::MAX_TOKENS;
use crate::money::UsdPerMillionTokens;
use crate::reading::{Faults, List, Path, ReadValue, Whole};

/// The prices of a call whose prompt exceeds a threshold, USD per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
#[request(names_missing)]
pub struct NewPriceTier {
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
    /// They hold for prompts of more tokens than this.
    #[request(kind = "int_type")]
    pub above_input_tokens: Whole<1, MAX_TOKENS>,
}

/// The most tiers that an alias has.
const MAX_TIERS: usize = 10;

/// Tiers, lowest threshold first. No two have the same threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub struct PriceTiers(List<NewPriceTier, MAX_TIERS>);

impl Deref for PriceTiers {
    type Target = [NewPriceTier];

    fn deref(&self) -> &[NewPriceTier] {
        &self.0
    }
}

impl ReadValue for PriceTiers {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let mut tiers = List::<NewPriceTier, MAX_TIERS>::read_value(value, at, faults)?;
        tiers.sort_by_key(|tier| tier.above_input_tokens);
        if tiers.windows(2).any(|pair| pair[0].above_input_tokens == pair[1].above_input_tokens) {
            faults.malformed(at, "value_error", "Two tiers must not begin at the same number of tokens");
            return None;
        }
        Some(Self(tiers))
    }
}
