//! What those who run a deployment ask of it.

use api::metrics::Metrics;
use platform::{Database, Param};

use crate::error::StoreError;
use crate::principal::{Principal, ask, grant};
use crate::statements::{FUNCTIONS_SCHEMA, statements};

statements! {
    MISSING_MIGRATIONS = "missing_migrations"(text_array, text),
    METRICS = "metrics"(text),
}

/// What the database lacks of this build: those of these migrations of the schema, by number, and the schema of its functions,
/// by name.
///
/// # Errors
/// When the database cannot be asked, or has never seen a migration.
pub async fn missing_migrations(
    database: &impl Database,
    numbers: &[&str],
) -> Result<Vec<String>, StoreError> {
    let params = [Param::TextArray(numbers), Param::Text(Some(FUNCTIONS_SCHEMA))];
    grant(database, MISSING_MIGRATIONS.sql, &params).await
}

/// Counts of everything, for a monitor.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn metrics(database: &impl Database, principal: &Principal) -> Result<Metrics, StoreError> {
    ask(database, METRICS.sql, principal, &[]).await
}
