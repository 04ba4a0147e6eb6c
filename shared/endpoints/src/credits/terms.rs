//! The terms on which a team's credits are filled up and used.

use api::answer::WithMessage;
use api::credits::{BudgetMode, ConversionRates, NewAutoRefill, NewBudgetMode, NewRates};
use api::error::ApiError;
use platform::Platform;
use serde_json::Value;
use store::Principal;

use crate::http::incoming::Incoming;
use crate::http::refusals;

pub(super) async fn configure_auto_refill<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let new: NewAutoRefill = incoming.body()?;
    let refill = store::configure_auto_refill(platform.database(), &principal, &team_id, &new).await;
    let message = if new.enabled { "Auto-refill enabled" } else { "Auto-refill disabled" };
    refusals::granted(platform, refill.map(|refill| WithMessage::new(refill, message)))
}

pub(super) async fn conversion_rates<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let terms = store::get_budget_terms(platform.database(), &principal, &team_id).await;
    refusals::granted(platform, terms.map(ConversionRates::from))
}

pub(super) async fn set_conversion_rates<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let rates: NewRates = incoming.body()?;
    change(platform, incoming, &principal, None, &rates, "Conversion rates updated").await
}

pub(super) async fn set_budget_mode<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let NewBudgetMode { budget_mode, rates } = incoming.body()?;
    change(platform, incoming, &principal, Some(budget_mode), &rates, "Budget mode updated").await
}

async fn change<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    principal: &Principal,
    budget_mode: Option<BudgetMode>,
    rates: &NewRates,
    message: &str,
) -> Result<Value, ApiError> {
    let team_id = incoming.team_id()?;
    let terms = store::set_budget_terms(platform.database(), principal, &team_id, budget_mode, rates).await;
    refusals::granted(platform, terms.map(|terms| WithMessage::new(terms, message)))
}
