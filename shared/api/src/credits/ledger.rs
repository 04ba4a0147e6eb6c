//! What a team has, what it had, and whether that is enough.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::credits::BudgetMode;
use crate::ids::{CallId, JobId, OrganizationId, TeamId};
use crate::listing::Limit;
use crate::money::Credits;
use crate::plans::BillingPeriod;
use crate::reading::Count;
use crate::rows::{Listed, Rows};
use crate::teams::TeamState;
use crate::timestamp::Timestamp;
use crate::visibility::HidesFromTeams;

/// What an entry of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "transaction_type")]
pub enum TransactionType {
    /// Used by a job.
    Deduction,
    /// Given by hand, or by a refill.
    Allocation,
    /// Paid back for a job.
    Refund,
    /// Set by an operator.
    Adjustment,
    /// Given for a payment that comes every period.
    SubscriptionPayment,
    /// Given for a single payment.
    OneTimePayment,
}

/// A team's credits, and the terms on which they are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Balance {
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Whether it may work.
    pub status: TeamState,
    /// All that it was ever given.
    pub credits_allocated: Credits,
    /// What it has used, refunds taken off.
    pub credits_used: Credits,
    /// `allocated - used`.
    pub credits_remaining: Credits,
    /// Set aside for calls and jobs in progress.
    pub credits_held: Credits,
    /// `remaining - held`: what a new call can be admitted with.
    pub credits_available: Credits,
    /// Always null: no team may use what it does not have.
    #[serde(default)]
    pub credit_limit: Option<Credits>,
    /// Whether credits are added every period.
    pub auto_refill: bool,
    /// How many.
    pub refill_amount: Option<Credits>,
    /// How long a period is.
    pub refill_period: Option<BillingPeriod>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<Timestamp>,
    /// How its jobs are paid for.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Number,
    /// Tokens for a credit.
    pub tokens_per_credit: u64,
    /// Requests a minute; null for no limit.
    pub rpm_limit: Option<u64>,
    /// Tokens a minute; null for no limit.
    pub tpm_limit: Option<u64>,
    /// What the client is charged on top of the provider's cost, in percent. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_markup_percentage: Option<Number>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
}

impl HidesFromTeams for Balance {
    fn hide_from_teams(&mut self) {
        self.cost_markup_percentage = None;
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transaction {
    /// The entry. UUIDv7.
    pub transaction_id: Uuid,
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// The job that was paid for, or paid back.
    pub job_id: Option<JobId>,
    /// The call that was charged, in modes that charge each call.
    pub call_id: Option<CallId>,
    /// What the entry is.
    pub transaction_type: TransactionType,
    /// How many, always positive. The type gives the direction; for an adjustment, the two balances do.
    pub credits_amount: Credits,
    /// What remained before.
    pub credits_before: Credits,
    /// What remained after.
    pub credits_after: Credits,
    /// Why.
    pub reason: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
}

/// The team whose balance is asked for, where the path does not name it.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct BalanceQuery {
    /// The team.
    pub team_id: TeamId,
}

/// Which part of a ledger is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct TransactionPage {
    /// At most so many entries.
    #[request(default = Limit::of(50))]
    pub limit: Limit,
    /// Those before this one: the last transaction of the page before.
    pub before: Option<Uuid>,
}

/// Which part of which team's ledger is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct TransactionQuery {
    /// The team.
    pub team_id: TeamId,
    /// The part of its ledger.
    #[request(flatten)]
    pub page: TransactionPage,
}

/// Some entries of a team's ledger, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transactions {
    /// The team.
    pub team_id: TeamId,
    /// How many entries its ledger has.
    pub total: u64,
    /// Those asked for.
    pub transactions: Rows<Transaction>,
}

impl Listed for Transactions {
    fn unreadable(&self) -> &[String] {
        self.transactions.unreadable()
    }
}

/// What a team could still admit a call with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailableCredits {
    /// Neither used nor held.
    pub credits_available: Credits,
    /// Not used, held ones included.
    pub credits_remaining: Credits,
}

/// How many credits a team is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct CreditsNeeded {
    /// How many credits are needed.
    #[request(default = Count::of(1))]
    pub credits_needed: Count<{ i64::MAX }, 0>,
}

/// Whether a team has enough credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreditCheck {
    /// The team.
    pub team_id: TeamId,
    /// Whether it has.
    pub has_credits: bool,
    /// Not used, held ones included.
    pub credits_remaining: Credits,
    /// Neither used nor held.
    pub credits_available: Credits,
    /// What was asked for.
    pub credits_needed: Credits,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl CreditCheck {
    /// Compares what a team has with what is needed. Held credits do not count: they may be used already.
    #[must_use]
    pub fn new(team_id: TeamId, credits: AvailableCredits, needed: CreditsNeeded) -> Self {
        let AvailableCredits { credits_available, credits_remaining } = credits;
        let credits_needed = Credits(needed.credits_needed.get());
        let has_credits = credits_available >= credits_needed;
        let error = (!has_credits).then(|| "Insufficient credits".to_owned());
        Self { team_id, has_credits, credits_remaining, credits_available, credits_needed, error }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{ApiError, ErrorCode};
    use crate::reading::read_query;

    fn needed(query: &Value) -> Result<CreditsNeeded, ApiError> {
        read_query(query.as_object().unwrap())
    }

    #[test]
    fn held_credits_are_not_enough() {
        let credits = AvailableCredits { credits_available: Credits(1), credits_remaining: Credits(2) };
        let check = |query: &Value| CreditCheck::new("a".parse().unwrap(), credits, needed(query).unwrap());
        assert_eq!((check(&json!({})).has_credits, check(&json!({})).error), (true, None));
        let two = check(&json!({"credits_needed": "2"}));
        assert_eq!((two.has_credits, two.error.as_deref()), (false, Some("Insufficient credits")));
    }

    #[test]
    fn no_team_needs_less_than_no_credits() {
        assert_eq!(needed(&json!({"credits_needed": "-1"})).unwrap_err().code, ErrorCode::InvalidValue);
        assert_eq!(needed(&json!({"credits_needed": "x"})).unwrap_err().code, ErrorCode::ValidationError);
        assert_eq!(needed(&json!({"credits_needed": "0"})).map(|needed| needed.credits_needed.get()), Ok(0));
    }

    #[test]
    fn every_fault_of_a_query_is_named_at_once() {
        let query = json!({"limit": "501", "before": "x"});
        let error = read_query::<TransactionQuery>(query.as_object().unwrap()).unwrap_err();
        let places: Vec<_> = error.fields.iter().map(|field| field.location.join(".")).collect();
        assert_eq!(places, ["query.team_id", "query.limit", "query.before"]);
    }
}
