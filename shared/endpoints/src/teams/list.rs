//! Which teams a list is asked for.

use store::TeamQuery;

use crate::fields::Fields;
use crate::listing::{self, Sort};

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
