//! The database as handlers see it: one statement, one round trip.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use zeroize::Zeroizing;

/// How long a connection may take to be ready.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a statement may take. All of ours take milliseconds.
pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(15);

/// PostgreSQL behind the runtime's pooler. No session state and no transaction outlives a statement, so a pooler in
/// transaction mode serves.
pub trait Database {
    /// Runs one statement in one round trip: the parameters carry their types, so nothing is prepared first. The
    /// statement returns one row with one column of type `text`, JSON by convention.
    ///
    /// # Errors
    /// See [`DatabaseError`].
    fn query_text(
        &self,
        statement: &str,
        params: &[Param<'_>],
    ) -> impl Future<Output = Result<String, DatabaseError>>;
}

/// A statement's parameter. JSON, UUIDs and decimals are passed as text and cast in the statement: `$1::jsonb`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Param<'a> {
    /// `text`
    Text(Option<&'a str>),
    /// `bigint`
    Int(Option<i64>),
    /// `bytea`
    Bytes(&'a [u8]),
    /// `text[]`
    TextArray(&'a [&'a str]),
}

/// Why a statement gave no row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// It could not be reached, or went away before it answered. The text is for the log.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A function, table or column that this version needs is not there, or the role of the connection has no right to it.
    #[error("database migrations are not applied: {0}")]
    MigrationRequired(String),
    /// It refused the statement. Has the SQLSTATE; for the log only.
    #[error("statement failed: {0}")]
    Failed(String),
}

impl DatabaseError {
    /// Classifies a server's error by its SQLSTATE
    /// (PostgreSQL documentation, appendix A "PostgreSQL Error Codes").
    #[must_use]
    pub fn from_sqlstate(sqlstate: &str, message: &str) -> Self {
        let text = format!("{sqlstate} {message}");
        match sqlstate {
            // undefined schema (of a version of the functions), function, table, column, object (a type); no right to one: `migrate`
            // grants them
            "3F000" | "42883" | "42P01" | "42703" | "42704" | "42501" => Self::MigrationRequired(text),
            // too many connections, shutting down, starting up; database dropped
            "53300" | "57P01" | "57P02" | "57P03" | "3D000" => Self::Unavailable(text),
            _ if sqlstate.starts_with("08") => Self::Unavailable(text),
            _ => Self::Failed(text),
        }
    }

    /// The statement did nothing and may do better when sent again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::MigrationRequired(_) => false,
            // serialization failure, deadlock
            Self::Failed(text) => text.starts_with("40001") || text.starts_with("40P01"),
        }
    }
}

/// Does the work, unless its time is over first.
///
/// # Errors
/// Those of the work, and [`DatabaseError::Unavailable`] when the time is over.
pub async fn unless<T>(
    time_is_over: impl Future<Output = ()>,
    work: impl Future<Output = Result<T, DatabaseError>>,
) -> Result<T, DatabaseError> {
    match select(pin!(work), pin!(time_is_over)).await {
        Either::Left((result, _)) => result,
        Either::Right(((), _)) => Err(DatabaseError::Unavailable("no answer in time".to_owned())),
    }
}

/// A database's URL under which connections have a name, which PostgreSQL shows in `pg_stat_activity`.
#[must_use]
pub fn url_with_application_name(url: &str, name: &str) -> Zeroizing<String> {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}application_name={name}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_with_and_without_parameters_gets_an_application_name() {
        let url = "postgres://tollgate_app:secret@db:5432/tollgate";
        assert_eq!(*url_with_application_name(url, "check"), format!("{url}?application_name=check"));
        let url = format!("{url}?sslmode=require");
        assert_eq!(*url_with_application_name(&url, "check"), format!("{url}&application_name=check"));
    }

    #[test]
    fn a_missing_function_or_right_means_that_migrations_are_not_applied() {
        for (sqlstate, message) in [
            ("42883", "function admit_call(...) does not exist"),
            ("3F000", "schema \"tollgate_0123456789ab\" does not exist"),
            ("42501", "permission denied for schema tollgate_0123456789ab"),
        ] {
            let error = DatabaseError::from_sqlstate(sqlstate, message);
            assert!(matches!(error, DatabaseError::MigrationRequired(_)), "{error}");
        }
    }

    #[test]
    fn a_server_that_shuts_down_is_unavailable() {
        assert!(matches!(DatabaseError::from_sqlstate("57P01", ""), DatabaseError::Unavailable(_)));
        assert!(matches!(DatabaseError::from_sqlstate("08006", ""), DatabaseError::Unavailable(_)));
    }
}
