//! What a team has, what it had, and whether that is enough.

use api::credits::{CreditCheck, TransactionQuery};
use api::error::ApiError;
use api::ids::TeamId;
use platform::Platform;
use serde_json::Value;

use crate::http::incoming::Incoming;
use crate::http::refusals;

/// Answers with the balance of the team that `read` reads from the request.
pub(super) async fn balance<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce(&Incoming) -> Result<TeamId, ApiError>,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let balance = store::get_balance(platform.database(), &principal, &read(incoming)?).await;
    refusals::granted(platform, balance)
}

/// Answers with the part of a ledger that `read` reads from the request.
pub(super) async fn transactions<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce(&Incoming) -> Result<TransactionQuery, ApiError>,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let transactions = store::list_transactions(platform.database(), &principal, &read(incoming)?).await;
    refusals::listed(platform, transactions)
}

pub(super) async fn check<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let needed = incoming.query()?;
    let credits = store::check_credits(platform.database(), &principal, &team_id).await;
    refusals::granted(platform, credits.map(|credits| CreditCheck::new(team_id, credits, needed)))
}
