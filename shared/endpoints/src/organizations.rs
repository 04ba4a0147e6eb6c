//! `/api/organizations/...`: the customers that teams belong to.

use api::error::ApiError;
use api::ids::{OrganizationId, TeamId};
use api::money::Credits;
use api::routes::OrganizationsOperation as Operation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{NewKey, NewOrganization, NewTeam, OrganizationChange, OrganizationQuery, StoreError, TeamQuery};
use vault::VirtualKey;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::listing::Sort;
use crate::http::{listing, metadata, outgoing, refusals};
use crate::secrets::new_keys;
use crate::teams::{self, MAX_CREDITS, MAX_GROUPS};

/// What follows the organization's id in the id of its default team.
const DEFAULT_TEAM_SUFFIX: &str = "_default";
/// The longest name, in characters.
const MAX_NAME: usize = 500;
/// The longest time that requests and answers are kept in full, in days.
const MAX_RETENTION_DAYS: i64 = 3650;
/// The longest reason for a change of status, in characters.
const MAX_REASON: usize = 500;
/// How organizations can be ordered.
const SORTS: &[Sort] = &[
    Sort { name: "created_at", descending: true },
    Sort { name: "name", descending: false },
    Sort { name: "organization_id", descending: false },
];

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::ListOrganizations => return list(platform, &incoming).await,
        Operation::ListTeamsOfOrganization => return list_teams(platform, &incoming).await,
        Operation::CreateOrganization => create(platform, &incoming).await,
        Operation::GetOrganization => get(platform, &incoming).await,
        Operation::UpdateOrganization => update(platform, &incoming).await,
        Operation::SetOrganizationStatus => set_status(platform, &incoming).await,
        Operation::DeleteOrganization => delete(platform, &incoming).await,
    };
    body.map(|body| outgoing::ok(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let page = listing::read(&mut fields, SORTS);
    let status = fields.one_of("status", &["all", "active", "suspended", "deleted"]).unwrap_or("active");
    let query = OrganizationQuery { page, status: (status != "all").then_some(status) };
    let query = fields.finish_with(Some(query))?;
    let page = store::list_organizations(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(listing::respond(incoming, &query.page, &page, &json!(page.items)))
}

async fn list_teams<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let query =
        TeamQuery { organization_id: Some(organization_id.clone()), ..teams::list::read(&mut fields) };
    let query = fields.finish_with(Some(query))?;
    let page = store::list_teams_of_organization(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    let body = json!({"organization_id": organization_id, "team_count": page.total, "teams": page.items});
    Ok(listing::respond(incoming, &query.page, &page, &body))
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let organization_id: Option<OrganizationId> = fields.required_name("organization_id");
    let name = fields.required_text("name", MAX_NAME);
    let metadata = fields.object("metadata");
    let wanted = fields.boolean("create_default_team").unwrap_or(true);
    let default_team = organization_id.clone().filter(|_| wanted).and_then(|organization_id| {
        let team = default_team(&mut fields, organization_id, &name)?;
        let (key, kept) = new_keys::generate(platform, None, None);
        Some((team, key, kept))
    });
    let organization =
        organization_id.map(|organization_id| NewOrganization { organization_id, name, metadata });
    let organization = fields.finish_with(organization)?;
    metadata::check_size(&organization.metadata)?;
    let made = default_team.as_ref().map(|(team, _, kept): &(NewTeam, VirtualKey, NewKey)| (team, kept));
    let mut created = store::create_organization(platform.database(), &principal, &organization, made)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    if let (Some(team), Some((_, key, _))) = (&mut created.default_team, &default_team) {
        team.team.virtual_key = Some(key.expose().to_owned());
    }
    Ok(json!(created))
}

/// The team that is made with an organization.
fn default_team(
    fields: &mut Fields<'_>,
    organization_id: OrganizationId,
    organization_name: &str,
) -> Option<NewTeam> {
    let team_alias = fields.optional_text("default_team_name", MAX_NAME);
    let access_groups = fields.names("default_team_access_groups", MAX_GROUPS);
    let credits = fields.integer("default_team_credits", 0..=MAX_CREDITS);
    let Ok(team_id) = format!("{organization_id}{DEFAULT_TEAM_SUFFIX}").parse::<TeamId>() else {
        let max = OrganizationId::MAX_LENGTH - DEFAULT_TEAM_SUFFIX.len();
        let message = format!("Must have at most {max} characters, to have a default team");
        fields.wrong("organization_id", "string_too_long", message);
        return None;
    };
    Some(NewTeam {
        team_alias: team_alias.or_else(|| Some(organization_name.to_owned())),
        access_groups: access_groups.unwrap_or_default(),
        credits_allocated: Credits(credits.unwrap_or(0)),
        ..NewTeam::on_usual_terms(team_id, organization_id)
    })
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let found = store::get_organization(platform.database(), &principal, &organization_id).await;
    Ok(json!(found.map_err(|error| refusals::store_error(platform, error))?))
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let name = fields.get("name").map(|_| fields.required_text("name", MAX_NAME));
    let metadata = fields.optional_object("metadata");
    let body_retention_days = fields.integer("body_retention_days", 0..=MAX_RETENTION_DAYS);
    let change = OrganizationChange { name, metadata, body_retention_days };
    let change = fields.finish_with(Some(change))?;
    change.metadata.as_ref().map_or(Ok(()), metadata::check_size)?;
    let updated =
        store::update_organization(platform.database(), &principal, &organization_id, &change).await;
    Ok(json!(updated.map_err(|error| refusals::store_error(platform, error))?))
}

async fn set_status<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    fields.require("status");
    let status = fields.choice("status", &["active", "suspended"]);
    let reason = fields.optional_text("reason", MAX_REASON);
    let status = fields.finish_with(status)?;
    let changed = store::set_organization_status(
        platform.database(),
        &principal,
        &organization_id,
        status,
        reason.as_deref(),
    );
    Ok(json!(changed.await.map_err(|error: StoreError| refusals::store_error(platform, error))?))
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    store::delete_organization(platform.database(), &principal, &organization_id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"organization_id": organization_id, "message": "Organization deleted"}))
}
