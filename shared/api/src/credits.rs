//! A team's credits: the balance, the ledger, and what fills it up.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::ids::{CallId, JobId, OrganizationId, TeamId};
use crate::money::Credits;
use crate::plans::BillingPeriod;
use crate::teams::TeamState;
use crate::timestamp::Timestamp;

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
    /// `active`, `suspended` or `paused`.
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
    /// `daily`, `weekly` or `monthly`.
    pub refill_period: Option<BillingPeriod>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<Timestamp>,
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
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
    /// The call that was paid for, where calls are paid for one by one.
    pub call_id: Option<CallId>,
    /// `deduction`, `allocation`, `refund`, `adjustment`, `subscription_payment` or `one_time_payment`.
    pub transaction_type: TransactionType,
    /// How many, always positive: the type tells the direction, of an adjustment the two balances do.
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

/// Some entries of a team's ledger, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transactions {
    /// The team.
    pub team_id: TeamId,
    /// How many entries its ledger has.
    pub total: u64,
    /// Those asked for.
    pub transactions: Vec<Transaction>,
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
    /// `daily`, `weekly` or `monthly`.
    pub refill_period: Option<BillingPeriod>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<Timestamp>,
}

/// How a team's jobs are paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetTerms {
    /// The team.
    pub team_id: TeamId,
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
    pub budget_mode: BudgetMode,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Number,
    /// Tokens for a credit.
    pub tokens_per_credit: u64,
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
