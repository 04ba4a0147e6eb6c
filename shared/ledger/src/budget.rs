//! Budget modes: what a job owes in credits, and what is held for a call that has not ended.

use api::money::{Credits, Usd};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// How a team's jobs are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetMode {
    /// One credit for a completed job, whatever its calls cost.
    JobBased,
    /// The client cost of the job's calls times `credits_per_dollar`.
    ConsumptionUsd,
    /// The tokens of the job's calls over `tokens_per_credit`.
    ConsumptionTokens,
}

impl BudgetMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::JobBased, Self::ConsumptionUsd, Self::ConsumptionTokens];

    /// The name used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JobBased => "job_based",
            Self::ConsumptionUsd => "consumption_usd",
            Self::ConsumptionTokens => "consumption_tokens",
        }
    }
}

/// The terms under which a job was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetTerms {
    /// The mode.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    #[serde(with = "rust_decimal::serde::str")]
    pub credits_per_dollar: Decimal,
    /// Tokens for a credit.
    pub tokens_per_credit: i64,
}

impl BudgetTerms {
    /// What a job owes when its calls have cost the client this much and used this many tokens: whole credits, rounded
    /// up once for the whole job, and at least one. In the consumption modes a job that consumed nothing owes nothing.
    /// The SQL function of the same name is its twin.
    #[must_use]
    pub fn credits_owed(&self, client_cost: Usd, tokens: u64) -> Credits {
        let credits = match self.budget_mode {
            BudgetMode::JobBased => return Credits(1),
            _ if client_cost == Usd::ZERO && tokens == 0 => return Credits(0),
            BudgetMode::ConsumptionUsd => client_cost
                .as_decimal()
                .checked_mul(self.credits_per_dollar)
                .and_then(|credits| credits.ceil().to_i64()),
            BudgetMode::ConsumptionTokens => {
                let tokens_per_credit = u64::try_from(self.tokens_per_credit).unwrap_or(1).max(1);
                i64::try_from(tokens.div_ceil(tokens_per_credit)).ok()
            }
        };
        Credits(credits.unwrap_or(i64::MAX).max(1))
    }

    /// What is held for one more call that can cost and use at most this: enough for whatever the call will add to what
    /// the job owes. In [`BudgetMode::JobBased`] it is the one credit of the job's first call.
    #[must_use]
    pub fn credits_to_hold(&self, worst_cost: Usd, worst_tokens: u64) -> Credits {
        self.credits_owed(worst_cost, worst_tokens).max(Credits(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(budget_mode: BudgetMode, credits_per_dollar: &str, tokens_per_credit: i64) -> BudgetTerms {
        BudgetTerms {
            budget_mode,
            credits_per_dollar: credits_per_dollar.parse().unwrap(),
            tokens_per_credit,
        }
    }

    fn micro_usd(amount: u64) -> Usd {
        Decimal::new(i64::try_from(amount).unwrap(), 6).to_string().parse().unwrap()
    }

    #[test]
    fn credits_are_rounded_up_once_and_are_at_least_one() {
        let dollars = terms(BudgetMode::ConsumptionUsd, "10", 10_000);
        assert_eq!(dollars.credits_owed(micro_usd(1), 1), Credits(1));
        assert_eq!(dollars.credits_owed(micro_usd(100_000), 1), Credits(1));
        assert_eq!(dollars.credits_owed(micro_usd(100_001), 1), Credits(2));
        let tokens = terms(BudgetMode::ConsumptionTokens, "10", 10_000);
        assert_eq!(tokens.credits_owed(Usd::ZERO, 10_001), Credits(2));
        assert_eq!(tokens.credits_owed(Usd::ZERO, 0), Credits(0));
        assert_eq!(terms(BudgetMode::JobBased, "10", 1).credits_owed(micro_usd(9_000_000), 9), Credits(1));
    }

    proptest! {
        /// Whatever the calls of a job use within their bounds, in whatever order they end, each one's hold covers what its
        /// end adds to the job's debt.
        #[test]
        fn every_hold_covers_what_its_call_adds_to_the_debt(
            mode in prop::sample::select(vec![BudgetMode::ConsumptionUsd, BudgetMode::ConsumptionTokens]),
            rate in 1u32..1000, tokens_per_credit in 1i64..100_000,
            calls in prop::collection::vec((0u64..5_000_000, 0u64..5_000_000, 0u64..200_000, 0u64..200_000), 1..20),
        ) {
            let terms = terms(mode, &format!("{}.{:02}", rate / 100, rate % 100 + u32::from(rate < 1)), tokens_per_credit);
            let (mut cost, mut tokens, mut charged) = (Usd::ZERO, 0, 0);
            for (worst_cost, part, worst_tokens, token_part) in calls {
                let hold = terms.credits_to_hold(micro_usd(worst_cost), worst_tokens);
                cost = cost + micro_usd(part.min(worst_cost));
                tokens += token_part.min(worst_tokens);
                let owed = terms.credits_owed(cost, tokens).0;
                prop_assert!(owed - charged <= hold.0, "{owed} owed, {charged} charged, {} held", hold.0);
                charged = owed;
            }
        }
    }
}
