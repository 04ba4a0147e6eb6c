//! Model groups, and the health of routes.

use api::error::ErrorCode as E;
use api::groups::DeletedGroup;
use api::model_groups::{
    ModelGroup, ModelGroupMembers, ModelGroupQuery, ModelGroupTerms, NewModelGroup, NewModelGroupMembers,
    ResolveModelGroup, ResolvedModelGroup,
};
use api::route_health::{RouteHealth, RouteHealthQuery};
use api::routes::ModelGroupsOperation;
use serde_json::{Value, json};

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: ModelGroupsOperation) -> Operation {
    match operation {
        ModelGroupsOperation::ListModelGroups => describe("List model groups")
            .query::<ModelGroupQuery>()
            .answers::<Vec<ModelGroup>>("The groups, by name.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::InvalidValue]),
        ModelGroupsOperation::CreateModelGroup => describe("Make a model group")
            .body::<NewModelGroup>()
            .example(json!({"group_name": "fast", "display_name": "Fast", "models": members()}))
            .answers::<ModelGroup>("The group.")
            .refuses(&[E::AlreadyExists, E::InvalidValue]),
        ModelGroupsOperation::GetModelGroup => {
            describe("Get a model group").answers::<ModelGroup>("The group.")
        }
        ModelGroupsOperation::UpdateModelGroup => describe("Change how a model group is described and balances")
            .body::<ModelGroupTerms>()
            .example(json!({"description": "For short answers.", "balancing": "least_latency"}))
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
        ModelGroupsOperation::ListRouteHealth => describe("List the health of routes")
            .about("A route is a provider's model with a key for it. A route is listed once a call has tried it.")
            .query::<RouteHealthQuery>()
            .answers::<Vec<RouteHealth>>("The routes, the newest trouble first.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::InvalidValue, E::OrganizationNotFound]),
    }
}

/// Members of a group, as a list.
fn members() -> Value {
    json!([{"model_name": "chat", "priority": 0}, {"model_name": "chat-anthropic", "priority": 1}])
}
