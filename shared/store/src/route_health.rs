//! The health of routes, as operators read it.

use api::ids::OrganizationId;
use api::provider::Provider;
use api::route_health::{RouteHealth, RouteHealthQuery, RouteState};
use platform::{Database, Param};

use crate::error::StoreError;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_ROUTE_HEALTH = "list_route_health"(text, text, text, text, int8, int8),
}

/// The health of routes, the newest trouble first.
///
/// # Errors
/// Refused for an unknown organization.
pub async fn list_route_health(
    database: &impl Database,
    principal: &Principal,
    query: &RouteHealthQuery,
) -> Result<Counted<RouteHealth>, StoreError> {
    let params = [
        Param::Text(query.state.map(RouteState::as_str)),
        Param::Text(query.organization_id.as_ref().map(OrganizationId::as_str)),
        Param::Text(query.provider.map(Provider::as_str)),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_ROUTE_HEALTH.sql, principal, &params).await
}
