//! A team's balance, its ledger, and what fills it up.

use api::credits::{AutoRefill, Balance, BudgetTerms, Transaction, Transactions};
use api::error::ErrorCode as E;
use api::ids::TeamId;
use api::money::{CreditsPerDollar, Usd};
use schemars::JsonSchema;
use serde_json::{Number, json};
use uuid::Uuid;

use super::Told;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct OfTeam {
    /// The team.
    team_id: TeamId,
}

#[derive(JsonSchema)]
struct Ledger {
    /// At most so many entries.
    #[schemars(range(min = 1, max = 500), extend("default" = 50))]
    limit: Option<u32>,
    /// Those before this one: the last transaction of the page before.
    before: Option<Uuid>,
}

#[derive(JsonSchema)]
struct LedgerOfTeam {
    #[schemars(flatten)]
    team: OfTeam,
    #[schemars(flatten)]
    ledger: Ledger,
}

#[derive(JsonSchema)]
struct Needed {
    /// How many credits are needed.
    #[schemars(range(min = 0), extend("default" = 1))]
    credits_needed: Option<i64>,
}

/// Whether a team has enough credits.
#[derive(JsonSchema)]
struct CreditCheck {
    /// The team.
    team_id: TeamId,
    /// Whether it has.
    has_credits: bool,
    /// Not used, held ones included.
    credits_remaining: i64,
    /// Neither used nor held.
    credits_available: i64,
    /// What was asked for.
    credits_needed: i64,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Credits to be given.
#[derive(JsonSchema)]
struct NewCredits {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    credits: i64,
    /// Why.
    #[schemars(length(max = 450))]
    reason: Option<String>,
}

/// Credits to be given, and to whom.
#[derive(JsonSchema)]
struct NewCreditsOfTeam {
    /// The team.
    team_id: TeamId,
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    amount: i64,
    /// Why.
    #[schemars(length(max = 450))]
    description: Option<String>,
}

/// Credits to be given, as older clients say it.
#[derive(JsonSchema)]
struct Allocation {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    credits_amount: i64,
    /// Why.
    #[schemars(length(max = 450))]
    reason: Option<String>,
}

/// Credits that were paid for.
#[derive(JsonSchema)]
struct Payment {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    credits: i64,
    /// What for.
    payment_type: PaymentType,
    /// What was paid, USD.
    payment_amount_usd: Option<Usd>,
    /// Why.
    #[schemars(length(max = 450))]
    reason: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum PaymentType {
    Subscription,
    OneTime,
}

/// Credits that were given.
#[derive(JsonSchema)]
struct AddedCredits {
    /// The team.
    team_id: TeamId,
    /// How many.
    credits_added: i64,
    /// What remained before.
    credits_before: i64,
    /// What remains now.
    credits_after: i64,
    /// The entry of the ledger.
    transaction: Transaction,
}

/// Credits that were given for a payment.
#[derive(JsonSchema)]
struct PaidCredits {
    #[schemars(flatten)]
    added: AddedCredits,
    /// `subscription` or `one_time`.
    payment_type: String,
    /// What was paid, USD.
    payment_amount_usd: Option<Number>,
}

/// What fills a team's credits up.
#[derive(JsonSchema)]
struct NewAutoRefill {
    /// Whether anything does.
    enabled: bool,
    /// How many credits a period adds.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    refill_amount: Option<i64>,
    /// How long a period is.
    refill_period: Option<Period>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Period {
    Daily,
    Weekly,
    Monthly,
}

/// Rates to be set.
#[derive(JsonSchema)]
struct NewRates {
    /// Credits for a dollar of client cost.
    credits_per_dollar: Option<CreditsPerDollar>,
    /// Tokens for a credit.
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    tokens_per_credit: Option<i64>,
}

/// How a team's jobs are to be paid for.
#[derive(JsonSchema)]
struct NewBudgetMode {
    /// By the job, by what calls cost, or by their tokens.
    budget_mode: BudgetMode,
    #[schemars(flatten)]
    rates: NewRates,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
pub(super) enum BudgetMode {
    JobBased,
    ConsumptionUsd,
    ConsumptionTokens,
}

/// A team's rates.
#[derive(JsonSchema)]
struct ConversionRates {
    #[schemars(flatten)]
    terms: BudgetTerms,
    /// Always false: every team has rates of its own.
    using_defaults: UsingDefaults,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct UsingDefaults {
    /// False.
    tokens_per_credit: bool,
    /// False.
    credits_per_dollar: bool,
}

pub(super) fn operations() -> Vec<Operation> {
    let balance = operation("get_balance", "Get a team's balance").answers::<Balance>("The balance.");
    let transactions = operation("list_transactions", "List a team's ledger")
        .query::<Ledger>()
        .answers::<Transactions>("Entries, newest first.");
    let add = |id, summary| {
        operation(id, summary)
            .idempotent()
            .answers::<AddedCredits>("The credits are there.")
            .refuses(&[E::InvalidValue])
    };
    vec![
        balance.also_as("get_balance_by_query").query::<OfTeam>().refuses(&[E::TeamNotFound]),
        balance.also_as("get_credits_of_team"),
        balance,
        transactions
            .also_as("list_transactions_by_query")
            .query::<LedgerOfTeam>()
            .refuses(&[E::TeamNotFound]),
        transactions.also_as("list_credit_transactions_of_team"),
        transactions,
        operation("check_credits", "Ask whether a team has enough credits")
            .query::<Needed>()
            .answers::<CreditCheck>("Whether it has.")
            .refuses(&[E::InvalidValue]),
        add("add_credits", "Give a team credits")
            .body::<NewCredits>()
            .example(json!({"credits": 1000, "reason": "Goodwill"})),
        Operation { older: true, ..add("add_credits_by_body", "Give a team credits (older path)") }
            .body::<NewCreditsOfTeam>()
            .example(json!({"team_id": "north-ops", "amount": 1000}))
            .refuses(&[E::TeamNotFound]),
        Operation { older: true, ..add("allocate_credits", "Give a team credits (older path)") }
            .body::<Allocation>()
            .example(json!({"credits_amount": 1000})),
        operation("replenish_credits", "Give a team credits that were paid for")
            .body::<Payment>()
            .example(json!({"credits": 1000, "payment_type": "subscription", "payment_amount_usd": 99.5}))
            .idempotent()
            .answers::<PaidCredits>("The credits are there.")
            .refuses(&[E::InvalidValue]),
        operation("configure_auto_refill", "Set what fills a team's credits up")
            .body::<NewAutoRefill>()
            .example(json!({"enabled": true, "refill_amount": 1000, "refill_period": "monthly"}))
            .answers::<Told<AutoRefill>>("It is set.")
            .refuses(&[E::InvalidValue]),
        operation("get_conversion_rates", "Get what a team's credits are worth")
            .answers::<ConversionRates>("The rates."),
        operation("set_conversion_rates", "Set what a team's credits are worth")
            .body::<NewRates>()
            .example(json!({"credits_per_dollar": 10, "tokens_per_credit": 10000}))
            .answers::<Told<BudgetTerms>>("They are set.")
            .refuses(&[E::InvalidValue]),
        operation("set_budget_mode", "Set how a team's jobs are paid for")
            .body::<NewBudgetMode>()
            .example(json!({"budget_mode": "consumption_usd", "credits_per_dollar": 10}))
            .answers::<Told<BudgetTerms>>("It is set.")
            .refuses(&[E::InvalidValue]),
    ]
}
