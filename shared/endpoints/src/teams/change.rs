//! Changing a team: its terms, its groups, its credits.

use api::error::ApiError;
use api::money::Credits;
use ledger::BudgetMode;
use platform::Platform;
use serde_json::{Map, Value};
use store::TeamChange;

use super::{MAX_CREDITS, MAX_GROUPS, told};
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{metadata, refusals};

/// The longest name, in characters.
const MAX_ALIAS: usize = 500;
/// The greatest limit of requests a minute.
const MAX_RPM: i64 = 1_000_000_000;
/// The greatest limit of tokens a minute.
const MAX_TPM: i64 = 1_000_000_000_000;

/// Reads what a body says about a team. What is wrong is noted in `fields`.
pub fn read(fields: &mut Fields<'_>) -> TeamChange {
    TeamChange {
        team_alias: fields.optional_text("team_alias", MAX_ALIAS),
        metadata: fields.optional_object("metadata"),
        access_groups: fields.names("access_groups", MAX_GROUPS),
        model_groups: None,
        credits_allocated: fields.integer("credits_allocated", 0..=MAX_CREDITS).map(Credits),
        credits_used: fields.integer("credits_used", 0..=MAX_CREDITS).map(Credits),
        tokens_per_credit: fields.integer("tokens_per_credit", 1..=MAX_CREDITS),
        refund_failed_jobs: fields.boolean("refund_failed_jobs"),
        rpm_limit: fields.or_null("rpm_limit", |fields, name| fields.integer(name, 1..=MAX_RPM)),
        tpm_limit: fields.or_null("tpm_limit", |fields, name| fields.integer(name, 1..=MAX_TPM)),
        low_credit_threshold: fields
            .or_null("low_credit_threshold", |fields, name| fields.integer(name, 0..=MAX_CREDITS)),
        ..read_price(fields)
    }
}

/// What a team pays.
fn read_price(fields: &mut Fields<'_>) -> TeamChange {
    TeamChange {
        budget_mode: budget_mode(fields),
        credits_per_dollar: fields.amount("credits_per_dollar"),
        cost_markup_percentage: fields.amount("cost_markup_percentage"),
        ..TeamChange::default()
    }
}

fn budget_mode(fields: &mut Fields<'_>) -> Option<BudgetMode> {
    let word = fields.choice("budget_mode", &BudgetMode::ALL.map(BudgetMode::as_str))?;
    BudgetMode::ALL.into_iter().find(|mode| mode.as_str() == word)
}

/// `PUT /api/teams/{team_id}`.
pub async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    apply(platform, incoming, Incoming::json_object, |fields| Some(read(fields)), "Team updated").await
}

/// `PATCH /api/teams/{team_id}/markup`.
pub async fn set_markup<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let read = |fields: &mut Fields<'_>| {
        fields.require("cost_markup_percentage");
        Some(read_price(fields))
    };
    apply(platform, incoming, Incoming::json_object, read, "Markup updated").await
}

/// `PUT /api/teams/{team_id}/access-groups`: the body is a list of names, or has it.
pub async fn set_access_groups<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let read = |fields: &mut Fields<'_>| {
        fields.require("access_groups");
        let access_groups = fields.names("access_groups", MAX_GROUPS)?;
        Some(TeamChange { access_groups: Some(access_groups), ..TeamChange::default() })
    };
    apply(platform, incoming, |incoming| list_body(incoming, "access_groups"), read, "Access groups assigned")
        .await
}

/// `PUT /api/teams/{team_id}/model-groups`: the body is a list of names, or has it.
pub async fn set_model_groups<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let read = |fields: &mut Fields<'_>| {
        fields.require("model_groups");
        let model_groups = fields.names("model_groups", MAX_GROUPS)?;
        Some(TeamChange { model_groups: Some(model_groups), ..TeamChange::default() })
    };
    apply(platform, incoming, |incoming| list_body(incoming, "model_groups"), read, "Model groups assigned")
        .await
}

fn list_body(incoming: &Incoming, name: &str) -> Result<Map<String, Value>, ApiError> {
    match incoming.json()? {
        list @ Value::Array(_) => Ok(Map::from_iter([(name.to_owned(), list)])),
        _ => incoming.json_object(),
    }
}

async fn apply<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    body: impl FnOnce(&Incoming) -> Result<Map<String, Value>, ApiError>,
    read: impl FnOnce(&mut Fields<'_>) -> Option<TeamChange>,
    message: &str,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let body = body(incoming)?;
    let mut fields = Fields::new(&body);
    let change = read(&mut fields);
    let change = fields.finish_with(change)?;
    change.metadata.as_ref().map_or(Ok(()), metadata::check_size)?;
    let team = store::update_team(platform.database(), &principal, &team_id, &change)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(told(&team, message))
}
