//! Budget modes: what a job owes in credits.

use api::credits::BudgetMode;
use api::money::{Credits, Usd};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// The budget terms of a job, which its first call fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetTerms {
    /// What the job is charged by.
    pub budget_mode: BudgetMode,
    /// Credits for a US dollar of client cost: more than 0.
    #[serde(with = "rust_decimal::serde::str")]
    pub credits_per_dollar: Decimal,
    /// Tokens for a credit: 1 or more.
    pub tokens_per_credit: i64,
}

impl BudgetTerms {
    /// What a job owes, in whole credits, when its calls have cost the client `client_cost` USD and used `tokens` tokens, input
    /// and output together:
    ///
    /// - `job_based`: 1;
    /// - `consumption_usd`: `client_cost * credits_per_dollar`;
    /// - `consumption_tokens`: `tokens / tokens_per_credit`.
    ///
    /// It is rounded up once for the whole job and is at least 1, except that in the consumption modes a job without cost
    /// and tokens owes 0. The SQL function `credits_owed` charges by the same formula; a test compares the two.
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
