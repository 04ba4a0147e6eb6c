//! Teams: who works with a virtual key, on which terms, and with which models.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::credits::Balance;
use crate::ids::{AccessGroupName, ModelAlias, ModelGroupName, OrganizationId, TeamId};
use crate::money::Credits;

/// A team. What only operators see is absent where the team itself asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Team {
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub team_alias: Option<String>,
    /// `active`, `suspended`, `paused` or `deleted`.
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
    /// `job_based`, `consumption_usd` or `consumption_tokens`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["job_based", "consumption_usd", "consumption_tokens"])))]
    pub budget_mode: String,
    /// Credits for a dollar of client cost.
    pub credits_per_dollar: Number,
    /// Tokens for a credit.
    pub tokens_per_credit: u64,
    /// Whether a job that its client completes as failed gets back what it paid.
    pub refund_failed_jobs: bool,
    /// Requests a minute; null for no limit.
    pub rpm_limit: Option<u64>,
    /// Tokens a minute; null for no limit.
    pub tpm_limit: Option<u64>,
    /// At how many credits left its webhooks are told; null: at a tenth of those allocated.
    pub low_credit_threshold: Option<u64>,
    /// The access groups whose aliases it may call.
    pub access_groups: Vec<AccessGroupName>,
    /// The model groups it may call by their names.
    pub model_groups: Vec<ModelGroupName>,
    /// The hint of its newest key: `sk-…` and four characters. Null where it has none that works.
    pub virtual_key: Option<String>,
    /// What the client is charged on top of the provider's cost, in percent. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_markup_percentage: Option<Number>,
    /// What operators keep with it. For operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// When it was removed, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
}

/// A team with its balance and the aliases it may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamDetail {
    /// The team.
    #[serde(flatten)]
    pub team: Team,
    /// Its balance.
    pub credits: Balance,
    /// The aliases of its active access groups.
    pub allowed_model_aliases: Vec<ModelAlias>,
}

/// What a change of a team's status did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamStatus {
    /// The team.
    pub team_id: TeamId,
    /// `active`, `suspended` or `paused`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended", "paused"])))]
    pub status: String,
    /// What it was before.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "suspended", "paused"])))]
    pub previous_status: String,
    /// When, RFC 3339.
    pub updated_at: String,
    /// Why, in the operator's words.
    pub reason: Option<String>,
}
