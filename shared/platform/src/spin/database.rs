//! PostgreSQL through Spin's own interface: the runtime connects, and keeps the connections in a pool of its own.

use std::cell::OnceCell;
use std::future::Future;

use spin_sdk::pg::{Connection, DbValue, Error, ParameterValue, PgError, QueryError};
use zeroize::Zeroizing;

use crate::database::{self, CONNECT_TIMEOUT, STATEMENT_TIMEOUT};
use crate::{Database, DatabaseError, Param};

/// The variable with the database's URL. The manifest must allow its address, too.
const PRIMARY: &str = "database_url";
/// The variable with the URL of a read replica, which need not be set.
const REPLICA: &str = "database_read_url";

/// How long checks share a connection, in milliseconds. Anybody may ask for a check, so the number of connections must not grow with
/// the number of requests.
const NEW_CONNECTION_MS: u64 = 10_000;

/// One request's way to a database. A connection is taken from the runtime's pool for each statement and given back
/// after it, so that none is held while a provider speaks.
pub struct SpinDatabase {
    /// The variables that may have its URL: the first that is set does.
    variables: &'static [&'static str],
    url: OnceCell<Zeroizing<String>>,
    /// Whether it is reached over a connection that nothing but checks uses.
    is_for_checks: bool,
}

impl SpinDatabase {
    pub(super) fn primary() -> Self {
        Self { variables: &[PRIMARY], url: OnceCell::new(), is_for_checks: false }
    }

    /// The read replica, or the database itself if there is none.
    pub(super) fn reading() -> Self {
        Self { variables: &[REPLICA, PRIMARY], ..Self::primary() }
    }

    /// The database over a connection that nothing else uses. Of the pools that checks leave behind, Spin keeps 16 of each
    /// component, with a connection each.
    pub(super) fn newly_connected() -> Self {
        Self { is_for_checks: true, ..Self::primary() }
    }

    async fn url(&self) -> Result<&str, DatabaseError> {
        for variable in self.variables {
            if self.url.get().is_none()
                && let Some(url) = super::variable(variable).await
            {
                // Another task of the request may have been quicker; it has read the same.
                let _ = self.url.set(if self.is_for_checks { url_of_checks(&url) } else { url });
            }
        }
        let url = self.url.get().map(|url| url.as_str());
        url.ok_or_else(|| unavailable(&format!("the variable {PRIMARY} is not set")))
    }
}

/// Spin has a pool for each URL, so a name that was not used before makes a connection.
fn url_of_checks(url: &str) -> Zeroizing<String> {
    let name = format!("tollgate-check-{}", super::unix_time_ms() / NEW_CONNECTION_MS);
    database::url_with_application_name(url, &name)
}

impl Database for SpinDatabase {
    async fn query_text(&self, statement: &str, params: &[Param<'_>]) -> Result<String, DatabaseError> {
        let url = self.url().await?;
        let connection = within(CONNECT_TIMEOUT, Connection::open(url)).await?;
        let params: Vec<ParameterValue> = params.iter().map(value).collect();
        within(STATEMENT_TIMEOUT, async {
            let mut rows = connection.query(statement, params).await?;
            let first = rows.rows().next().await;
            // An error after the head of the answer is reported at its end.
            while rows.rows().next().await.is_some() {}
            rows.result().await?;
            match first.and_then(|row| row.into_iter().next()) {
                Some(DbValue::Str(text)) => Ok(text),
                _ => Err(Error::Decode("the statement gave no text".to_owned())),
            }
        })
        .await
    }
}

fn value(param: &Param<'_>) -> ParameterValue {
    match *param {
        Param::Text(Some(text)) => ParameterValue::Str(text.to_owned()),
        Param::Int(Some(number)) => ParameterValue::Int64(number),
        Param::Text(None) | Param::Int(None) => ParameterValue::DbNull,
        Param::Bytes(bytes) => ParameterValue::Binary(bytes.to_owned()),
        Param::TextArray(texts) => {
            ParameterValue::ArrayStr(texts.iter().map(|text| Some((*text).to_owned())).collect())
        }
    }
}

async fn within<T>(
    limit: std::time::Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, DatabaseError> {
    let classified = async { work.await.map_err(|error| classify(&error)) };
    database::unless(spin_sdk::time::sleep(limit), classified).await
}

fn unavailable(reason: &str) -> DatabaseError {
    DatabaseError::Unavailable(reason.to_owned())
}

fn classify(error: &Error) -> DatabaseError {
    match error {
        Error::PgError(PgError::QueryFailed(QueryError::DbError(refusal))) => {
            DatabaseError::from_sqlstate(&refusal.code, &refusal.message)
        }
        // This is not an error of the server: the connection could not be made, or broke.
        Error::PgError(
            PgError::ConnectionFailed(reason) | PgError::QueryFailed(QueryError::Text(reason)),
        ) => unavailable(reason),
        other => DatabaseError::Failed(other.to_string()),
    }
}
