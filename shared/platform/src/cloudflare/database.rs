//! PostgreSQL through the Hyperdrive bindings `DB` and, for a read replica, `DB_READ`: `tokio-postgres` over the Worker's
//! socket.

use futures_channel::oneshot;
use futures_util::lock::Mutex;
use tokio_postgres::types::{ToSql, Type};
use worker::{SecureTransport, Socket};

use crate::database::{CONNECT_TIMEOUT, STATEMENT_TIMEOUT, unless};
use crate::{Database, DatabaseError, Param};

/// The name of the Hyperdrive binding.
const BINDING: &str = "DB";
/// The name of the Hyperdrive binding of a read replica, which a Worker need not have.
const REPLICA_BINDING: &str = "DB_READ";

/// One request's connection, made at its first statement and kept for the next one. A socket cannot be shared between
/// requests; the pool is Hyperdrive's.
pub struct HyperdriveDatabase {
    connection_string: Result<String, DatabaseError>,
    connection: Mutex<Option<Connection>>,
}

struct Connection {
    client: tokio_postgres::Client,
    ended: oneshot::Receiver<()>,
}

impl HyperdriveDatabase {
    pub(super) fn primary(env: &worker::Env) -> Self {
        Self::bound(env, BINDING).unwrap_or_else(|| {
            let missing = format!("the Worker has no Hyperdrive binding named {BINDING}");
            Self::reached_by(Err(DatabaseError::Unavailable(missing)))
        })
    }

    /// The read replica, if the Worker is bound to one.
    pub(super) fn replica(env: &worker::Env) -> Option<Self> {
        Self::bound(env, REPLICA_BINDING)
    }

    fn bound(env: &worker::Env, binding: &str) -> Option<Self> {
        Some(Self::reached_by(Ok(env.hyperdrive(binding).ok()?.connection_string())))
    }

    fn reached_by(connection_string: Result<String, DatabaseError>) -> Self {
        Self { connection_string, connection: Mutex::new(None) }
    }

    /// Closes the connection and waits until it is closed.
    pub(super) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            drop(connection.client);
            // An error only says that the connection had ended by itself.
            let _ = connection.ended.await;
        }
    }

    async fn connect(&self) -> Result<Connection, DatabaseError> {
        let connection_string = self.connection_string.as_ref().map_err(Clone::clone)?;
        let config: tokio_postgres::Config =
            connection_string.parse().map_err(|_| unavailable("the connection string cannot be read"))?;
        let (Some(tokio_postgres::config::Host::Tcp(host)), Some(port)) =
            (config.get_hosts().first(), config.get_ports().first())
        else {
            return Err(unavailable("the connection string has no host and port"));
        };
        let socket = Socket::builder()
            .secure_transport(SecureTransport::StartTls)
            .connect(host.as_str(), *port)
            .map_err(unavailable)?;
        let (client, connection) =
            config.connect_raw(socket, tokio_postgres::NoTls).await.map_err(classify)?;
        let (end, ended) = oneshot::channel();
        worker::wasm_bindgen_futures::spawn_local(async move {
            // A broken connection shows at the statement that it breaks.
            let _ = connection.await;
            let _ = end.send(());
        });
        Ok(Connection { client, ended })
    }
}

impl Database for HyperdriveDatabase {
    async fn query_text(&self, statement: &str, params: &[Param<'_>]) -> Result<String, DatabaseError> {
        let mut slot = self.connection.lock().await;
        if slot.as_ref().is_none_or(|connection| connection.client.is_closed()) {
            *slot = Some(unless(worker::Delay::from(CONNECT_TIMEOUT), self.connect()).await?);
        }
        let Some(connection) = slot.as_ref() else { return Err(unavailable("no connection")) };
        let typed: Vec<(Box<dyn ToSql + Sync + '_>, Type)> = params.iter().map(typed).collect();
        let borrowed: Vec<(&(dyn ToSql + Sync), Type)> =
            typed.iter().map(|(value, kind)| (value.as_ref(), kind.clone())).collect();
        let answer = unless(worker::Delay::from(STATEMENT_TIMEOUT), async {
            let row = connection.client.query_typed_one(statement, &borrowed).await.map_err(classify)?;
            row.try_get::<_, String>(0).map_err(classify)
        })
        .await;
        if matches!(answer, Err(DatabaseError::Unavailable(_))) {
            *slot = None;
        }
        answer
    }
}

fn typed<'a>(param: &Param<'a>) -> (Box<dyn ToSql + Sync + 'a>, Type) {
    match *param {
        Param::Text(text) => (Box::new(text), Type::TEXT),
        Param::Int(number) => (Box::new(number), Type::INT8),
        Param::Bytes(bytes) => (Box::new(bytes), Type::BYTEA),
        Param::TextArray(texts) => (Box::new(texts), Type::TEXT_ARRAY),
    }
}

fn unavailable(reason: impl std::fmt::Display) -> DatabaseError {
    DatabaseError::Unavailable(reason.to_string())
}

fn classify(error: tokio_postgres::Error) -> DatabaseError {
    match error.as_db_error() {
        Some(refusal) => DatabaseError::from_sqlstate(refusal.code().code(), refusal.message()),
        None => unavailable(error),
    }
}
