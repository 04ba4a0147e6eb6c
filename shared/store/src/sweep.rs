//! What is due, whether a team comes by or not.

use api::sweep::Swept;
use platform::{Database, Param};

use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    SWEEP = "sweep"(text, int8),
}

/// Does what is due for at most so many teams: gives up on overdue calls and holds and on idle jobs, refills, begins the
/// periods of subscriptions; clears expired idempotency keys and bodies away, and makes the next months' partitions.
///
/// # Errors
/// When the database cannot be reached.
pub async fn sweep(database: &impl Database, principal: &Principal, teams: u32) -> Result<Swept, StoreError> {
    ask(database, SWEEP.sql, principal, &[Param::Int(Some(i64::from(teams)))]).await
}
