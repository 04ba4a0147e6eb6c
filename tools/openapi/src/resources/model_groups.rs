//! Model groups.

use api::error::ErrorCode as E;
use api::ids::{ModelGroupName, TeamId};
use api::model_groups::{ModelGroup, ModelGroupMembers, ResolvedModelGroup};
use schemars::JsonSchema;
use serde_json::json;

use super::access_groups::{DeletedGroup, GroupTerms, ListedGroups};
use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct ModelGroups {
    /// Only those of this state.
    #[schemars(extend("default" = "active"))]
    status: Option<ListedGroups>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
struct ForTeam {
    /// The team that would call it.
    team_id: TeamId,
}

/// A model group to be made.
#[derive(JsonSchema)]
struct NewModelGroup {
    /// Its name, which teams call.
    group_name: ModelGroupName,
    #[schemars(flatten)]
    terms: GroupTerms,
    #[schemars(flatten)]
    members: Members,
}

#[derive(JsonSchema)]
struct Members {
    /// Its members, each once.
    #[schemars(length(max = 50))]
    models: Vec<Member>,
}

/// A member of a model group.
#[derive(JsonSchema)]
#[schemars(rename = "NewModelGroupMember")]
struct Member {
    /// An alias, or a model of the catalogue by the provider's name.
    #[schemars(length(min = 1, max = 200))]
    model_name: String,
    /// The lowest is tried first.
    #[schemars(extend("default" = 0))]
    priority: Option<i32>,
}

/// Members of a model group, as a list or with their name.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum NewMembers {
    /// As a list.
    List(#[schemars(length(max = 50))] Vec<Member>),
    /// With their name.
    Named(Members),
}

pub(super) fn operations() -> Vec<Operation> {
    let members =
        json!([{"model_name": "chat", "priority": 0}, {"model_name": "chat-anthropic", "priority": 1}]);
    vec![
        operation("list_model_groups", "List model groups")
            .query::<ModelGroups>()
            .answers::<Vec<ModelGroup>>("The groups, by name.")
            .refuses(&[E::InvalidValue]),
        operation("create_model_group", "Make a model group")
            .body::<NewModelGroup>()
            .example(json!({"group_name": "fast", "display_name": "Fast", "models": members}))
            .answers::<ModelGroup>("The group.")
            .refuses(&[E::AlreadyExists, E::InvalidValue]),
        operation("get_model_group", "Get a model group").answers::<ModelGroup>("The group."),
        operation("update_model_group", "Change how a model group is described")
            .body::<GroupTerms>()
            .example(json!({"description": "For short answers."}))
            .answers::<ModelGroup>("The group as it is now.")
            .refuses(&[E::InvalidValue]),
        operation("set_model_group_models", "Replace a model group's members")
            .body::<NewMembers>()
            .example(members)
            .answers::<ModelGroupMembers>("The members as they are now.")
            .refuses(&[E::InvalidValue]),
        operation("delete_model_group", "Remove a model group")
            .answers::<DeletedGroup>("It is removed.")
            .refuses(&[E::InUse]),
        operation("resolve_model_group", "Ask what a team's call of a model group would try")
            .query::<ForTeam>()
            .answers::<ResolvedModelGroup>("What would be tried, in order.")
            .refuses(&[E::TeamNotFound]),
    ]
}
