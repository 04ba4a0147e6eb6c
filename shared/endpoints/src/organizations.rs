//! `/api/organizations/...`: the customers that teams belong to.

use api::error::ApiError;
use api::keys::KeyTerms;
use api::organizations::{
    DeletedOrganization, NewOrganization, OrganizationChange, OrganizationQuery, OrganizationTeams,
    SetOrganizationStatus,
};
use api::routes::OrganizationsOperation as Operation;
use api::teams::TeamsOfOrganization;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::secrets::new_keys;

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
    body.map(|body| outgoing::document(&body))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: OrganizationQuery = incoming.query()?;
    let page = store::list_organizations(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(listing::respond(platform, incoming, &query.page, &page, &page.items))
}

async fn list_teams<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let query = incoming.query::<TeamsOfOrganization>()?.of(organization_id.clone());
    let mut page = store::list_teams_of_organization(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    refusals::log_unreadable(platform, &page);
    let teams = std::mem::take(&mut page.items).into_vec();
    let body = OrganizationTeams { organization_id, team_count: page.total, teams };
    Ok(listing::respond(platform, incoming, &query.page, &page, &body))
}

async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization: NewOrganization = incoming.body()?;
    let (key, kept) = new_keys::generate(platform, KeyTerms::default());
    let team = organization.default_team();
    let made = team.as_ref().map(|team| (team, &kept));
    let mut created = store::create_organization(platform.database(), &principal, &organization, made)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    if let Some(team) = created.default_team.as_mut().filter(|_| made.is_some()) {
        team.team.virtual_key = Some(key.expose().to_owned());
    }
    Ok(json!(created))
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let found = store::get_organization(platform.database(), &principal, &organization_id).await;
    refusals::granted(platform, found)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let change: OrganizationChange = incoming.body()?;
    let updated =
        store::update_organization(platform.database(), &principal, &organization_id, &change).await;
    refusals::granted(platform, updated)
}

async fn set_status<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let change: SetOrganizationStatus = incoming.body()?;
    let changed =
        store::set_organization_status(platform.database(), &principal, &organization_id, &change).await;
    refusals::granted(platform, changed)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let organization_id = incoming.organization_id()?;
    let deleted = store::delete_organization(platform.database(), &principal, &organization_id).await;
    let message = "Organization deleted".to_owned();
    refusals::granted(platform, deleted.map(|()| DeletedOrganization { organization_id, message }))
}
