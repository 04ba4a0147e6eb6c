//! Lists of teams.

use api::error::ApiError;
use platform::{Platform, Response};
use serde_json::json;
use store::TeamQuery;

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::listing::{self, Sort};
use crate::http::refusals;

/// How teams can be ordered.
const SORTS: &[Sort] = &[
    Sort { name: "created_at", descending: true },
    Sort { name: "team_id", descending: false },
    Sort { name: "team_alias", descending: false },
    Sort { name: "credits_remaining", descending: false },
];

/// Reads the query of a list of teams. What is wrong is noted in `query`.
pub fn read(query: &mut Fields<'_>) -> TeamQuery {
    TeamQuery {
        page: listing::read(query, SORTS),
        organization_id: query.optional_name("organization_id"),
        status: query.one_of("status", &["active", "suspended", "paused", "deleted"]),
    }
}

/// `GET /api/teams`.
pub async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let query = read(&mut fields);
    let query = fields.finish_with(Some(query))?;
    let page = store::list_teams(platform.database(), &principal, &query)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(listing::respond(incoming, &query.page, &page, &json!(page.items)))
}
