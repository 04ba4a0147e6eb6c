//! What those who run a deployment ask of it.

use api::metrics::Metrics;
use platform::{Database, Param};

use crate::principal::{ask, grant};
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    MISSING_MIGRATIONS = "missing_migrations"(text_array),
    METRICS = "metrics"(text),
}

/// Those of these migrations, by number, that the database lacks.
///
/// # Errors
/// When the database cannot be asked, or has never seen a migration.
pub async fn missing_migrations(
    database: &impl Database,
    numbers: &[&str],
) -> Result<Vec<String>, StoreError> {
    grant(database, MISSING_MIGRATIONS.sql, &[Param::TextArray(numbers)]).await
}

/// Counts of everything, for a monitor.
///
/// # Errors
/// Refused to those who are no operators.
pub async fn metrics(database: &impl Database, principal: &Principal) -> Result<Metrics, StoreError> {
    ask(database, METRICS.sql, principal, &[]).await
}
