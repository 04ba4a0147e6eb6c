//! Organizations, as operators run them.

use api::ids::OrganizationId;
use api::organizations::{Organization, OrganizationDetail, OrganizationStatus};
use platform::{Database, Param};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::keys::NewKey;
use crate::listing::{Page, PageQuery};
use crate::principal::ask;
use crate::statements::statements;
use crate::teams::NewTeam;
use crate::{Principal, StoreError};

statements! {
    LIST_ORGANIZATIONS = "list_organizations"(text, text),
    CREATE_ORGANIZATION = "create_organization"(text, text, text, text),
    GET_ORGANIZATION = "get_organization"(text, text),
    UPDATE_ORGANIZATION = "update_organization"(text, text, text),
    SET_ORGANIZATION_STATUS = "set_organization_status"(text, text, text, text),
    DELETE_ORGANIZATION = "delete_organization"(text, text),
}

/// Which organizations are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganizationQuery {
    /// The part of the list; sorted by `created_at`, `name` or `organization_id`.
    #[serde(flatten)]
    pub page: PageQuery,
    /// `active`, `suspended` or `deleted`; without it, all but the removed ones.
    pub status: Option<&'static str>,
}

/// An organization to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewOrganization {
    /// Its id.
    pub organization_id: OrganizationId,
    /// Its name for people.
    pub name: String,
    /// What operators keep with it.
    pub metadata: Map<String, Value>,
}

/// What changes of an organization.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OrganizationChange {
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What operators keep with it, as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// For how many days requests and answers are kept in full. What was kept before stays its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_retention_days: Option<i64>,
}

/// The organizations there are.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn list_organizations(
    database: &impl Database,
    principal: &Principal,
    query: &OrganizationQuery,
) -> Result<Page<Organization>, StoreError> {
    ask(database, LIST_ORGANIZATIONS.sql, principal, &[Param::Text(Some(&json(query)))]).await
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
    let (team, key) = (default_team.map(|(team, _)| json(team)), default_team.map(|(_, key)| json(key)));
    let params =
        [Param::Text(Some(&json(organization))), Param::Text(team.as_deref()), Param::Text(key.as_deref())];
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
    let params = [Param::Text(Some(organization_id.as_str())), Param::Text(Some(&json(change)))];
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
    status: &str,
    reason: Option<&str>,
) -> Result<OrganizationStatus, StoreError> {
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
