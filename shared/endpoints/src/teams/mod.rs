//! `/api/teams/...`: who works with a virtual key, on which terms, and with which models.

pub mod list;

/// The most credits that a team can be given at once.
pub const MAX_CREDITS: i64 = 1_000_000_000_000;
/// The most groups that a team can be given at once.
pub const MAX_GROUPS: usize = 500;
