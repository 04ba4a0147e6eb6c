//! `/api/credits/...`: a team's balance and its ledger, and what operators do to them.

mod grants;
mod ledger;
mod terms;

use api::error::ApiError;
use api::ids::TeamId;
use api::routes::CreditsOperation as Operation;
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
    let (operation, incoming) = Incoming::new(platform, request)?;
    let value = match operation {
        Operation::GetBalance | Operation::GetBalanceByQuery | Operation::GetCreditsOfTeam => {
            ledger::balance(platform, &incoming).await
        }
        Operation::ListTransactions
        | Operation::ListTransactionsByQuery
        | Operation::ListCreditTransactionsOfTeam => ledger::transactions(platform, &incoming).await,
        Operation::CheckCredits => ledger::check(platform, &incoming).await,
        Operation::AddCredits => return grants::add(platform, &incoming, &grants::ADD).await,
        Operation::AddCreditsByBody => return grants::add(platform, &incoming, &grants::ADD_BY_BODY).await,
        Operation::AllocateCredits => return grants::add(platform, &incoming, &grants::ALLOCATE).await,
        Operation::ReplenishCredits => return grants::replenish(platform, &incoming).await,
        Operation::ConfigureAutoRefill => terms::configure_auto_refill(platform, &incoming).await,
        Operation::GetConversionRates => terms::conversion_rates(platform, &incoming).await,
        Operation::SetConversionRates => terms::set_conversion_rates(platform, &incoming).await,
        Operation::SetBudgetMode => terms::set_budget_mode(platform, &incoming).await,
    }?;
    Ok(Answer { value, replayed: false })
}

/// The team of the path, or of the query where the path has none.
fn team_of(incoming: &Incoming) -> Result<TeamId, ApiError> {
    if incoming.has_path_param("team_id") {
        return incoming.team_id();
    }
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let team_id = fields.required_name("team_id");
    fields.finish_with(team_id)
}
