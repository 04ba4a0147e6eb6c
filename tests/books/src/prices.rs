//! What calls cost and jobs owe, in whole numbers, computed without any of the code under test.

use api::credits::BudgetMode;

use crate::operations::Terms;

/// The alias' prices in millionths of a dollar per million tokens: input, cached input, output.
const PRICES: (i64, i64, i64) = (3_000_000, 300_000, 15_000_000);
/// The same for prompts above [`TIER_ABOVE`] tokens; cached input has no price of its own there.
const TIER_PRICES: (i64, i64, i64) = (6_000_000, 6_000_000, 22_500_000);
const TIER_ABOVE: i64 = 100_000;
/// The most output tokens of the alias.
pub const MAX_OUTPUT: i64 = 4096;

/// The tiers of the alias' prices, as the column `pricing_tiers` has them.
pub const PRICING_TIERS: &str = r#"[{"above_input_tokens": 100000, "input": "6", "output": "22.5"}]"#;

/// Units of 10^-16 USD in a millionth of a dollar.
pub const PER_MILLIONTH: i128 = 10_i128.pow(10);
/// Units of 10^-16 USD, in which the client's costs are exact, in one of 10^-12 USD, in which the provider's are.
const PER_PROVIDER_UNIT: i128 = 10_i128.pow(4);

/// What a call used and cost.
#[derive(Debug)]
pub struct Usage {
    /// Input tokens, cached ones included.
    pub input: i64,
    /// Input tokens read from the provider's cache.
    pub cached: i64,
    /// Output tokens.
    pub output: i64,
    /// What the provider charges for the input, in units of 10^-12 USD.
    pub input_cost: i128,
    /// What the provider charges for the output, in units of 10^-12 USD.
    pub output_cost: i128,
    /// What the client is charged, in units of 10^-16 USD.
    pub client_cost: i128,
    /// What the provider charges for earlier attempts, in units of 10^-12 USD.
    pub failed_attempts_cost: i128,
    /// What it probably charges beyond that, in units of 10^-12 USD; at the most it is twice that.
    pub in_doubt: i128,
}

impl Usage {
    /// Tokens with their costs. `None` as the markup, in hundredths of a percent: the client pays nothing for the call,
    /// because it pays for the job.
    #[must_use]
    pub fn new(input: i64, cached: i64, output: i64, markup_hundredths: Option<i64>) -> Self {
        let (input_cost, output_cost) = provider_cost(input, cached, output);
        let client_cost =
            markup_hundredths.map_or(0, |markup| (input_cost + output_cost) * i128::from(10_000 + markup));
        Self {
            input,
            cached,
            output,
            input_cost,
            output_cost,
            client_cost,
            failed_attempts_cost: 0,
            in_doubt: 0,
        }
    }

    /// The same with earlier attempts: the input tokens of those that the provider has counted, and of those that are in doubt.
    #[must_use]
    pub fn after_attempts(self, failed_input: i64, input_in_doubt: i64) -> Self {
        let failed_attempts_cost = provider_cost(failed_input, 0, 0).0;
        let in_doubt = provider_cost(input_in_doubt, 0, 0).0;
        Self { failed_attempts_cost, in_doubt, ..self }
    }

    /// The doubts that settling leaves, in units of 10^-16 USD.
    #[must_use]
    pub const fn doubt(&self) -> Doubt {
        Doubt { estimate: self.in_doubt * PER_PROVIDER_UNIT, bound: 2 * self.in_doubt * PER_PROVIDER_UNIT }
    }

    /// What the provider charges, in units of 10^-16 USD.
    #[must_use]
    pub const fn provider_cost(&self) -> i128 {
        (self.input_cost + self.output_cost + self.failed_attempts_cost) * PER_PROVIDER_UNIT
    }
}

/// What a call may cost the organization beyond what is booked, in units of 10^-16 USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// The best estimate.
    pub estimate: i128,
    /// The most.
    pub bound: i128,
}

/// The output tokens of a typical answer.
const TYPICAL_OUTPUT: i64 = 1_000;

/// The doubt about a call as long as its end is not reported.
#[must_use]
pub fn doubt_of_new_call(input_bound: i64, estimated_input: i64, max_output: i64) -> Doubt {
    let (input_cost, output_cost) = provider_cost(estimated_input, 0, max_output.min(TYPICAL_OUTPUT));
    let bound = worst_case(input_bound, max_output, 0);
    Doubt { estimate: ((input_cost + output_cost) * PER_PROVIDER_UNIT).min(bound), bound }
}

/// The most that a call can cost the client, in units of 10^-16 USD. The tier is dearer in everything, so that this is also
/// the most that a shorter prompt can cost.
#[must_use]
pub fn worst_case(input_bound: i64, max_output: i64, markup_hundredths: i64) -> i128 {
    Usage::new(input_bound, 0, max_output, Some(markup_hundredths)).client_cost
}

/// For the input and for the output, in units of 10^-12 USD.
fn provider_cost(input: i64, cached: i64, output: i64) -> (i128, i128) {
    let prices = if input > TIER_ABOVE { TIER_PRICES } else { PRICES };
    let of = |tokens: i64, price: i64| i128::from(tokens) * i128::from(price);
    (of(input - cached, prices.0) + of(cached, prices.1), of(output, prices.2))
}

/// What a job owes, in whole credits: rounded up once, and at least one if anything was used. The client cost is in units of
/// 10^-16 USD.
#[must_use]
pub fn owed(terms: Terms, client_cost: i128, tokens: i64) -> i64 {
    let rounded_up =
        |dividend: i128, divisor: i128| i64::try_from((dividend + divisor - 1) / divisor).unwrap_or(i64::MAX);
    match terms.mode {
        BudgetMode::JobBased => 1,
        _ if client_cost == 0 && tokens == 0 => 0,
        BudgetMode::ConsumptionUsd => {
            rounded_up(client_cost * i128::from(terms.credits_per_dollar), 10_i128.pow(16)).max(1)
        }
        BudgetMode::ConsumptionTokens => {
            rounded_up(i128::from(tokens), i128::from(terms.tokens_per_credit)).max(1)
        }
    }
}
