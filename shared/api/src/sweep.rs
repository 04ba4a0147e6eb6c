//! What a sweep has done.

use serde::{Deserialize, Serialize};

/// What was due and is done now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Swept {
    /// Calls whose end nobody reported in time.
    pub abandoned_calls: u64,
    /// Jobs that nobody had called for a day.
    pub closed_jobs: u64,
    /// Teams that got their refill.
    pub refilled_teams: u64,
    /// Periods of subscriptions that began.
    pub begun_plan_periods: u64,
    /// `Idempotency-Key`s whose day was over.
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
