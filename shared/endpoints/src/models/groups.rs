//! What is done alike to access groups and to model groups.

use std::str::FromStr;

use api::error::ApiError;
use api::ids::InvalidName;
use platform::Platform;
use serde_json::{Map, Value, json};
use store::{GroupChange, GroupKind, NewGroup};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::refusals;

const MAX_DESCRIPTION: usize = 2_000;

/// A kind of group, as requests name it.
pub trait Named: GroupKind<Name: FromStr<Err = InvalidName>> {
    /// What people call one.
    const TITLE: &'static str;
    /// The status of those that are listed where a request does not say it: `active`, `inactive` or `all`.
    const LISTED: &'static str;

    /// The answer for a name that no group has.
    fn not_found() -> ApiError;

    /// Reads the members that a group is to have, if the body says it; what is wrong is noted in `fields`.
    fn members(fields: &mut Fields<'_>) -> Option<Self::Members>;
}

/// Lists groups by status.
pub async fn list<P: Platform, K: Named>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let status = fields.choice("status", &["active", "inactive", "all"]).unwrap_or(K::LISTED);
    let page = Page::read(&mut fields, MAX_PAGE);
    let status = fields.finish_with(Some((status != "all").then_some(status)))?;
    let groups =
        store::list_groups::<K>(platform.database(), &principal, status, page.limit, page.offset).await;
    refusals::granted(platform, groups)
}

/// Makes a group. `needed` names the field of its members, where they must be said.
pub async fn create<P: Platform, K: Named>(
    platform: &P,
    incoming: &Incoming,
    needed: Option<&str>,
) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let group_name = fields.required_name("group_name");
    let rest = GroupChange { members: members::<K>(&mut fields, needed), ..description(&mut fields) };
    let group = fields.finish_with(group_name.map(|group_name| NewGroup { group_name, rest }))?;
    let created = store::create_group::<K>(platform.database(), &principal, &group).await;
    refusals::granted(platform, created)
}

/// One group.
pub async fn get<P: Platform, K: Named>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let found = store::get_group::<K>(platform.database(), &principal, &name::<K>(incoming)?).await;
    refusals::granted(platform, found)
}

/// Changes how a group is described, not its members.
pub async fn update<P: Platform, K: Named>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let change = description(&mut fields);
    let change = fields.finish_with(Some(change))?;
    let changed = store::update_group::<K>(platform.database(), &principal, &name, &change).await;
    refusals::granted(platform, changed)
}

/// Replaces a group's members by those in the field of this name.
pub async fn set_members<P: Platform, K: Named>(
    platform: &P,
    incoming: &Incoming,
    body: &Map<String, Value>,
    field: &str,
) -> Result<K::Group, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    let mut fields = Fields::new(body);
    let members = members::<K>(&mut fields, Some(field));
    let change = fields.finish_with(Some(GroupChange {
        display_name: None,
        description: None,
        status: None,
        members,
    }))?;
    store::update_group::<K>(platform.database(), &principal, &name, &change)
        .await
        .map_err(|error| refusals::store_error(platform, error))
}

/// Removes a group.
pub async fn delete<P: Platform, K: Named>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    store::delete_group::<K>(platform.database(), &principal, &name)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(json!({"group_name": name, "message": format!("The {} '{name}' was deleted.", K::TITLE)}))
}

/// The name in the path.
///
/// # Errors
/// 404 for one that no group can have.
pub fn name<K: Named>(incoming: &Incoming) -> Result<K::Name, ApiError> {
    incoming.path_param("group_name", K::not_found)
}

fn members<K: Named>(fields: &mut Fields<'_>, needed: Option<&str>) -> Option<K::Members> {
    if let Some(field) = needed {
        fields.require(field);
    }
    K::members(fields)
}

fn description<M>(fields: &mut Fields<'_>) -> GroupChange<M> {
    GroupChange {
        display_name: fields.get("display_name").map(|_| fields.required_text("display_name", 200)),
        description: fields.optional_text("description", MAX_DESCRIPTION),
        status: fields.choice("status", &["active", "inactive"]),
        members: None,
    }
}
