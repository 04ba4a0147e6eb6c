//! Access groups: aliases that are given to teams together.

use api::access_groups::{AccessGroup, AccessGroupAliases, NewAccessGroup};
use api::groups::GroupTerms;
use api::ids::AccessGroupName;

use crate::groups::{GroupKind, GroupStatements};
use crate::statements::statements;

statements! {
    LIST_ACCESS_GROUPS = "list_access_groups"(text, text, int8, int8),
    GET_ACCESS_GROUP = "get_access_group"(text, text),
    CREATE_ACCESS_GROUP = "create_access_group"(text, text),
    UPDATE_ACCESS_GROUP = "update_access_group"(text, text, text),
    DELETE_ACCESS_GROUP = "delete_access_group"(text, text),
}

/// The groups of aliases that are given to teams together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessGroups;

impl GroupKind for AccessGroups {
    type Name = AccessGroupName;
    type Group = AccessGroup;
    type New = NewAccessGroup;
    type Terms = GroupTerms;
    type Members = AccessGroupAliases;
    const STATEMENTS: GroupStatements = GroupStatements {
        list: LIST_ACCESS_GROUPS,
        get: GET_ACCESS_GROUP,
        create: CREATE_ACCESS_GROUP,
        update: UPDATE_ACCESS_GROUP,
        delete: DELETE_ACCESS_GROUP,
    };
}
