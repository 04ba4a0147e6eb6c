//! Calls of SQL functions outside the statements of `shared/store`: those that tests make directly.

use sqlx::AssertSqlSafe;

/// What the name of a SQL function begins with: the PostgreSQL schema that the functions are installed in, and a point. Nothing
/// while they are found by the search path.
const PREFIX: &str = "";

/// A query that calls SQL functions, each written as `functions.name(…)`: here `functions.` becomes the schema that they are
/// installed in. Queries come from the tests themselves; values are bound.
#[must_use]
pub fn calling(query: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(query.replace("functions.", PREFIX))
}
