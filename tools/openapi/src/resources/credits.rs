//! A team's balance, its ledger, and what fills it up.

use api::answer::WithMessage;
use api::credits::{
    AddedCredits, Allocation, AutoRefill, Balance, BalanceQuery, BudgetTerms, ConversionRates, CreditCheck,
    CreditsNeeded, NewAutoRefill, NewBudgetMode, NewCredits, NewCreditsOfTeam, NewRates, PaidCredits,
    Payment, TransactionPage, TransactionQuery, Transactions,
};
use api::error::ErrorCode as E;
use api::routes::CreditsOperation;
use serde_json::json;

use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: CreditsOperation) -> Operation {
    match operation {
        CreditsOperation::GetBalance => balance(),
        CreditsOperation::GetBalanceByQuery => {
            balance().at_older_path().query::<BalanceQuery>().refuses(&[E::TeamNotFound])
        }
        CreditsOperation::GetCreditsOfTeam => balance().at_older_path(),
        CreditsOperation::ListTransactions => transactions().query::<TransactionPage>(),
        CreditsOperation::ListTransactionsByQuery => {
            transactions().at_older_path().query::<TransactionQuery>().refuses(&[E::TeamNotFound])
        }
        CreditsOperation::ListCreditTransactionsOfTeam => {
            transactions().at_older_path().query::<TransactionPage>()
        }
        CreditsOperation::CheckCredits => describe("Ask whether a team has enough credits")
            .query::<CreditsNeeded>()
            .answers::<CreditCheck>("Whether it has.")
            .refuses(&[E::InvalidValue]),
        CreditsOperation::AddCredits => {
            add().body::<NewCredits>().example(json!({"credits": 1000, "reason": "Goodwill"}))
        }
        CreditsOperation::AddCreditsByBody => add()
            .at_older_path()
            .body::<NewCreditsOfTeam>()
            .example(json!({"team_id": "north-ops", "amount": 1000}))
            .refuses(&[E::TeamNotFound]),
        CreditsOperation::AllocateCredits => {
            add().at_older_path().body::<Allocation>().example(json!({"credits_amount": 1000}))
        }
        CreditsOperation::ReplenishCredits => describe("Give a team credits that were paid for")
            .body::<Payment>()
            .example(json!({"credits": 1000, "payment_type": "subscription", "payment_amount_usd": 99.5}))
            .idempotent()
            .answers::<PaidCredits>("The credits are there.")
            .refuses(&[E::InvalidValue]),
        CreditsOperation::ConfigureAutoRefill => describe("Set what fills a team's credits up")
            .body::<NewAutoRefill>()
            .example(json!({"enabled": true, "refill_amount": 1000, "refill_period": "monthly"}))
            .answers::<WithMessage<AutoRefill>>("It is set.")
            .refuses(&[E::InvalidValue]),
        CreditsOperation::GetConversionRates => {
            describe("Get what a team's credits are worth").answers::<ConversionRates>("The rates.")
        }
        CreditsOperation::SetConversionRates => describe("Set what a team's credits are worth")
            .body::<NewRates>()
            .example(json!({"credits_per_dollar": 10, "tokens_per_credit": 10000}))
            .answers::<WithMessage<BudgetTerms>>("They are set.")
            .refuses(&[E::InvalidValue]),
        CreditsOperation::SetBudgetMode => describe("Set how a team's jobs are paid for")
            .body::<NewBudgetMode>()
            .example(json!({"budget_mode": "consumption_usd", "credits_per_dollar": 10}))
            .answers::<WithMessage<BudgetTerms>>("It is set.")
            .refuses(&[E::InvalidValue]),
    }
}

fn balance() -> Operation {
    describe("Get a team's balance").answers::<Balance>("The balance.")
}

fn transactions() -> Operation {
    describe("List a team's ledger").answers::<Transactions>("Entries, newest first.")
}

fn add() -> Operation {
    describe("Give a team credits")
        .idempotent()
        .answers::<AddedCredits>("The credits are there.")
        .refuses(&[E::InvalidValue])
}
