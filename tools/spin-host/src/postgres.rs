//! Spin's interface to PostgreSQL, answered as Spin answers it: each component has pools of its own, which never close a
//! connection that is idle; a connection is reset when it is taken from its pool; the server infers the types of a statement's
//! parameters. That makes three round trips of a statement. A limit of the runtime configuration bounds what all components hold
//! at once, not what their pools keep. (`crates/factor-outbound-pg` of Spin 4.1.)
//!
//! Of the interface only the asynchronous half is here, which is what `spin-sdk` 7 uses.

#![expect(clippy::result_large_err, reason = "errors are of the form that Spin's interface gives them")]

use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::NoTls;
use tokio_postgres::config::Host;
use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};

use crate::bindings::spin::postgres::postgres::{
    self as wit, Column, DbError, Error, ParameterValue, QueryError, Row, RowSet,
};
use crate::instance::ComponentConfig;
use crate::postgres_values::{self, column};

/// The most connections of a pool, as in Spin.
const POOL_SIZE: usize = 64;
/// The most addresses for which a component keeps pools, as in Spin.
const POOLS: u64 = 16;

/// The pools of one component, by address.
#[derive(Debug)]
pub struct Pools {
    by_address: moka::sync::Cache<String, Pool>,
    /// For the connections that all components hold at once. None: there is no limit.
    permits: Option<Arc<Semaphore>>,
}

impl Pools {
    /// Those of a component. `permits`: those that all components share.
    pub fn new(permits: Option<Arc<Semaphore>>) -> Self {
        Self { by_address: moka::sync::Cache::new(POOLS), permits }
    }

    async fn connect(&self, address: &str) -> Result<Connection, Error> {
        let failed = |error: &dyn std::fmt::Debug| Error::ConnectionFailed(format!("{error:?}"));
        let permit = match &self.permits {
            Some(permits) => Some(permits.clone().acquire_owned().await.map_err(|error| failed(&error))?),
            None => None,
        };
        let pool = self.by_address.try_get_with_by_ref(address, || pool(address));
        let client =
            pool.map_err(|error| Error::clone(&error))?.get().await.map_err(|error| failed(&error))?;
        Ok(Connection { client: Arc::new(client), _permit: permit })
    }
}

fn pool(address: &str) -> Result<Pool, Error> {
    let settings = ManagerConfig { recycling_method: RecyclingMethod::Clean };
    let manager = Manager::from_config(connection_config(address)?, NoTls, settings);
    let pool = Pool::builder(manager).max_size(POOL_SIZE).build();
    pool.map_err(|error| Error::ConnectionFailed(error.to_string()))
}

fn connection_config(address: &str) -> Result<tokio_postgres::Config, Error> {
    address.parse().map_err(|_| Error::ConnectionFailed("the address cannot be read".to_owned()))
}

/// A connection that a component holds. It goes back to its pool when it is dropped.
pub struct Connection {
    client: Arc<Object>,
    _permit: Option<OwnedSemaphorePermit>,
}

/// A connection in the making.
pub struct ConnectionBuilder {
    address: String,
}

/// The interface.
pub struct Postgres;

/// An instance's way to it.
pub struct PostgresView<'a> {
    /// The instance's component.
    pub config: &'a Arc<ComponentConfig>,
    /// The instance's resources.
    pub table: &'a mut ResourceTable,
}

impl HasData for Postgres {
    type Data<'a> = PostgresView<'a>;
}

impl wit::Host for PostgresView<'_> {}

impl wit::HostConnectionBuilder for PostgresView<'_> {
    fn new(&mut self, address: String) -> Resource<ConnectionBuilder> {
        // A component that fills its table with builders is at fault: it is given one that is not there.
        self.table.push(ConnectionBuilder { address }).unwrap_or_else(|_| Resource::new_own(u32::MAX))
    }

    fn set_ca_root(&mut self, _: Resource<ConnectionBuilder>, _: String) -> Result<(), Error> {
        Err(Error::Other("this host knows no TLS to databases".to_owned()))
    }

    fn build(&mut self, _: Resource<ConnectionBuilder>) -> Result<Resource<Connection>, Error> {
        Err(only_asynchronous())
    }

    fn drop(&mut self, builder: Resource<ConnectionBuilder>) -> wasmtime::Result<()> {
        self.table.delete(builder)?;
        Ok(())
    }
}

impl<T: Send> wit::HostConnectionBuilderWithStore<T> for Postgres {
    async fn build_async(
        accessor: &Accessor<T, Self>,
        builder: Resource<ConnectionBuilder>,
    ) -> Result<Resource<Connection>, Error> {
        let address = accessor.with(|mut access| {
            let view = access.get();
            view.table.get(&builder).map(|builder| builder.address.clone()).map_err(gone)
        })?;
        open(accessor, address).await
    }
}

impl wit::HostConnection for PostgresView<'_> {
    fn open(&mut self, _: String) -> Result<Resource<Connection>, Error> {
        Err(only_asynchronous())
    }

    fn query(&mut self, _: Resource<Connection>, _: String, _: Vec<ParameterValue>) -> Result<RowSet, Error> {
        Err(only_asynchronous())
    }

    fn execute(&mut self, _: Resource<Connection>, _: String, _: Vec<ParameterValue>) -> Result<u64, Error> {
        Err(only_asynchronous())
    }

    fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

type Rows = (Vec<Column>, StreamReader<Row>, FutureReader<Result<(), Error>>);

impl<T: Send> wit::HostConnectionWithStore<T> for Postgres {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        address: String,
    ) -> Result<Resource<Connection>, Error> {
        open(accessor, address).await
    }

    async fn query_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Result<Rows, Error> {
        let client = client(accessor, &connection)?;
        let values = postgres_values::values(params)?;
        let rows = client.query(&statement, &postgres_values::borrowed(&values)).await.map_err(failed)?;
        let columns = rows.first().map_or_else(Vec::new, |row| row.columns().iter().map(column).collect());
        let rows = rows.iter().map(postgres_values::row).collect::<Result<Vec<Row>, Error>>()?;
        accessor
            .with(|mut access| {
                let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(Ok(())) })?;
                Ok((columns, StreamReader::new(&mut access, rows)?, end))
            })
            .map_err(|error: wasmtime::Error| Error::Other(error.to_string()))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> Result<u64, Error> {
        let client = client(accessor, &connection)?;
        let values = postgres_values::values(params)?;
        client.execute(&statement, &postgres_values::borrowed(&values)).await.map_err(failed)
    }
}

async fn open<T: Send>(
    accessor: &Accessor<T, Postgres>,
    address: String,
) -> Result<Resource<Connection>, Error> {
    let config = accessor.with(|mut access| access.get().config.clone());
    may_connect(&config, &address)?;
    let connection = config.pools.connect(&address).await?;
    accessor.with(|mut access| access.get().table.push(connection).map_err(gone))
}

fn may_connect(component: &ComponentConfig, address: &str) -> Result<(), Error> {
    let config = connection_config(address)?;
    for (number, host) in config.get_hosts().iter().enumerate() {
        let Host::Tcp(host) = host else {
            return Err(Error::ConnectionFailed("not an address of TCP".to_owned()));
        };
        let port = config.get_ports().get(number).or_else(|| config.get_ports().first()).copied();
        if !component.allowed_hosts.allows("postgres", host, port) {
            return Err(Error::ConnectionFailed(format!("the address postgres://{host} is not permitted")));
        }
    }
    Ok(())
}

fn client<T: Send>(
    accessor: &Accessor<T, Postgres>,
    connection: &Resource<Connection>,
) -> Result<Arc<Object>, Error> {
    accessor.with(|mut access| {
        let view = access.get();
        view.table.get(connection).map(|connection| connection.client.clone()).map_err(gone)
    })
}

fn gone(error: wasmtime::component::ResourceTableError) -> Error {
    Error::Other(error.to_string())
}

fn only_asynchronous() -> Error {
    Error::Other("this host has only the asynchronous half of the interface".to_owned())
}

fn failed(error: tokio_postgres::Error) -> Error {
    let as_text = format!("{error:?}");
    Error::QueryFailed(match error.as_db_error() {
        None => QueryError::Text(as_text),
        Some(refusal) => QueryError::DbError(DbError {
            as_text,
            severity: refusal.severity().to_owned(),
            code: refusal.code().code().to_owned(),
            message: refusal.message().to_owned(),
            detail: refusal.detail().map(str::to_owned),
            extras: Vec::new(),
        }),
    })
}
