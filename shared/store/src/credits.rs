//! A team's credits: the balance, the ledger, and what operators do to them.

use api::credits::{
    AutoRefill, AvailableCredits, Balance, BudgetMode, BudgetTerms, Grant, NewAutoRefill, NewRates,
    Transaction, TransactionQuery, Transactions,
};
use api::ids::TeamId;
use api::plans::BillingPeriod;
use api::reading::Count;
use platform::{Database, Param};

use crate::answer::Answer;
use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::json_text;
use crate::principal::{Principal, ask, ask_as_team_or_operator, ask_once};
use crate::statements::statements;

statements! {
    GET_BALANCE = "get_balance"(text, text),
    LIST_TRANSACTIONS = "list_transactions"(text, text, int8, text),
    CHECK_CREDITS = "check_credits"(text, text),
    ADD_CREDITS = "add_credits"(text, text, int8, text, text, text),
    CONFIGURE_AUTO_REFILL = "configure_auto_refill"(text, text, text, int8, text),
    GET_BUDGET_TERMS = "get_budget_terms"(text, text),
    SET_BUDGET_TERMS = "set_budget_terms"(text, text, text, text, int8),
}

/// A team's balance.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn get_balance(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<Balance, StoreError> {
    ask_as_team_or_operator(database, GET_BALANCE.sql, principal, &[Param::Text(Some(team_id.as_str()))])
        .await
}

/// The newest entries of a team's ledger: none, if the query begins before an entry that is not of it.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_transactions(
    database: &impl Database,
    principal: &Principal,
    query: &TransactionQuery,
) -> Result<Transactions, StoreError> {
    let before = query.page.before.map(|id| id.to_string());
    let params = [
        Param::Text(Some(query.team_id.as_str())),
        Param::Int(Some(query.page.limit.get())),
        Param::Text(before.as_deref()),
    ];
    ask(database, LIST_TRANSACTIONS.sql, principal, &params).await
}

/// What a team has to work with.
///
/// # Errors
/// Refused to other teams and to teams that may not work, and for an unknown team.
pub async fn check_credits(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<AvailableCredits, StoreError> {
    ask(database, CHECK_CREDITS.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await
}

/// Gives a team credits. A subscription's payment is its refill of the period as well.
///
/// # Errors
/// Refused for an unknown team, and where it would have more credits than can be counted.
pub async fn add_credits(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    grant: &Grant,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<Transaction>, StoreError> {
    let idempotency = idempotency.map(json_text);
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Int(Some(grant.credits.get())),
        Param::Text(Some(grant.transaction_type.as_str())),
        Param::Text(Some(&grant.reason)),
        Param::Text(idempotency.as_deref()),
    ];
    ask_once(database, ADD_CREDITS.sql, principal, &params).await
}

/// Switches auto-refill on or off. Absent members do not change.
///
/// # Errors
/// Refused for an unknown team, and to be switched on without an amount and a period.
pub async fn configure_auto_refill(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    refill: &NewAutoRefill,
) -> Result<AutoRefill, StoreError> {
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(if refill.enabled { "true" } else { "false" })),
        Param::Int(refill.refill_amount.map(Count::get)),
        Param::Text(refill.refill_period.map(BillingPeriod::as_str)),
    ];
    ask(database, CONFIGURE_AUTO_REFILL.sql, principal, &params).await
}

/// How a team's jobs are paid for.
///
/// # Errors
/// Refused for an unknown team.
pub async fn get_budget_terms(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
) -> Result<BudgetTerms, StoreError> {
    ask(database, GET_BUDGET_TERMS.sql, principal, &[Param::Text(Some(team_id.as_str()))]).await
}

/// Changes how a team's jobs are paid for. Absent members do not change, and jobs that have started keep their terms.
///
/// # Errors
/// Refused for an unknown team.
pub async fn set_budget_terms(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    budget_mode: Option<BudgetMode>,
    rates: &NewRates,
) -> Result<BudgetTerms, StoreError> {
    let credits_per_dollar = rates.credits_per_dollar.map(|rate| rate.to_string());
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(budget_mode.map(BudgetMode::as_str)),
        Param::Text(credits_per_dollar.as_deref()),
        Param::Int(rates.tokens_per_credit.map(Count::get)),
    ];
    ask(database, SET_BUDGET_TERMS.sql, principal, &params).await
}
