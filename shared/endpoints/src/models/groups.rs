//! What is done alike to access groups and to model groups.

use std::str::FromStr;

use api::error::ApiError;
use api::groups::{DeletedGroup, ListedGroups};
use api::ids::InvalidName;
use api::listing::OffsetPage;
use api::reading::Members;
use platform::{Platform, Response};
use serde_json::Value;
use store::GroupKind;

use crate::http::incoming::Incoming;
use crate::http::{listing, refusals};

/// A kind of group, as requests and answers name it.
pub trait NamedKind: GroupKind<Name: FromStr<Err = InvalidName>, New: Members, Terms: Members> {
    /// What people call one.
    const TITLE: &'static str;

    /// The answer for a name that no group has.
    fn not_found() -> ApiError;
}

/// Lists groups by state.
pub async fn list<P: Platform, K: NamedKind>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce() -> Result<(ListedGroups, OffsetPage), ApiError>,
) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (listed, page) = read()?;
    let groups = store::list_groups::<K>(platform.database(), &principal, listed, page).await;
    listing::counted(platform, incoming, page.end(), groups)
}

/// Makes a group.
pub async fn create<P: Platform, K: NamedKind>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let group: K::New = incoming.body()?;
    refusals::granted(platform, store::create_group::<K>(platform.database(), &principal, &group).await)
}

/// One group.
pub async fn get<P: Platform, K: NamedKind>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let found = store::get_group::<K>(platform.database(), &principal, &name::<K>(incoming)?).await;
    refusals::granted(platform, found)
}

/// Changes the terms of a group, not its members.
pub async fn update<P: Platform, K: NamedKind>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    let terms: K::Terms = incoming.body()?;
    refusals::granted(
        platform,
        store::update_group::<K>(platform.database(), &principal, &name, &terms).await,
    )
}

/// Replaces a group's members by those of the body, which `read` reads.
pub async fn set_members<P: Platform, K: NamedKind>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce(&Incoming) -> Result<K::Members, ApiError>,
) -> Result<K::Group, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    let members = read(incoming)?;
    store::set_group_members::<K>(platform.database(), &principal, &name, &members)
        .await
        .map_err(|error| refusals::store_error(platform, error))
}

/// Removes a group.
pub async fn delete<P: Platform, K: NamedKind>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let name = name::<K>(incoming)?;
    let deleted = store::delete_group::<K>(platform.database(), &principal, &name).await;
    let message = format!("The {} '{name}' was deleted.", K::TITLE);
    refusals::granted(platform, deleted.map(|()| DeletedGroup { group_name: name.to_string(), message }))
}

/// The name in the path.
///
/// # Errors
/// 404 for a name that no group can have.
pub fn name<K: NamedKind>(incoming: &Incoming) -> Result<K::Name, ApiError> {
    incoming.path_param("group_name", K::not_found)
}
