//! What calls cost, in whole numbers.

use crate::operation::{Mode, Terms};

/// The alias' prices in millionths of a dollar per million tokens: input, cached input, output.
const PRICES: (i64, i64, i64) = (3_000_000, 300_000, 15_000_000);
/// The same for prompts above [`TIER_ABOVE`] tokens; its cached input has no price of its own.
const TIER_PRICES: (i64, i64, i64) = (6_000_000, 6_000_000, 22_500_000);
const TIER_ABOVE: i64 = 100_000;
/// The alias' limit of an answer.
pub const MAX_OUTPUT: i64 = 4096;

/// The alias' prices as rows have them.
pub const PRICING_TIERS: &str = r#"[{"above_input_tokens": 100000, "input": "6", "output": "22.5"}]"#;

/// Units of 10^-16 USD in a millionth of a dollar.
pub const PER_MILLIONTH: i128 = 10_i128.pow(10);
/// Units of 10^-16 USD in those of 10^-12, in which calls cost their provider's price.
const PER_PROVIDER_UNIT: i128 = 10_i128.pow(4);

/// What a call used. Costs are in units of 10^-12 USD for the provider, 10^-16 for the client.
#[derive(Debug)]
pub struct Usage {
    pub input: i64,
    pub cached: i64,
    pub output: i64,
    pub input_cost: i128,
    pub output_cost: i128,
    pub client_cost: i128,
}

impl Usage {
    /// Without a markup the client pays nothing for the call.
    pub fn new(input: i64, cached: i64, output: i64, markup_hundredths: Option<i64>) -> Self {
        let (input_cost, output_cost) = cost(input, cached, output);
        let client_cost =
            markup_hundredths.map_or(0, |markup| (input_cost + output_cost) * i128::from(10_000 + markup));
        Self { input, cached, output, input_cost, output_cost, client_cost }
    }

    /// In units of 10^-16 USD.
    pub const fn provider_cost(&self) -> i128 {
        (self.input_cost + self.output_cost) * PER_PROVIDER_UNIT
    }
}

/// The most that a call costs the client, in units of 10^-16 USD. The tier is dearer in everything, so that this is also the
/// dearest that a prompt of so many tokens can cost.
pub fn worst_case(input_bound: i64, max_output: i64, markup_hundredths: i64) -> i128 {
    Usage::new(input_bound, 0, max_output, Some(markup_hundredths)).client_cost
}

/// Of the input and of the output, in units of 10^-12 USD.
fn cost(input: i64, cached: i64, output: i64) -> (i128, i128) {
    let prices = if input > TIER_ABOVE { TIER_PRICES } else { PRICES };
    let of = |tokens: i64, price: i64| i128::from(tokens) * i128::from(price);
    (of(input - cached, prices.0) + of(cached, prices.1), of(output, prices.2))
}

/// In whole credits, rounded up once; whoever used anything owes at least one.
pub fn owed(terms: Terms, client_cost: i128, tokens: i64) -> i64 {
    let rounded_up =
        |dividend: i128, divisor: i128| i64::try_from((dividend + divisor - 1) / divisor).unwrap_or(i64::MAX);
    match terms.mode {
        Mode::JobBased => 1,
        _ if client_cost == 0 && tokens == 0 => 0,
        Mode::ConsumptionUsd => {
            rounded_up(client_cost * i128::from(terms.credits_per_dollar), 10_i128.pow(16)).max(1)
        }
        Mode::ConsumptionTokens => rounded_up(i128::from(tokens), i128::from(terms.tokens_per_credit)).max(1),
    }
}
