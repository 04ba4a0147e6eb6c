//! Access groups, and what they have in common with model groups.

use api::access_groups::AccessGroup;
use api::error::ErrorCode as E;
use api::ids::{AccessGroupName, ModelAlias};
use schemars::JsonSchema;
use serde_json::json;

use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct AccessGroups {
    /// Only those of this state.
    #[schemars(extend("default" = "all"))]
    status: Option<ListedGroups>,
    #[schemars(flatten)]
    page: Page,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
pub(super) enum ListedGroups {
    All,
    Active,
    Inactive,
}

/// How a group is described: what is absent stays as it is.
#[derive(JsonSchema)]
pub(super) struct GroupTerms {
    /// The name for people.
    #[schemars(length(min = 1, max = 200))]
    display_name: Option<String>,
    /// What operators note.
    #[schemars(length(max = 2_000))]
    description: Option<String>,
    /// An inactive group gives nothing.
    status: Option<GroupStatus>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum GroupStatus {
    Active,
    Inactive,
}

/// An access group to be made.
#[derive(JsonSchema)]
struct NewAccessGroup {
    /// Its name.
    group_name: AccessGroupName,
    #[schemars(flatten)]
    terms: GroupTerms,
    /// The aliases that it gives.
    #[schemars(length(max = 500))]
    model_aliases: Option<Vec<ModelAlias>>,
}

/// The aliases of an access group.
#[derive(JsonSchema)]
struct NewAliases {
    /// All that it is to give.
    #[schemars(length(max = 500))]
    model_aliases: Vec<ModelAlias>,
}

/// A group that was removed.
#[derive(JsonSchema)]
pub(super) struct DeletedGroup {
    /// The group.
    group_name: String,
    /// A sentence for a person.
    message: String,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("list_access_groups", "List access groups")
            .query::<AccessGroups>()
            .answers::<Vec<AccessGroup>>("The groups, by name.")
            .refuses(&[E::InvalidValue]),
        operation("create_access_group", "Make an access group")
            .body::<NewAccessGroup>()
            .example(json!({"group_name": "standard", "display_name": "Standard", "model_aliases": ["chat"]}))
            .answers::<AccessGroup>("The group.")
            .refuses(&[E::AlreadyExists, E::InvalidValue, E::ModelNotFound]),
        operation("get_access_group", "Get an access group").answers::<AccessGroup>("The group."),
        operation("update_access_group", "Change how an access group is described")
            .body::<GroupTerms>()
            .example(json!({"description": "What every team may call."}))
            .answers::<AccessGroup>("The group as it is now.")
            .refuses(&[E::InvalidValue]),
        operation("set_access_group_models", "Replace an access group's aliases")
            .body::<NewAliases>()
            .example(json!({"model_aliases": ["chat"]}))
            .answers::<AccessGroup>("The group as it is now.")
            .refuses(&[E::ModelNotFound]),
        operation("delete_access_group", "Remove an access group")
            .answers::<DeletedGroup>("It is removed.")
            .refuses(&[E::InUse]),
    ]
}
