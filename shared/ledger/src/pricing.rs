//! What a call costs: exact, in decimals, from the provider's prices.

use api::chat::{ServiceTier, Usage};
use api::money::{MarkupPercent, Usd, UsdPerMillionTokens};
use serde::{Deserialize, Serialize};

/// The prices of a model, in USD per million tokens, as providers publish them (see `catalogue/`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// Input tokens.
    pub input: UsdPerMillionTokens,
    /// Output tokens, reasoning included.
    pub output: UsdPerMillionTokens,
    /// Input tokens read from the provider's cache; without a price of their own they cost what input costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<UsdPerMillionTokens>,
    /// Input tokens written to the cache for five minutes; without a price of their own they cost what input costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<UsdPerMillionTokens>,
    /// Input tokens written to the cache for an hour; without a price of their own they cost what input costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<UsdPerMillionTokens>,
    /// Other prices for long prompts.
    #[serde(default)]
    pub tiers: Vec<PriceTier>,
    /// Other prices for answers of other service tiers.
    #[serde(default, skip_serializing_if = "ServiceTierPrices::is_empty")]
    pub service_tiers: ServiceTierPrices,
}

/// The prices of calls that the provider served in another tier than the standard one, where they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// The prices of one service tier, in USD per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPrices {
    /// As in [`Pricing`].
    pub input: UsdPerMillionTokens,
    /// As in [`Pricing`].
    pub output: UsdPerMillionTokens,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<UsdPerMillionTokens>,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<UsdPerMillionTokens>,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<UsdPerMillionTokens>,
    /// Other prices for long prompts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<PriceTier>,
}

/// The prices of a call whose prompt exceeds a threshold, in USD per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTier {
    /// The tier holds for prompts of more tokens than this.
    pub above_input_tokens: u64,
    /// As in [`Pricing`].
    pub input: UsdPerMillionTokens,
    /// As in [`Pricing`].
    pub output: UsdPerMillionTokens,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<UsdPerMillionTokens>,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_5m: Option<UsdPerMillionTokens>,
    /// As in [`Pricing`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<UsdPerMillionTokens>,
}

/// How many tokens a typical answer has. The cost of an attempt whose answer was never received is estimated with it. The SQL
/// function `typical_output_tokens` has the same number for calls whose end is never reported; a test compares the two.
pub const TYPICAL_OUTPUT_TOKENS: u64 = 1_000;

/// What the provider charges for a call, in USD.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCost {
    /// For the input tokens, cached and written ones included.
    pub input: Usd,
    /// For the output tokens, reasoning included.
    pub output: Usd,
}

impl CallCost {
    /// Input and output together, in USD.
    #[must_use]
    pub fn total(self) -> Usd {
        self.input + self.output
    }

    /// What the client is charged for it, in USD: the total times `1 + markup / 100`, not rounded.
    #[must_use]
    pub fn with_markup(self, markup: MarkupPercent) -> Usd {
        self.total().times(markup.factor())
    }
}

/// The prices that hold for one prompt, absent ones filled in.
#[derive(Debug, Clone, Copy)]
struct Rates {
    input: UsdPerMillionTokens,
    output: UsdPerMillionTokens,
    cached_input: UsdPerMillionTokens,
    cache_write_5m: UsdPerMillionTokens,
    cache_write_1h: UsdPerMillionTokens,
}

impl Rates {
    /// `caches`: what reading, writing for five minutes and writing for an hour cost, where they have prices of their own.
    fn new(
        input: UsdPerMillionTokens,
        output: UsdPerMillionTokens,
        caches: [Option<UsdPerMillionTokens>; 3],
    ) -> Self {
        let [cached_input, cache_write_5m, cache_write_1h] = caches.map(|price| price.unwrap_or(input));
        Self { input, output, cached_input, cache_write_5m, cache_write_1h }
    }
}

impl Pricing {
    /// Whether there are prices for answers of this service tier. An answer that names none is of the standard one.
    #[must_use]
    pub const fn has_prices_of(&self, service_tier: Option<ServiceTier>) -> bool {
        match service_tier {
            None | Some(ServiceTier::Standard) => true,
            Some(tier) => self.service_tiers.of(tier).is_some(),
        }
    }

    /// What the provider charges for this usage: for each kind of token, their number times their price, over a million. The
    /// prices are those of the highest tier whose threshold the prompt exceeds, otherwise the model's own. Not rounded.
    ///
    /// An answer of another service tier has the prices of that tier; a tier without prices of its own costs what the standard one
    /// costs ([`Self::has_prices_of`] says whether it has).
    ///
    /// `cached_input_tokens` and the cache writes are parts of `prompt_tokens`. Where they add up to more, they are cut to
    /// what the prompt has, in that order. The catalogue's tests compare this with the calculator of `genai-prices`.
    #[must_use]
    pub fn cost(&self, usage: &Usage, service_tier: Option<ServiceTier>) -> CallCost {
        let rates = match service_tier.and_then(|tier| self.service_tiers.of(tier)) {
            None => rates_for(usage.prompt_tokens, self.base_rates(), &self.tiers),
            Some(prices) => rates_for(usage.prompt_tokens, prices.rates(), &prices.tiers),
        };
        let mut left = usage.prompt_tokens;
        let mut take = |tokens: u64| {
            let taken = tokens.min(left);
            left -= taken;
            taken
        };
        let cached = take(usage.cached_input_tokens);
        let written_5m = take(usage.cache_write_5m_tokens);
        let written_1h = take(usage.cache_write_1h_tokens);
        CallCost {
            input: Usd::of_tokens(left, rates.input)
                + Usd::of_tokens(cached, rates.cached_input)
                + Usd::of_tokens(written_5m, rates.cache_write_5m)
                + Usd::of_tokens(written_1h, rates.cache_write_1h),
            output: Usd::of_tokens(usage.completion_tokens, rates.output),
        }
    }

    /// The most that the provider can charge, in USD, for an attempt whose prompt has at most `input_tokens` and whose answer has
    /// at most `output_tokens`: every input token at the highest of the input prices, and the dearest tier that such a prompt can
    /// reach. The SQL function `worst_case_cost_usd` holds credits by the same formula; a test compares the two.
    #[must_use]
    pub fn worst_case(&self, input_tokens: u64, output_tokens: u64) -> Usd {
        let cost = |rates: Rates| {
            let caches = [rates.cached_input, rates.cache_write_5m, rates.cache_write_1h];
            let dearest = caches.into_iter().fold(rates.input, UsdPerMillionTokens::max);
            Usd::of_tokens(input_tokens, dearest) + Usd::of_tokens(output_tokens, rates.output)
        };
        let reached = self.tiers.iter().filter(|tier| input_tokens > tier.above_input_tokens);
        reached.map(|tier| cost(tier.rates())).fold(cost(self.base_rates()), Usd::max)
    }

    /// The same prices, for calls that write nothing to a provider's cache. The SQL function `prices_of_worst_case` does the same.
    #[must_use]
    pub fn without_cache_writes(&self) -> Self {
        let mut prices = self.clone();
        (prices.cache_write_5m, prices.cache_write_1h) = (None, None);
        for tier in &mut prices.tiers {
            (tier.cache_write_5m, tier.cache_write_1h) = (None, None);
        }
        prices
    }

    fn base_rates(&self) -> Rates {
        let caches = [self.cached_input, self.cache_write_5m, self.cache_write_1h];
        Rates::new(self.input, self.output, caches)
    }
}

/// The prices of the highest tier that a prompt reaches, or the base prices.
fn rates_for(prompt_tokens: u64, base: Rates, tiers: &[PriceTier]) -> Rates {
    tiers
        .iter()
        .filter(|tier| prompt_tokens > tier.above_input_tokens)
        .max_by_key(|tier| tier.above_input_tokens)
        .map_or(base, PriceTier::rates)
}

impl ServiceTierPrices {
    /// No tier has prices of its own.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.flex.is_none() && self.priority.is_none() && self.batch.is_none()
    }

    const fn of(&self, tier: ServiceTier) -> Option<&TokenPrices> {
        match tier {
            ServiceTier::Flex => self.flex.as_ref(),
            ServiceTier::Priority => self.priority.as_ref(),
            ServiceTier::Batch => self.batch.as_ref(),
            ServiceTier::Standard | ServiceTier::Other => None,
        }
    }
}

impl TokenPrices {
    fn rates(&self) -> Rates {
        let caches = [self.cached_input, self.cache_write_5m, self.cache_write_1h];
        Rates::new(self.input, self.output, caches)
    }
}

impl PriceTier {
    fn rates(&self) -> Rates {
        let caches = [self.cached_input, self.cache_write_5m, self.cache_write_1h];
        Rates::new(self.input, self.output, caches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A price in millionths of a dollar per million tokens, as text.
    fn price(millionths: u64) -> UsdPerMillionTokens {
        format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000).parse().unwrap()
    }

    fn flat(input: UsdPerMillionTokens, output: UsdPerMillionTokens) -> Pricing {
        let (cached_input, cache_write_5m, cache_write_1h) = (None, None, None);
        Pricing {
            input,
            output,
            cached_input,
            cache_write_5m,
            cache_write_1h,
            tiers: Vec::new(),
            service_tiers: ServiceTierPrices::default(),
        }
    }

    /// An amount in units of 10^-16 USD, read off its decimal text digit by digit.
    fn units(amount: Usd) -> u128 {
        let text = amount.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}{fraction:0<16}").parse().unwrap()
    }

    #[test]
    fn cached_and_written_tokens_have_their_own_prices() {
        let pricing = Pricing {
            cached_input: Some(price(300_000)),
            cache_write_5m: Some(price(3_750_000)),
            cache_write_1h: Some(price(6_000_000)),
            ..flat(price(3_000_000), price(15_000_000))
        };
        let usage = Usage {
            prompt_tokens: 1000,
            cached_input_tokens: 600,
            cache_write_5m_tokens: 100,
            cache_write_1h_tokens: 50,
            completion_tokens: 10,
            reasoning_tokens: 4,
        };
        let cost = pricing.cost(&usage, None);
        // 250 x 3 + 600 x 0.3 + 100 x 3.75 + 50 x 6 = 1605 millionths.
        assert_eq!(cost.input.to_string(), "0.001605");
        assert_eq!(cost.output.to_string(), "0.00015");
    }

    #[test]
    fn a_tier_prices_the_whole_call_only_above_its_threshold() {
        let tier = PriceTier {
            above_input_tokens: 200_000,
            input: price(2_500_000),
            output: price(15_000_000),
            cached_input: None,
            cache_write_5m: None,
            cache_write_1h: None,
        };
        let pricing = Pricing { tiers: vec![tier], ..flat(price(1_250_000), price(10_000_000)) };
        let cost = |prompt_tokens| {
            pricing.cost(&Usage { prompt_tokens, ..Usage::default() }, None).input.to_string()
        };
        assert_eq!(cost(200_000), "0.25");
        assert_eq!(cost(200_001), "0.5000025");
    }

    #[test]
    fn an_answer_of_another_service_tier_has_the_prices_of_that_tier() {
        let tier = PriceTier {
            above_input_tokens: 200_000,
            input: price(1_000_000),
            output: price(5_000_000),
            cached_input: None,
            cache_write_5m: None,
            cache_write_1h: None,
        };
        let flex = TokenPrices {
            input: price(625_000),
            output: price(5_000_000),
            cached_input: Some(price(62_500)),
            cache_write_5m: None,
            cache_write_1h: None,
            tiers: vec![tier],
        };
        let service_tiers = ServiceTierPrices { flex: Some(flex), ..ServiceTierPrices::default() };
        let pricing = Pricing { service_tiers, ..flat(price(1_250_000), price(10_000_000)) };
        let input = |prompt_tokens, cached_input_tokens, tier| {
            let usage = Usage { prompt_tokens, cached_input_tokens, ..Usage::default() };
            (pricing.cost(&usage, tier).input.to_string(), pricing.has_prices_of(tier))
        };
        assert_eq!(input(1_000_000, 0, None), ("1.25".to_owned(), true));
        assert_eq!(input(1_000_000, 0, Some(ServiceTier::Standard)), ("1.25".to_owned(), true));
        assert_eq!(input(100_000, 0, Some(ServiceTier::Flex)), ("0.0625".to_owned(), true));
        assert_eq!(input(100_000, 100_000, Some(ServiceTier::Flex)), ("0.00625".to_owned(), true));
        assert_eq!(input(1_000_000, 0, Some(ServiceTier::Flex)), ("1".to_owned(), true));
        for unpriced in [ServiceTier::Priority, ServiceTier::Batch, ServiceTier::Other] {
            assert_eq!(input(1_000_000, 0, Some(unpriced)), ("1.25".to_owned(), false));
        }
    }

    #[test]
    fn contradictory_counts_never_cost_less_than_nothing() {
        let usage = Usage {
            prompt_tokens: 10,
            cached_input_tokens: 50,
            cache_write_5m_tokens: 9,
            ..Usage::default()
        };
        assert_eq!(flat(price(1), price(1)).cost(&usage, None).input.to_string(), "0.00000000001");
    }

    prop_compose! {
        fn usages()(
            plain in 0u64..2_000_000, cached in 0u64..2_000_000, five in 0u64..100_000, hour in 0u64..100_000,
            completion_tokens in 0u64..500_000, reasoning_tokens in 0u64..500_000,
        ) -> Usage {
            Usage {
                prompt_tokens: plain + cached + five + hour, cached_input_tokens: cached, cache_write_5m_tokens: five,
                cache_write_1h_tokens: hour, completion_tokens, reasoning_tokens: reasoning_tokens.min(completion_tokens),
            }
        }
    }

    proptest! {
        /// The same sum in whole numbers: prices in millionths of a dollar per million tokens make units of 10^-12 USD,
        /// a markup in hundredths of a percent makes units of 10^-16.
        #[test]
        fn the_cost_equals_an_independent_computation_in_integers(
            usage in usages(), prices in proptest::array::uniform5(0u64..200_000_000), markup in 0u64..=99_999,
        ) {
            let [input, output, cached, five, hour] = prices;
            let pricing = Pricing {
                cached_input: Some(price(cached)), cache_write_5m: Some(price(five)), cache_write_1h: Some(price(hour)),
                ..flat(price(input), price(output))
            };
            let plain = usage.prompt_tokens - usage.cached_input_tokens - usage.cache_write_5m_tokens - usage.cache_write_1h_tokens;
            let sum = |parts: &[(u64, u64)]| parts.iter().map(|&(a, b)| u128::from(a) * u128::from(b)).sum::<u128>();
            let input_units = sum(&[
                (plain, input), (usage.cached_input_tokens, cached), (usage.cache_write_5m_tokens, five), (usage.cache_write_1h_tokens, hour),
            ]);
            let output_units = sum(&[(usage.completion_tokens, output)]);
            let cost = pricing.cost(&usage, None);
            prop_assert_eq!(units(cost.input), input_units * 10_000);
            prop_assert_eq!(units(cost.output), output_units * 10_000);
            let percent: MarkupPercent = format!("{}.{:02}", markup / 100, markup % 100).parse().unwrap();
            prop_assert_eq!(units(cost.with_markup(percent)), (input_units + output_units) * u128::from(10_000 + markup));
        }
    }
}
