//! Model groups.

use api::error::ErrorCode as E;
use api::groups::{DeletedGroup, GroupTerms};
use api::model_groups::{
    ModelGroup, ModelGroupMembers, ModelGroupQuery, NewModelGroup, NewModelGroupMembers, ResolveModelGroup,
    ResolvedModelGroup,
};
use api::routes::ModelGroupsOperation;
use serde_json::{Value, json};

use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: ModelGroupsOperation) -> Operation {
    match operation {
        ModelGroupsOperation::ListModelGroups => describe("List model groups")
            .query::<ModelGroupQuery>()
            .answers::<Vec<ModelGroup>>("The groups, by name.")
            .refuses(&[E::InvalidValue]),
        ModelGroupsOperation::CreateModelGroup => describe("Make a model group")
            .body::<NewModelGroup>()
            .example(json!({"group_name": "fast", "display_name": "Fast", "models": members()}))
            .answers::<ModelGroup>("The group.")
            .refuses(&[E::AlreadyExists, E::InvalidValue]),
        ModelGroupsOperation::GetModelGroup => {
            describe("Get a model group").answers::<ModelGroup>("The group.")
        }
        ModelGroupsOperation::UpdateModelGroup => describe("Change how a model group is described")
            .body::<GroupTerms>()
            .example(json!({"description": "For short answers."}))
            .answers::<ModelGroup>("The group as it is now.")
            .refuses(&[E::InvalidValue]),
        ModelGroupsOperation::SetModelGroupModels => describe("Replace a model group's members")
            .list_body::<NewModelGroupMembers>()
            .example(members())
            .answers::<ModelGroupMembers>("The members as they are now.")
            .refuses(&[E::InvalidValue]),
        ModelGroupsOperation::DeleteModelGroup => {
            describe("Remove a model group").answers::<DeletedGroup>("It is removed.").refuses(&[E::InUse])
        }
        ModelGroupsOperation::ResolveModelGroup => {
            describe("Ask what a team's call of a model group would try")
                .query::<ResolveModelGroup>()
                .answers::<ResolvedModelGroup>("What would be tried, in order.")
                .refuses(&[E::TeamNotFound])
        }
    }
}

/// Members of a group, as a list.
fn members() -> Value {
    json!([{"model_name": "chat", "priority": 0}, {"model_name": "chat-anthropic", "priority": 1}])
}
