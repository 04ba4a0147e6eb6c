//! What needs an operator, each part bounded: `GET /api/stats/attention`.

use serde::{Deserialize, Serialize};

use crate::books_audit::BooksAudit;
use crate::error::StoredErrorCode;
use crate::ids::{CredentialId, OrganizationId, TeamId};
use crate::provider::Provider;
use crate::route_health::RouteHealth;
use crate::timestamp::Timestamp;
use crate::usage::InDoubt;
use crate::webhooks::Webhook;

/// What needs an operator. The lists have at most 20 entries each; beside each is how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attention {
    /// Active teams whose available credits have reached their threshold, or are used up.
    pub low_teams: LowTeams,
    /// Routes that are set aside, or are being probed after that.
    pub routes: RoutesInTrouble,
    /// Active provider keys that their providers refuse, or whose accounts are disabled or used up.
    pub credentials: FailingCredentials,
    /// Deliveries to webhooks that were given up in the last 7 days.
    pub dead_letters: RecentDeadLetters,
    /// Webhooks that Tollgate has switched off.
    pub disabled_webhooks: DisabledWebhooks,
    /// Calls of the last 30 days that a provider may bill beyond what is booked for them.
    pub in_doubt: InDoubt,
    /// Credits that jobs of the last 30 days owe and could not pay.
    pub credits_uncollected: u64,
    /// Calls that are open past the time at which they should have ended: the sweep has not run since.
    pub overdue_calls: u64,
    /// Jobs that have been open for longer than a day.
    pub long_open_jobs: LongOpenJobs,
    /// The last audit of the books; null: none was made yet.
    pub last_audit: Option<BooksAudit>,
    /// When the sweep last ran, RFC 3339; null: not yet.
    pub last_sweep_at: Option<Timestamp>,
}

/// Teams that are low on credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LowTeams {
    /// How many there are.
    pub total: u64,
    /// The first 20, those with the least credits first.
    pub teams: Vec<LowTeam>,
}

/// A team that is low on credits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LowTeam {
    /// The team.
    pub team_id: TeamId,
    /// Its organization.
    pub organization_id: OrganizationId,
    /// What is left and not held.
    pub credits_available: i64,
    /// What is left.
    pub credits_remaining: i64,
    /// What it was ever given.
    pub credits_allocated: i64,
    /// At how many credits it is low: its own threshold, or a tenth of what it was given.
    pub low_credit_threshold: i64,
    /// Whether its credits are filled up by themselves.
    pub auto_refill: bool,
}

/// Routes that are not closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoutesInTrouble {
    /// How many there are.
    pub total: u64,
    /// The 20 with the newest trouble.
    pub routes: Vec<RouteHealth>,
}

/// Provider keys that fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailingCredentials {
    /// How many there are.
    pub total: u64,
    /// The 20 that have failed last.
    pub credentials: Vec<FailingCredential>,
}

/// A provider key that fails: an organization's, or the deployment's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailingCredential {
    /// The organization's key; null for the deployment's own.
    pub credential_id: Option<CredentialId>,
    /// What operators call it.
    pub credential_name: Option<String>,
    /// Whose it is; null for the deployment's own.
    pub organization_id: Option<OrganizationId>,
    /// Whose models it opens.
    pub provider: Provider,
    /// The error code of the last failure.
    pub last_error_code: Option<StoredErrorCode>,
    /// The HTTP status of the last failure, where there was an answer.
    pub last_status: Option<u16>,
    /// When the first of the consecutive failures was recorded, RFC 3339.
    pub failing_since: Option<Timestamp>,
    /// When the last failure was recorded, RFC 3339.
    pub last_failed_at: Option<Timestamp>,
}

/// Deliveries that were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecentDeadLetters {
    /// How many.
    pub count: u64,
    /// When the event of the newest happened, RFC 3339; null: there is none.
    pub latest_at: Option<Timestamp>,
}

/// Webhooks that Tollgate has switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DisabledWebhooks {
    /// How many there are.
    pub total: u64,
    /// The 20 that were switched off last.
    pub webhooks: Vec<Webhook>,
}

/// Jobs that have been open for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LongOpenJobs {
    /// How many.
    pub count: u64,
    /// When the oldest was opened, RFC 3339; null: there is none.
    pub oldest_at: Option<Timestamp>,
}
