//! What a team has, what it had, and whether that is enough.

use api::error::ApiError;
use platform::Platform;
use serde_json::{Value, json};
use store::TransactionQuery;

use super::team_of;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{page, refusals};

pub(super) async fn balance<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = team_of(incoming)?;
    let balance = store::get_balance(platform.database(), &principal, &team_id).await;
    refusals::granted(platform, balance)
}

pub(super) async fn transactions<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = team_of(incoming)?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let limit = page::limit(&mut fields, 50);
    let before = fields.optional_uuid("before", 50, "the id of a transaction");
    let query = fields.finish_with(Some(TransactionQuery { limit, before }))?;
    let transactions = store::list_transactions(platform.database(), &principal, &team_id, query).await;
    refusals::granted(platform, transactions)
}

pub(super) async fn check<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let needed = fields.integer("credits_needed", i64::MIN..=i64::MAX).unwrap_or(1);
    if needed < 0 {
        fields.impossible("credits_needed must not be negative.");
    }
    let needed = fields.finish_with(Some(needed))?;
    let credits = store::check_credits(platform.database(), &principal, &team_id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let has_credits = credits.credits_available.0 >= needed;
    let mut answer = json!({
        "team_id": team_id,
        "has_credits": has_credits,
        "credits_remaining": credits.credits_remaining,
        "credits_available": credits.credits_available,
        "credits_needed": needed,
    });
    if !has_credits {
        answer["error"] = json!("Insufficient credits");
    }
    Ok(answer)
}
