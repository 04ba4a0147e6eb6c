//! A team's credits: the balance, the ledger, and what fills it up.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use uuid::Uuid;

use crate::ids::{CallId, JobId, OrganizationId, TeamId};
use crate::money::Credits;

/// A team's credits, and the terms on which they are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Balance {
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// `active`, `suspended` or `paused`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended", "paused", "deleted"])))]
    pub status: String,
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
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["daily", "weekly", "monthly", null])))]
    pub refill_period: Option<String>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<String>,
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["job_based", "consumption_usd", "consumption_tokens"])))]
    pub budget_mode: String,
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
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
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
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["deduction", "allocation", "refund", "adjustment", "subscription_payment", "one_time_payment"])))]
    pub transaction_type: String,
    /// How many, always positive: the type tells the direction, of an adjustment the two balances do.
    pub credits_amount: Credits,
    /// What remained before.
    pub credits_before: Credits,
    /// What remained after.
    pub credits_after: Credits,
    /// Why.
    pub reason: Option<String>,
    /// RFC 3339.
    pub created_at: String,
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
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["daily", "weekly", "monthly", null])))]
    pub refill_period: Option<String>,
    /// When they were added last, RFC 3339.
    pub last_refill_at: Option<String>,
}

/// How a team's jobs are paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetTerms {
    /// The team.
    pub team_id: TeamId,
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["job_based", "consumption_usd", "consumption_tokens"])))]
    pub budget_mode: String,
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
