//! The terms on which a team's credits are filled up and used.

use api::error::ApiError;
use platform::Platform;
use serde_json::{Value, json};
use store::{BudgetChange, Principal};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::refusals;
use api::teams::MAX_CREDITS;

/// The budget modes.
pub const BUDGET_MODES: [&str; 3] = ["job_based", "consumption_usd", "consumption_tokens"];
/// The most that a period may add.
const MAX_REFILL: i64 = MAX_CREDITS;
/// More than any job uses.
const MAX_TOKENS_PER_CREDIT: i64 = 1_000_000_000_000;

pub(super) async fn configure_auto_refill<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    fields.require("enabled");
    let enabled = fields.boolean("enabled");
    let amount = fields.count("refill_amount", MAX_REFILL);
    let period = fields.choice("refill_period", &["daily", "weekly", "monthly"]);
    let enabled = fields.finish_with(enabled)?;
    let refill =
        store::configure_auto_refill(platform.database(), &principal, &team_id, enabled, amount, period)
            .await;
    let mut answer = refusals::granted(platform, refill)?;
    answer["message"] = json!(if enabled { "Auto-refill enabled" } else { "Auto-refill disabled" });
    Ok(answer)
}

pub(super) async fn conversion_rates<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let terms = store::get_budget_terms(platform.database(), &principal, &team_id).await;
    let mut answer = refusals::granted(platform, terms)?;
    // Every team has rates of its own from the beginning.
    answer["using_defaults"] = json!({"tokens_per_credit": false, "credits_per_dollar": false});
    Ok(answer)
}

pub(super) async fn set_conversion_rates<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let rates = rates(&mut fields);
    let rates = fields.finish_with(Some(rates))?;
    change(platform, incoming, &principal, &rates, "Conversion rates updated").await
}

pub(super) async fn set_budget_mode<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    fields.require("budget_mode");
    let budget_mode = fields.choice("budget_mode", &BUDGET_MODES);
    let rates = rates(&mut fields);
    let terms = budget_mode.map(|mode| BudgetChange { budget_mode: Some(mode), ..rates });
    let terms = fields.finish_with(terms)?;
    change(platform, incoming, &principal, &terms, "Budget mode updated").await
}

fn rates(fields: &mut Fields<'_>) -> BudgetChange {
    let credits_per_dollar = fields.amount("credits_per_dollar");
    let tokens_per_credit = fields.count("tokens_per_credit", MAX_TOKENS_PER_CREDIT);
    BudgetChange { budget_mode: None, credits_per_dollar, tokens_per_credit }
}

async fn change<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    principal: &Principal,
    change: &BudgetChange,
    message: &str,
) -> Result<Value, ApiError> {
    let team_id = incoming.team_id()?;
    let terms = store::set_budget_terms(platform.database(), principal, &team_id, change).await;
    let mut answer = refusals::granted(platform, terms)?;
    answer["message"] = json!(message);
    Ok(answer)
}
