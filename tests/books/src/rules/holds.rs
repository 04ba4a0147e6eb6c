//! The credits held for an open call.

use api::money::{Credits, Usd, UsdPerMillionTokens};
use ledger::{BudgetTerms, Pricing, ServiceTierPrices};

/// Prices that are the same for every prompt, with none of their own for the provider's cache. USD per million tokens.
#[must_use]
pub const fn flat(input: UsdPerMillionTokens, output: UsdPerMillionTokens) -> Pricing {
    Pricing {
        input,
        output,
        cached_input: None,
        cache_write_5m: None,
        cache_write_1h: None,
        tiers: Vec::new(),
        service_tiers: ServiceTierPrices { flex: None, priority: None, batch: None },
    }
}

/// The credits held for one more call of a job that can cost the client at most this and use at most this many tokens: enough for
/// whatever the call adds to what the job owes. In `job_based` it is the one credit of the job's first call. SQL has it in
/// the function `credits_to_hold`.
#[must_use]
pub fn credits_to_hold(terms: &BudgetTerms, worst_cost: Usd, worst_tokens: u64) -> Credits {
    terms.credits_owed(worst_cost, worst_tokens).max(Credits(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::chat::Usage;
    use api::credits::BudgetMode;
    use ledger::PriceTier;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn micro_usd(amount: u64) -> Usd {
        Decimal::new(i64::try_from(amount).unwrap(), 6).to_string().parse().unwrap()
    }

    /// A price in millionths of a dollar per million tokens.
    fn price(millionths: u64) -> UsdPerMillionTokens {
        micro_usd(millionths).to_string().parse().unwrap()
    }

    proptest! {
        /// Whatever the calls of a job use within their bounds, in whatever order they end, each one's hold covers what its
        /// end adds to the job's debt.
        #[test]
        fn every_hold_covers_what_its_call_adds_to_the_debt(
            budget_mode in prop::sample::select(vec![BudgetMode::ConsumptionUsd, BudgetMode::ConsumptionTokens]),
            rate in 1_i64..1000, tokens_per_credit in 1_i64..100_000,
            calls in prop::collection::vec((0_u64..5_000_000, 0_u64..5_000_000, 0_u64..200_000, 0_u64..200_000), 1..20),
        ) {
            let terms = BudgetTerms { budget_mode, credits_per_dollar: Decimal::new(rate, 2), tokens_per_credit };
            let (mut cost, mut tokens, mut charged) = (Usd::ZERO, 0, 0);
            for (worst_cost, part, worst_tokens, token_part) in calls {
                let hold = credits_to_hold(&terms, micro_usd(worst_cost), worst_tokens);
                cost = cost + micro_usd(part.min(worst_cost));
                tokens += token_part.min(worst_tokens);
                let owed = terms.credits_owed(cost, tokens).0;
                prop_assert!(owed - charged <= hold.0, "{owed} owed, {charged} charged, {} held", hold.0);
                charged = owed;
            }
        }

        #[test]
        fn no_usage_within_the_bounds_costs_more_than_the_worst_case(
            plain in 0_u64..2_000_000, cached in 0_u64..2_000_000, five in 0_u64..100_000, hour in 0_u64..100_000,
            completion_tokens in 0_u64..500_000,
            prices in proptest::array::uniform5(0_u64..200_000_000), threshold in 0_u64..3_000_000,
        ) {
            let [input, output, cached_input, long_input, long_output] = prices;
            let tier = PriceTier {
                above_input_tokens: threshold, input: price(long_input), output: price(long_output),
                cached_input: None, cache_write_5m: None, cache_write_1h: None,
            };
            let pricing = Pricing {
                cached_input: Some(price(cached_input)), tiers: vec![tier], ..flat(price(input), price(output))
            };
            let usage = Usage {
                prompt_tokens: plain + cached + five + hour, cached_input_tokens: cached, cache_write_5m_tokens: five,
                cache_write_1h_tokens: hour, completion_tokens, reasoning_tokens: 0,
            };
            let worst = pricing.worst_case(usage.prompt_tokens, usage.completion_tokens);
            let cost = pricing.cost(&usage, None);
            prop_assert!(cost.input + cost.output <= worst);
        }
    }
}
