//! What access groups and model groups have in common: a name, a description and members, kept by five statements.

use std::fmt::Display;

use api::groups::{GroupStatus, ListedGroups};
use api::listing::OffsetPage;
use platform::{Database, Param};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::StoreError;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::Statement;

/// A kind of group.
pub trait GroupKind {
    /// What its groups are named by.
    type Name: Display;
    /// A group, as people see it.
    type Group: DeserializeOwned + Serialize;
    /// A group to be made.
    type New: Serialize;
    /// What is changed of a group that is not its members.
    type Terms: Serialize;
    /// The members that a group is to have: all of them.
    type Members: Serialize;
    /// How its groups are kept.
    const STATEMENTS: GroupStatements;
}

/// The statements that keep a kind of group.
#[derive(Debug, Clone, Copy)]
pub struct GroupStatements {
    /// Takes a status or null, a limit and an offset.
    pub list: Statement,
    /// Takes a name.
    pub get: Statement,
    /// Takes a [`GroupKind::New`].
    pub create: Statement,
    /// Takes a name, and [`GroupKind::Terms`] or [`GroupKind::Members`].
    pub update: Statement,
    /// Takes a name.
    pub delete: Statement,
}

/// Groups, by name.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn list_groups<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    listed: ListedGroups,
    page: OffsetPage,
) -> Result<Counted<K::Group>, StoreError> {
    let params = [
        Param::Text(listed.status().map(GroupStatus::as_str)),
        Param::Int(Some(page.limit.get())),
        Param::Int(Some(page.offset.get())),
    ];
    ask(database, K::STATEMENTS.list.sql, principal, &params).await
}

/// One group.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
) -> Result<K::Group, StoreError> {
    ask(database, K::STATEMENTS.get.sql, principal, &[Param::Text(Some(&name.to_string()))]).await
}

/// Makes a group.
///
/// # Errors
/// Refused for a name that is taken, and for members that are not possible.
pub async fn create_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    group: &K::New,
) -> Result<K::Group, StoreError> {
    ask(database, K::STATEMENTS.create.sql, principal, &[Param::Text(Some(&json_text(group)))]).await
}

/// Changes the terms of a group, not its members.
///
/// # Errors
/// Refused for an unknown group.
pub async fn update_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
    terms: &K::Terms,
) -> Result<K::Group, StoreError> {
    change::<K>(database, principal, name, terms).await
}

/// Replaces the members of a group.
///
/// # Errors
/// Refused for an unknown group, and for members that cannot be.
pub async fn set_group_members<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
    members: &K::Members,
) -> Result<K::Group, StoreError> {
    change::<K>(database, principal, name, members).await
}

async fn change<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
    change: &impl Serialize,
) -> Result<K::Group, StoreError> {
    let params = [Param::Text(Some(&name.to_string())), Param::Text(Some(&json_text(change)))];
    ask(database, K::STATEMENTS.update.sql, principal, &params).await
}

/// Removes a group.
///
/// # Errors
/// Refused for an unknown one, and while teams have it.
pub async fn delete_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
) -> Result<(), StoreError> {
    ask(database, K::STATEMENTS.delete.sql, principal, &[Param::Text(Some(&name.to_string()))])
        .await
        .map(|IgnoredAny| ())
}
