//! Model groups: models in order of preference, called by one name.

use api::ids::{ModelGroupName, TeamId};
use api::model_groups::{ModelGroup, ResolvedModelGroup};
use platform::{Database, Param};
use serde::Serialize;

use crate::groups::{GroupKind, GroupStatements};
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

/// The groups of models in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelGroups;

/// The members that a model group is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewMembers {
    /// All of them.
    pub models: Vec<NewMember>,
}

/// A member that a model group is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewMember {
    /// An alias, or a model of the catalogue by the provider's name.
    pub model_name: String,
    /// The lowest is tried first; of one priority, in the order of the list.
    pub priority: i64,
}

impl GroupKind for ModelGroups {
    type Name = ModelGroupName;
    type Group = ModelGroup;
    type Members = NewMembers;
    const STATEMENTS: GroupStatements = GroupStatements {
        list: LIST_MODEL_GROUPS,
        get: GET_MODEL_GROUP,
        create: CREATE_MODEL_GROUP,
        update: UPDATE_MODEL_GROUP,
        delete: DELETE_MODEL_GROUP,
    };
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
