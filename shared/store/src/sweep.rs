//! The sweep: work that is due, whether requests come or not.

use api::sweep::{SweepQuery, SweptWork};
use platform::{Database, Param};

use crate::error::StoreError;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    SWEEP = "sweep"(text, int8),
}

/// Does what is due for at most so many teams: gives up on overdue calls and holds and on idle jobs, refills, begins the
/// periods of subscriptions; clears expired idempotency keys and bodies away, and makes the next months' partitions.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sweep(
    database: &impl Database,
    principal: &Principal,
    query: SweepQuery,
) -> Result<SweptWork, StoreError> {
    ask(database, SWEEP.sql, principal, &[Param::Int(Some(query.teams.get()))]).await
}
