//! Access groups: aliases that are given to teams together.

use api::access_groups::AccessGroup;
use api::ids::{AccessGroupName, ModelAlias};
use platform::{Database, Param};
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_ACCESS_GROUPS = "list_access_groups"(text, text, int8, int8),
    GET_ACCESS_GROUP = "get_access_group"(text, text),
    CREATE_ACCESS_GROUP = "create_access_group"(text, text),
    UPDATE_ACCESS_GROUP = "update_access_group"(text, text, text),
    DELETE_ACCESS_GROUP = "delete_access_group"(text, text),
}

/// What is set or changed of an access group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AccessGroupChange {
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// For operators; an empty text removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `active` or `inactive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// What it gives, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_aliases: Option<Vec<ModelAlias>>,
}

/// An access group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewAccessGroup {
    /// Its name.
    pub group_name: AccessGroupName,
    /// Everything else.
    #[serde(flatten)]
    pub rest: AccessGroupChange,
}

/// Access groups, by name.
///
/// # Errors
/// Refused to who is no operator.
pub async fn list_access_groups(
    database: &impl Database,
    principal: &Principal,
    status: Option<&str>,
    limit: u32,
    offset: u32,
) -> Result<Vec<AccessGroup>, StoreError> {
    let params = [Param::Text(status), Param::Int(Some(limit.into())), Param::Int(Some(offset.into()))];
    ask(database, LIST_ACCESS_GROUPS.sql, principal, &params).await
}

/// One access group.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_access_group(
    database: &impl Database,
    principal: &Principal,
    name: &AccessGroupName,
) -> Result<AccessGroup, StoreError> {
    ask(database, GET_ACCESS_GROUP.sql, principal, &[Param::Text(Some(name.as_str()))]).await
}

/// Makes an access group.
///
/// # Errors
/// Refused for a name that is taken, and for an unknown alias.
pub async fn create_access_group(
    database: &impl Database,
    principal: &Principal,
    group: &NewAccessGroup,
) -> Result<AccessGroup, StoreError> {
    ask(database, CREATE_ACCESS_GROUP.sql, principal, &[Param::Text(Some(&json(group)))]).await
}

/// Changes an access group.
///
/// # Errors
/// Refused for an unknown group or alias.
pub async fn update_access_group(
    database: &impl Database,
    principal: &Principal,
    name: &AccessGroupName,
    change: &AccessGroupChange,
) -> Result<AccessGroup, StoreError> {
    let params = [Param::Text(Some(name.as_str())), Param::Text(Some(&json(change)))];
    ask(database, UPDATE_ACCESS_GROUP.sql, principal, &params).await
}

/// Removes an access group.
///
/// # Errors
/// Refused for an unknown one, and while teams have it.
pub async fn delete_access_group(
    database: &impl Database,
    principal: &Principal,
    name: &AccessGroupName,
) -> Result<(), StoreError> {
    ask(database, DELETE_ACCESS_GROUP.sql, principal, &[Param::Text(Some(name.as_str()))])
        .await
        .map(|IgnoredAny| ())
}
