//! Access groups.

use api::access_groups::{AccessGroup, AccessGroupAliases, AccessGroupQuery, NewAccessGroup};
use api::error::ErrorCode as E;
use api::groups::{DeletedGroup, GroupTerms};
use api::routes::ModelAccessGroupsOperation;
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: ModelAccessGroupsOperation) -> Operation {
    match operation {
        ModelAccessGroupsOperation::ListAccessGroups => describe("List access groups")
            .query::<AccessGroupQuery>()
            .answers::<Vec<AccessGroup>>("The groups, by name.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::InvalidValue]),
        ModelAccessGroupsOperation::CreateAccessGroup => describe("Make an access group")
            .body::<NewAccessGroup>()
            .example(json!({"group_name": "standard", "display_name": "Standard", "model_aliases": ["chat"]}))
            .answers::<AccessGroup>("The group.")
            .refuses(&[E::AlreadyExists, E::InvalidValue, E::ModelNotFound]),
        ModelAccessGroupsOperation::GetAccessGroup => {
            describe("Get an access group").answers::<AccessGroup>("The group.")
        }
        ModelAccessGroupsOperation::UpdateAccessGroup => describe("Change how an access group is described")
            .body::<GroupTerms>()
            .example(json!({"description": "What every team may call."}))
            .answers::<AccessGroup>("The group as it is now.")
            .refuses(&[E::InvalidValue]),
        ModelAccessGroupsOperation::SetAccessGroupModels => describe("Replace an access group's aliases")
            .body::<AccessGroupAliases>()
            .example(json!({"model_aliases": ["chat"]}))
            .answers::<AccessGroup>("The group as it is now.")
            .refuses(&[E::ModelNotFound]),
        ModelAccessGroupsOperation::DeleteAccessGroup => {
            describe("Remove an access group").answers::<DeletedGroup>("It is removed.").refuses(&[E::InUse])
        }
    }
}
