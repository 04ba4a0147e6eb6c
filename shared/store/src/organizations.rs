//! Organizations, as operators run them.

use api::ids::OrganizationId;
use api::organizations::{
    ListedOrganizations, NewOrganization, Organization, OrganizationChange, OrganizationDetail,
    OrganizationQuery, OrganizationStatusChange, SetOrganizationStatus,
};
use api::teams::NewTeam;
use platform::{Database, Param};
use serde_json::Value;

use crate::error::StoreError;
use crate::json::json_text;
use crate::keys::NewKey;
use crate::listing::Page;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_ORGANIZATIONS = "list_organizations"(text, text),
    CREATE_ORGANIZATION = "create_organization"(text, text, text, text),
    GET_ORGANIZATION = "get_organization"(text, text),
    UPDATE_ORGANIZATION = "update_organization"(text, text, text),
    SET_ORGANIZATION_STATUS = "set_organization_status"(text, text, text, text),
    DELETE_ORGANIZATION = "delete_organization"(text, text),
}

/// The organizations there are.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn list_organizations(
    database: &impl Database,
    principal: &Principal,
    query: &OrganizationQuery,
) -> Result<Page<Organization>, StoreError> {
    let mut query = serde_json::json!(query);
    if query["status"] == ListedOrganizations::All.as_str() {
        query["status"] = Value::Null;
    }
    let query = query.to_string();
    ask(database, LIST_ORGANIZATIONS.sql, principal, &[Param::Text(Some(&query))]).await
}

/// Makes an organization, and its default team with that team's key: both or neither.
///
/// # Errors
/// Refused for an id that is or was in use, and an unknown access group.
pub async fn create_organization(
    database: &impl Database,
    principal: &Principal,
    organization: &NewOrganization,
    default_team: Option<(&NewTeam, &NewKey)>,
) -> Result<OrganizationDetail, StoreError> {
    let (team, key) =
        (default_team.map(|(team, _)| json_text(team)), default_team.map(|(_, key)| json_text(key)));
    let params = [
        Param::Text(Some(&json_text(organization))),
        Param::Text(team.as_deref()),
        Param::Text(key.as_deref()),
    ];
    ask(database, CREATE_ORGANIZATION.sql, principal, &params).await
}

/// One organization.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_organization(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
) -> Result<OrganizationDetail, StoreError> {
    ask(database, GET_ORGANIZATION.sql, principal, &[Param::Text(Some(organization_id.as_str()))]).await
}

/// Changes an organization.
///
/// # Errors
/// Refused for an unknown or removed one.
pub async fn update_organization(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    change: &OrganizationChange,
) -> Result<OrganizationDetail, StoreError> {
    let params = [Param::Text(Some(organization_id.as_str())), Param::Text(Some(&json_text(change)))];
    ask(database, UPDATE_ORGANIZATION.sql, principal, &params).await
}

/// Suspends an organization with all its teams (`suspended`), or lets it work again (`active`).
///
/// # Errors
/// Refused for an unknown or removed one.
pub async fn set_organization_status(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
    change: &SetOrganizationStatus,
) -> Result<OrganizationStatusChange, StoreError> {
    let (status, reason) = (change.status.as_str(), change.reason.as_deref());
    let params =
        [Param::Text(Some(organization_id.as_str())), Param::Text(Some(status)), Param::Text(reason)];
    ask(database, SET_ORGANIZATION_STATUS.sql, principal, &params).await
}

/// Removes an organization and its teams. Their books stay, and their ids stay taken.
///
/// # Errors
/// Refused for an unknown one, and while a team of it is active or has open jobs.
pub async fn delete_organization(
    database: &impl Database,
    principal: &Principal,
    organization_id: &OrganizationId,
) -> Result<(), StoreError> {
    let params = [Param::Text(Some(organization_id.as_str()))];
    let _: Value = ask(database, DELETE_ORGANIZATION.sql, principal, &params).await?;
    Ok(())
}
