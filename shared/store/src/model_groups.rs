//! Model groups: models in order of preference, called by one name.

use api::ids::{ModelGroupName, TeamId};
use api::model_groups::{
    ModelGroup, ModelGroupTerms, NewModelGroup, NewModelGroupMembers, ResolvedModelGroup,
};
use platform::{Database, Param};

use crate::error::StoreError;
use crate::groups::{GroupKind, GroupStatements};
use crate::principal::{Principal, ask};
use crate::statements::statements;

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

impl GroupKind for ModelGroups {
    type Name = ModelGroupName;
    type Group = ModelGroup;
    type New = NewModelGroup;
    type Terms = ModelGroupTerms;
    type Members = NewModelGroupMembers;
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
