//! The terms on which a team's credits are filled up and used.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::ids::TeamId;
use crate::money::{Credits, CreditsPerDollar};
use crate::plans::BillingPeriod;
use crate::reading::Count;
use crate::teams::MAX_CREDITS;
use crate::timestamp::Timestamp;

/// The most tokens that a credit is worth: more than any job uses.
pub const MAX_TOKENS_PER_CREDIT: i64 = 1_000_000_000_000;

/// How a team's jobs are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "budget_mode", impossible)]
pub enum BudgetMode {
    /// One credit for a completed job, whatever its calls cost.
    JobBased,
    /// The client cost of the job's calls times `credits_per_dollar`.
    ConsumptionUsd,
    /// The tokens of the job's calls over `tokens_per_credit`.
    ConsumptionTokens,
}

/// Which failed jobs are free, or get back what they have paid; all others pay as if they were completed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "failed_job_refund")]
pub enum FailedJobRefund {
    /// Those none of whose calls was answered.
    #[default]
    Unanswered,
    /// All.
    Always,
    /// None.
    Never,
}

/// What fills a team's credits up. An amount or a period that is absent stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct NewAutoRefill {
    /// Whether anything does.
    pub enabled: bool,
    /// How many credits a period adds.
    pub refill_amount: Option<Count<MAX_CREDITS>>,
    /// How long a period is.
    pub refill_period: Option<BillingPeriod>,
}

/// What fills a team's credits up by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AutoRefill {
    /// The team.
    pub team_id: TeamId,
    /// Whether credits are added every period.
    pub auto_refill_enabled: bool,
    /// How many.
    pub refill_amount: Option<Credits>,
    /// How long a period is.
    pub refill_period: Option<BillingPeriod>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<Timestamp>,
}

/// Rates to be set. What is absent stays as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Request)]
pub struct NewRates {
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Option<CreditsPerDollar>,
    /// Tokens for a credit.
    pub tokens_per_credit: Option<Count<MAX_TOKENS_PER_CREDIT>>,
}

/// How a team's jobs are to be paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct NewBudgetMode {
    /// By the job, by what calls cost, or by their tokens.
    pub budget_mode: BudgetMode,
    /// The rates.
    #[request(flatten)]
    pub rates: NewRates,
}

/// How a team's jobs are paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetTerms {
    /// The team.
    pub team_id: TeamId,
    /// By the job, by what calls cost, or by their tokens.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Number,
    /// Tokens for a credit.
    pub tokens_per_credit: u64,
}

/// A team's rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversionRates {
    /// The rates, and the budget mode that uses one of them.
    #[serde(flatten)]
    pub terms: BudgetTerms,
    /// Always false: every team has rates of its own.
    pub using_defaults: UsingDefaults,
}

/// Which rates are not a team's own: none, since every team has rates of its own from the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsingDefaults {
    /// False.
    pub tokens_per_credit: bool,
    /// False.
    pub credits_per_dollar: bool,
}

impl From<BudgetTerms> for ConversionRates {
    fn from(terms: BudgetTerms) -> Self {
        Self { terms, using_defaults: UsingDefaults::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::{Members, read_body};

    fn read<T: Members>(body: &Value) -> Result<T, ApiError> {
        read_body(body.as_object().unwrap())
    }

    #[test]
    fn a_mode_comes_with_rates_or_without() {
        let mode =
            read::<NewBudgetMode>(&json!({"budget_mode": "CONSUMPTION_USD", "credits_per_dollar": "12.5"}));
        let rates = NewRates { credits_per_dollar: "12.5".parse().ok(), tokens_per_credit: None };
        assert_eq!(mode, Ok(NewBudgetMode { budget_mode: BudgetMode::ConsumptionUsd, rates }));
        let barter = read::<NewBudgetMode>(&json!({"budget_mode": "barter"})).unwrap_err();
        assert_eq!(barter.code, ErrorCode::InvalidValue);
        let free = read::<NewRates>(&json!({"tokens_per_credit": 0})).unwrap_err();
        assert_eq!(free.code, ErrorCode::InvalidValue);
        let negative = read::<NewRates>(&json!({"credits_per_dollar": -1})).unwrap_err();
        assert_eq!(negative.code, ErrorCode::ValidationError);
    }

    #[test]
    fn a_refill_says_whether_it_is_on() {
        let error =
            read::<NewAutoRefill>(&json!({"refill_amount": 7, "refill_period": "yearly"})).unwrap_err();
        assert_eq!(error.fields[0].location, ["body", "enabled"]);
        let error = read::<NewAutoRefill>(&json!({"enabled": true, "refill_period": "yearly"})).unwrap_err();
        assert_eq!(error.detail, "`refill_period` must be one of: daily, weekly, monthly.");
    }
}
