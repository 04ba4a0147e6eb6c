//! Counts of everything, for a monitor: `GET /metrics`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Usd;
use crate::organizations::OrganizationStatus;
use crate::provider::Provider;
use crate::teams::TeamStatus;
use crate::usage::InDoubt;

/// Counts of everything. Those that only grow do so for good; those of the days before today are taken anew once a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metrics {
    /// What jobs add up to.
    pub jobs: JobTotals,
    /// What calls add up to, by provider.
    pub calls: Vec<CallTotals>,
    /// Jobs that are open now.
    pub jobs_open: u64,
    /// Calls that are running now.
    pub calls_open: u64,
    /// Those of them that are overdue: the sweep has not run yet.
    pub calls_overdue: u64,
    /// Calls that a provider may bill beyond what is booked for them.
    pub in_doubt: InDoubt<Usd>,
    /// Holds that are open now.
    pub holds_open: u64,
    /// Teams by status.
    pub teams: BTreeMap<TeamStatus, u64>,
    /// Organizations by status.
    pub organizations: BTreeMap<OrganizationStatus, u64>,
    /// The credits of all teams.
    pub credits: CreditTotals,
    /// Routes that are set aside, by provider.
    pub routes_set_aside: BTreeMap<Provider, u64>,
    /// Sessions of operators that have not ended.
    pub operator_sessions: u64,
    /// Wrong admin keys, up to 300 a minute.
    pub admin_key_failures: u64,
    /// Deliveries to webhooks.
    pub webhook_deliveries: DeliveryCounts,
}

/// Deliveries to webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryCounts {
    /// Waiting for an attempt.
    pub pending: u64,
    /// Given up.
    pub dead: u64,
}

/// What jobs add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobTotals {
    /// Opened.
    pub opened: u64,
    /// Completed.
    pub completed: u64,
    /// Failed.
    pub failed: u64,
    /// What clients owe for them.
    pub client_cost_usd: Usd,
}

/// What the calls to a provider add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallTotals {
    /// Which.
    pub provider: Provider,
    /// That were answered.
    pub succeeded: u64,
    /// That were not.
    pub failed: u64,
    /// Tokens in.
    pub prompt_tokens: u64,
    /// Tokens out.
    pub completion_tokens: u64,
    /// What the provider charges.
    pub provider_cost_usd: Usd,
}

/// Credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreditTotals {
    /// Ever given.
    pub allocated: i64,
    /// Used, refunds taken off.
    pub used: i64,
    /// Set aside now.
    pub held: i64,
    /// What jobs owe and could not pay.
    pub uncollected: i64,
}
