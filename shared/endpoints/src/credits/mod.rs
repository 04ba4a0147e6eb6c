//! `/api/credits/...`: a team's balance and its ledger, and what operators do to them.

mod grants;
mod ledger;
mod terms;

use api::error::ApiError;
use api::ids::TeamId;
use platform::{Platform, Request, Response};
use serde_json::Value;
use store::Answer;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::outgoing;

/// Handles one request. The paths without a team in them, and those below `/api/teams`, are older names of the same.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond_or_replay(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Answer<Value>, ApiError> {
    let incoming = Incoming::new(request)?;
    let value = match incoming.operation() {
        "get_balance" | "get_balance_by_query" | "get_credits_of_team" => {
            ledger::balance(platform, &incoming).await
        }
        "list_transactions" | "list_transactions_by_query" | "list_credit_transactions_of_team" => {
            ledger::transactions(platform, &incoming).await
        }
        "check_credits" => ledger::check(platform, &incoming).await,
        "add_credits" => return grants::add(platform, &incoming, &grants::ADD).await,
        "add_credits_by_body" => return grants::add(platform, &incoming, &grants::ADD_BY_BODY).await,
        "allocate_credits" => return grants::add(platform, &incoming, &grants::ALLOCATE).await,
        "replenish_credits" => return grants::replenish(platform, &incoming).await,
        "configure_auto_refill" => terms::configure_auto_refill(platform, &incoming).await,
        "get_conversion_rates" => terms::conversion_rates(platform, &incoming).await,
        "set_conversion_rates" => terms::set_conversion_rates(platform, &incoming).await,
        "set_budget_mode" => terms::set_budget_mode(platform, &incoming).await,
        _ => Err(incoming.not_served(platform)),
    }?;
    Ok(Answer { value, replayed: false })
}

/// The team of the path, or of the query where the path has none.
fn team_of(incoming: &Incoming) -> Result<TeamId, ApiError> {
    if incoming.has_path_param("team_id") {
        return incoming.team_id();
    }
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let team_id = fields.required_name("team_id");
    fields.finish_with(team_id)
}
