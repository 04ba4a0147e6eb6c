//! Model groups: models in order of preference, called by one name.

use api::ids::{ModelGroupName, TeamId};
use api::model_groups::{ModelGroup, ResolvedModelGroup};
use platform::{Database, Param};
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    LIST_MODEL_GROUPS = "list_model_groups"(text, text, int8, int8),
    GET_MODEL_GROUP = "get_model_group"(text, text),
    CREATE_MODEL_GROUP = "create_model_group"(text, text),
    UPDATE_MODEL_GROUP = "update_model_group"(text, text, text),
    DELETE_MODEL_GROUP = "delete_model_group"(text, text),
    RESOLVE_MODEL_GROUP = "resolve_model_group"(text, text, text),
}

/// A member that a model group is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewMember {
    /// An alias, or a model of the catalogue by the provider's name.
    pub model_name: String,
    /// The lowest is tried first; of one priority, in the order of the list.
    pub priority: i64,
}

/// What is set or changed of a model group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ModelGroupChange {
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// For operators; an empty text removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `active` or `inactive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Its members, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<NewMember>>,
}

/// A model group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewModelGroup {
    /// What teams will call it.
    pub group_name: ModelGroupName,
    /// Everything else.
    #[serde(flatten)]
    pub rest: ModelGroupChange,
}

/// Model groups, by name.
///
/// # Errors
/// Refused to who is no operator.
pub async fn list_model_groups(
    database: &impl Database,
    principal: &Principal,
    status: Option<&str>,
    limit: u32,
    offset: u32,
) -> Result<Vec<ModelGroup>, StoreError> {
    let params = [Param::Text(status), Param::Int(Some(limit.into())), Param::Int(Some(offset.into()))];
    ask(database, LIST_MODEL_GROUPS.sql, principal, &params).await
}

/// One model group.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_model_group(
    database: &impl Database,
    principal: &Principal,
    name: &ModelGroupName,
) -> Result<ModelGroup, StoreError> {
    ask(database, GET_MODEL_GROUP.sql, principal, &[Param::Text(Some(name.as_str()))]).await
}

/// Makes a model group.
///
/// # Errors
/// Refused for a name that is taken, and for a member that is neither an alias nor in the catalogue.
pub async fn create_model_group(
    database: &impl Database,
    principal: &Principal,
    group: &NewModelGroup,
) -> Result<ModelGroup, StoreError> {
    ask(database, CREATE_MODEL_GROUP.sql, principal, &[Param::Text(Some(&json(group)))]).await
}

/// Changes a model group.
///
/// # Errors
/// Refused for an unknown group, and for a member that is neither an alias nor in the catalogue.
pub async fn update_model_group(
    database: &impl Database,
    principal: &Principal,
    name: &ModelGroupName,
    change: &ModelGroupChange,
) -> Result<ModelGroup, StoreError> {
    let params = [Param::Text(Some(name.as_str())), Param::Text(Some(&json(change)))];
    ask(database, UPDATE_MODEL_GROUP.sql, principal, &params).await
}

/// Removes a model group.
///
/// # Errors
/// Refused for an unknown one, and while teams have it.
pub async fn delete_model_group(
    database: &impl Database,
    principal: &Principal,
    name: &ModelGroupName,
) -> Result<(), StoreError> {
    ask(database, DELETE_MODEL_GROUP.sql, principal, &[Param::Text(Some(name.as_str()))])
        .await
        .map(|IgnoredAny| ())
}

/// What a team's call of a model group would try.
///
/// # Errors
/// Refused to other teams, and to operators for an unknown team or group.
pub async fn resolve_model_group(
    database: &impl Database,
    principal: &Principal,
    name: &ModelGroupName,
    team_id: &TeamId,
) -> Result<ResolvedModelGroup, StoreError> {
    let params = [Param::Text(Some(name.as_str())), Param::Text(Some(team_id.as_str()))];
    ask(database, RESOLVE_MODEL_GROUP.sql, principal, &params).await
}
