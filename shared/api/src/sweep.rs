//! The sweep: work that is due, whether requests come or not.

use api_derive::Request;
use serde::{Deserialize, Serialize};

use crate::reading::Whole;

/// How much work one statement does: the teams' locks are held until it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct SweepQuery {
    /// How many teams' work is done at most.
    #[request(default = SweepQuery::USUAL.teams)]
    pub teams: Whole<1, 1000>,
}

impl SweepQuery {
    /// As much as is done unless the request says otherwise.
    pub const USUAL: Self = Self { teams: Whole::of(100) };
}

/// What was due and is done now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Swept {
    /// What was done in the books.
    #[serde(flatten)]
    pub work: SweptWork,
    /// What became of kept settlements.
    #[serde(flatten)]
    pub settlements: SweptSettlements,
}

/// What became of settlements that failed until their calls' instances gave up, and that the runtime has kept since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweptSettlements {
    /// Kept settlements that are booked now.
    pub booked_settlements: u64,
    /// Settlements that are still kept and wait for another sweep, counted up to 1,000. Null where the runtime has no store for
    /// them, or the store failed.
    pub waiting_settlements: Option<u64>,
}

/// What was done in the books.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweptWork {
    /// Calls whose end was not reported in time.
    pub abandoned_calls: u64,
    /// Jobs that had no call for a day.
    pub closed_jobs: u64,
    /// Teams that got their refill.
    pub refilled_teams: u64,
    /// Periods of subscriptions that began.
    pub begun_plan_periods: u64,
    /// Expired `Idempotency-Key`s.
    pub deleted_idempotency_keys: u64,
    /// Requests and answers that were kept long enough.
    pub deleted_bodies: u64,
    /// Partitions made for the months to come.
    pub made_partitions: u64,
    /// Teams that were busy and are left for the next time.
    pub busy_teams: u64,
    /// Whether there is more to do.
    pub more: bool,
}
