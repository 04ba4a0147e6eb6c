//! A team's credits: the balance, the ledger, what fills it up, and on which terms jobs use it.

mod grants;
mod ledger;
mod terms;

pub use grants::{
    AddedCredits, Allocation, Grant, MAX_REASON, NewCredits, NewCreditsOfTeam, PaidCredits, Payment,
    PaymentType, Reason,
};
pub use ledger::{
    AvailableCredits, Balance, BalanceQuery, CreditCheck, CreditsNeeded, Transaction, TransactionPage,
    TransactionQuery, TransactionType, Transactions,
};
pub use terms::{
    AutoRefill, BudgetMode, BudgetTerms, ConversionRates, FailedJobRefund, MAX_TOKENS_PER_CREDIT,
    NewAutoRefill, NewBudgetMode, NewRates, UsingDefaults,
};
