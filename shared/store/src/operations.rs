//! What those who run a deployment ask of it.

use api::metrics::Metrics;
use platform::{Database, Param};
use serde::Deserialize;

use crate::error::StoreError;
use crate::principal::{Principal, ask, grant};
use crate::statements::{FUNCTIONS_SCHEMA, statements};

statements! {
    CHECK_DATABASE = "check_database"(text_array, text),
    METRICS = "metrics"(text),
}

/// What a build finds of its database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DatabaseState {
    /// What the database lacks of this build: migrations of the schema, by number, and the schema of its functions, by name.
    pub missing_migrations: Vec<String>,
    /// Whether the role of the connection could rewrite the ledger, which only SQL functions should. None: there is no ledger.
    pub may_write_ledger: Option<bool>,
}

/// What this build finds of its database, of whose schema it needs these migrations.
///
/// # Errors
/// When the database cannot be asked, has never seen a migration, or gives the role of the connection no right to look.
pub async fn check_database(database: &impl Database, numbers: &[&str]) -> Result<DatabaseState, StoreError> {
    let params = [Param::TextArray(numbers), Param::Text(Some(FUNCTIONS_SCHEMA))];
    grant(database, CHECK_DATABASE.sql, &params).await
}

/// Counts of everything, for a monitor.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn metrics(database: &impl Database, principal: &Principal) -> Result<Metrics, StoreError> {
    ask(database, METRICS.sql, principal, &[]).await
}
