//! Making a team.

use api::error::ApiError;
use platform::Platform;
use serde_json::{Value, json};
use store::{NewTeam, TeamChange};

use super::{change, told};
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{metadata, refusals};
use crate::secrets::new_keys;

/// `POST /api/teams/create`.
pub async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let team = read(&mut fields);
    let team = fields.finish_with(team)?;
    metadata::check_size(&team.metadata)?;
    let (key, kept) = new_keys::generate(platform, None, None);
    let mut created = store::create_team(platform.database(), &principal, &team, &kept)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    created.team.virtual_key = Some(key.expose().to_owned());
    let mut body = told(&created, "Team created");
    body["key_id"] = json!(kept.key_id);
    Ok(body)
}

fn read(fields: &mut Fields<'_>) -> Option<NewTeam> {
    let (organization_id, team_id) =
        (fields.required_name("organization_id"), fields.required_name("team_id"));
    fields.require("access_groups");
    let said: TeamChange = change::read(fields);
    let usual = NewTeam::on_usual_terms(team_id?, organization_id?);
    Some(NewTeam {
        team_alias: said.team_alias,
        metadata: said.metadata.unwrap_or_default(),
        access_groups: said.access_groups?,
        credits_allocated: said.credits_allocated.unwrap_or(usual.credits_allocated),
        budget_mode: said.budget_mode.unwrap_or(usual.budget_mode),
        credits_per_dollar: said.credits_per_dollar.unwrap_or(usual.credits_per_dollar),
        tokens_per_credit: said.tokens_per_credit.unwrap_or(usual.tokens_per_credit),
        cost_markup_percentage: said.cost_markup_percentage.unwrap_or(usual.cost_markup_percentage),
        refund_failed_jobs: said.refund_failed_jobs.unwrap_or(usual.refund_failed_jobs),
        rpm_limit: said.rpm_limit.flatten(),
        tpm_limit: said.tpm_limit.flatten(),
        low_credit_threshold: said.low_credit_threshold.flatten(),
        ..usual
    })
}
