//! `/api/credits/...`: a team's balance and its ledger, and what operators do to them.

mod grants;
mod ledger;
mod terms;

use api::credits::{Allocation, BalanceQuery, NewCredits, NewCreditsOfTeam, TransactionQuery};
use api::error::ApiError;
use api::routes::CreditsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::Value;
use store::Answer;

use crate::http::incoming::Incoming;
use crate::http::outgoing;

/// Handles one request. The paths without a team in them, and those below `/api/teams`, are older names of the same.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond_or_replay(answer(&platform, request).await)
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Answer<Value>, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let incoming = &incoming;
    let value = match operation {
        Operation::GetBalance | Operation::GetCreditsOfTeam => {
            ledger::balance(platform, incoming, Incoming::team_id).await
        }
        Operation::GetBalanceByQuery => {
            let team_id = |incoming: &Incoming| incoming.query().map(|BalanceQuery { team_id }| team_id);
            ledger::balance(platform, incoming, team_id).await
        }
        Operation::ListTransactions | Operation::ListCreditTransactionsOfTeam => {
            let query = |incoming: &Incoming| {
                Ok(TransactionQuery { team_id: incoming.team_id()?, page: incoming.query()? })
            };
            ledger::transactions(platform, incoming, query).await
        }
        Operation::ListTransactionsByQuery => ledger::transactions(platform, incoming, Incoming::query).await,
        Operation::CheckCredits => ledger::check(platform, incoming).await,
        Operation::AddCredits => {
            let read = |incoming: &Incoming| {
                let team_id = incoming.team_id()?;
                incoming.body().map(|NewCredits { credits, reason }| (team_id, credits, reason))
            };
            return grants::add(platform, incoming, read).await;
        }
        Operation::AddCreditsByBody => {
            let read = |incoming: &Incoming| {
                let NewCreditsOfTeam { team_id, amount, description } = incoming.body()?;
                Ok((team_id, amount, description))
            };
            return grants::add(platform, incoming, read).await;
        }
        Operation::AllocateCredits => {
            let read = |incoming: &Incoming| {
                let team_id = incoming.team_id()?;
                let Allocation { credits_amount, reason } = incoming.body()?;
                Ok((team_id, credits_amount, reason))
            };
            return grants::add(platform, incoming, read).await;
        }
        Operation::ReplenishCredits => return grants::replenish(platform, incoming).await,
        Operation::ConfigureAutoRefill => terms::configure_auto_refill(platform, incoming).await,
        Operation::GetConversionRates => terms::conversion_rates(platform, incoming).await,
        Operation::SetConversionRates => terms::set_conversion_rates(platform, incoming).await,
        Operation::SetBudgetMode => terms::set_budget_mode(platform, incoming).await,
    }?;
    Ok(Answer { value, replayed: false })
}
