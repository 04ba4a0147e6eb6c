//! What access groups and model groups have in common: a name, a description and members, kept by five statements.

use std::fmt::Display;

use platform::{Database, Param};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::job::json;
use crate::principal::ask;
use crate::statements::Statement;
use crate::{Principal, StoreError};

/// A kind of group.
pub trait GroupKind {
    /// What its groups are named by.
    type Name: Display + Serialize;
    /// A group, as people see it.
    type Group: DeserializeOwned + Serialize;
    /// The members that a group is to have, under the name of their field.
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
    /// Takes a [`NewGroup`].
    pub create: Statement,
    /// Takes a name and a [`GroupChange`].
    pub update: Statement,
    /// Takes a name.
    pub delete: Statement,
}

/// What is set or changed of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupChange<Members> {
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
    #[serde(flatten)]
    pub members: Option<Members>,
}

/// A group to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewGroup<Name, Members> {
    /// Its name.
    pub group_name: Name,
    /// Everything else.
    #[serde(flatten)]
    pub rest: GroupChange<Members>,
}

/// Groups, by name.
///
/// # Errors
/// Refused to who is no operator.
pub async fn list_groups<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    status: Option<&str>,
    limit: u32,
    offset: u32,
) -> Result<Vec<K::Group>, StoreError> {
    let params = [Param::Text(status), Param::Int(Some(limit.into())), Param::Int(Some(offset.into()))];
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
/// Refused for a name that is taken, and for members that cannot be.
pub async fn create_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    group: &NewGroup<K::Name, K::Members>,
) -> Result<K::Group, StoreError> {
    ask(database, K::STATEMENTS.create.sql, principal, &[Param::Text(Some(&json(group)))]).await
}

/// Changes a group.
///
/// # Errors
/// Refused for an unknown group, and for members that cannot be.
pub async fn update_group<K: GroupKind>(
    database: &impl Database,
    principal: &Principal,
    name: &K::Name,
    change: &GroupChange<K::Members>,
) -> Result<K::Group, StoreError> {
    let params = [Param::Text(Some(&name.to_string())), Param::Text(Some(&json(change)))];
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
