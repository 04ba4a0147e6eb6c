//! The whole of Tollgate on one machine: PostgreSQL with the schema, the simulated provider, and the functions.
//!
//! It is started in two steps, so that a test can put something between the functions and their database:
//! [`Foundation::lay`], then [`Foundation::raise`].

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use api::provider::Provider;
use pooler::Pooler;
use simulator::Simulator;

use crate::database::{DatabaseUrl, Migrated, create_database, migrate};
use crate::manifests::runtime_config::MAX_CONNECTIONS;
use crate::node::NodeTools;
use crate::postgres::{Durability, Postgres, PostgresOptions};
use crate::running::plain_worker::PlainWorker;
use crate::running::{Running, RunningOptions};
use crate::runtime::Runtime;
use crate::secrets::Secrets;
use crate::temporary_folder::TemporaryFolder;
use crate::{Checkout, Function};

/// The name of the database on a server of our own.
const DATABASE: &str = "tollgate";

/// The folder of a server of our own.
const POSTGRES: &str = "postgres";

/// The folder of the functions that serve the stack's own port.
const FUNCTIONS: &str = "functions";

/// The options of a stack.
#[derive(Debug, Clone)]
pub struct StackOptions {
    runtime: Runtime,
    /// Where it keeps its data, secrets and logs.
    folder: PathBuf,
    temporary: bool,
    durability: Durability,
    /// A database of another server, instead of a server of our own.
    database: Option<DatabaseUrl>,
    /// The same database as the functions' role.
    functions_database: Option<DatabaseUrl>,
    /// The port of the functions; a free one if none is given.
    port: Option<u16>,
    settings: BTreeMap<String, String>,
}

impl StackOptions {
    /// The stack of `cargo xtask dev`: durable, in the checkout's own folder. From the environment it takes the
    /// database named in `DATABASE_URL` and, for the functions, in `FUNCTIONS_DATABASE_URL`, and provider keys and addresses such
    /// as `OPENAI_API_KEY`.
    ///
    /// # Errors
    /// If one of the two URLs is malformed.
    pub fn development(checkout: &Checkout) -> Result<Self> {
        Ok(Self {
            runtime: Runtime::Cloudflare,
            folder: checkout.state_dir(),
            temporary: false,
            durability: Durability::Durable,
            database: address_in_environment("DATABASE_URL")?,
            functions_database: address_in_environment("FUNCTIONS_DATABASE_URL")?,
            port: None,
            settings: provider_settings_of_environment(),
        })
    }

    /// A stack for tests, which leaves nothing behind, except the two roles and a database of its own if `DATABASE_URL` names a
    /// server. `name` distinguishes several of one process.
    ///
    /// # Errors
    /// If one of the two URLs is malformed.
    pub fn test(checkout: &Checkout, name: &str) -> Result<Self> {
        let folder = checkout.state_dir().join("tests").join(format!("{}-{name}", std::process::id()));
        Ok(Self {
            runtime: Runtime::Cloudflare,
            folder,
            temporary: true,
            durability: Durability::Volatile,
            database: address_in_environment("DATABASE_URL")?,
            functions_database: address_in_environment("FUNCTIONS_DATABASE_URL")?,
            port: None,
            settings: BTreeMap::new(),
        })
    }

    /// The database of this stack, if another process runs it at this moment.
    ///
    /// # Errors
    /// If its folder cannot be read.
    pub fn running_database(&self, node: &NodeTools) -> Result<Option<DatabaseUrl>> {
        match &self.database {
            Some(database) => Ok(Some(database.clone())),
            None => Postgres::running(node, &self.folder.join(POSTGRES), DATABASE),
        }
    }

    /// The secrets of this stack.
    ///
    /// # Errors
    /// If its folder cannot be read or written.
    pub fn secrets(&self) -> Result<Secrets> {
        Secrets::of(&self.folder)
    }

    /// The database of another server, if it is to be used.
    #[must_use]
    pub const fn database(&self) -> Option<&DatabaseUrl> {
        self.database.as_ref()
    }

    /// The same database as the functions' role, if one is named.
    #[must_use]
    pub const fn functions_database(&self) -> Option<&DatabaseUrl> {
        self.functions_database.as_ref()
    }

    /// Runs the functions in this runtime.
    #[must_use]
    pub fn in_runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Puts the functions on this port.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets a secret or setting of the functions, such as `OPENAI_API_KEY`, over those of every stack.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }
}

fn address_in_environment(name: &str) -> Result<Option<DatabaseUrl>> {
    match std::env::var(name) {
        Ok(text) if !text.is_empty() => {
            text.parse().map(Some).with_context(|| format!("{name} cannot be used"))
        }
        _ => Ok(None),
    }
}

/// The fallback keys and addresses of the providers.
fn provider_settings_of_environment() -> BTreeMap<String, String> {
    let names = Provider::ALL.into_iter().flat_map(|provider| {
        let provider = provider.as_str().to_uppercase();
        [format!("{provider}_API_KEY"), format!("{provider}_BASE_URL")]
    });
    names.filter_map(|name| std::env::var(&name).ok().map(|value| (name, value))).collect()
}

/// PostgreSQL with the schema, and the simulated provider.
pub struct Foundation {
    checkout: Checkout,
    node: NodeTools,
    options: StackOptions,
    postgres: Option<Postgres>,
    database: DatabaseUrl,
    functions_database: Option<DatabaseUrl>,
    /// Between the functions and a server of our own, where the runtime has no pool itself.
    pooler: Option<Pooler>,
    migrated: Migrated,
    simulator: Simulator,
    secrets: Secrets,
    // Last: it is removed when everything above has ended.
    _folder: Option<TemporaryFolder>,
}

impl Foundation {
    /// Starts PostgreSQL (or finds the one named in `DATABASE_URL`), applies the migrations, starts the simulator.
    ///
    /// # Errors
    /// If one of them does not come up.
    pub async fn lay(checkout: &Checkout, node: &NodeTools, options: StackOptions) -> Result<Self> {
        let mut folder = options.temporary.then(|| TemporaryFolder::new(&options.folder));
        let secrets = Secrets::of(&options.folder)?;
        let mut functions_database = options.functions_database.clone();
        let (postgres, database) = match &options.database {
            // Tests never touch a database that holds something else.
            Some(server) if options.temporary => {
                let name = test_database();
                functions_database = functions_database.map(|address| address.with_database(&name));
                (None, create_database(server, &name).await?)
            }
            Some(database) => (None, database.clone()),
            None => {
                let folder_of_postgres = options.folder.join(POSTGRES);
                let settings = PostgresOptions {
                    folder: folder_of_postgres,
                    port: None,
                    durability: options.durability,
                };
                let postgres = Postgres::start(node, settings).await?;
                if let Some(folder) = &mut folder {
                    folder.add(postgres.folder());
                }
                let database = create_database(&postgres.url("postgres")?, DATABASE).await?;
                functions_database = Some(postgres.functions_url(DATABASE)?);
                (Some(postgres), database)
            }
        };
        let migrated = migrate(checkout, &database, functions_database.as_ref()).await?;
        let pooler = match (&postgres, options.runtime) {
            (Some(postgres), Runtime::Cloudflare) => Some(Pooler::start(postgres.address()).await?),
            // Spin has pools of its own, and another server may have one before it.
            _ => None,
        };
        let simulator = Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Self {
            checkout: checkout.clone(),
            node: node.clone(),
            options,
            postgres,
            database,
            functions_database,
            pooler,
            migrated,
            simulator,
            secrets,
            _folder: folder,
        })
    }

    /// The database, reached directly, as a role that may do everything: for tools, and for tests that look into it.
    #[must_use]
    pub const fn database(&self) -> &DatabaseUrl {
        &self.database
    }

    /// The database, reached directly, as the role of the functions.
    ///
    /// # Errors
    /// If the database is that of `DATABASE_URL` and `FUNCTIONS_DATABASE_URL` is not set.
    pub fn functions_database(&self) -> Result<&DatabaseUrl> {
        self.functions_database.as_ref().context(
            "with DATABASE_URL, the functions need an address of the same database as tollgate_app: set FUNCTIONS_DATABASE_URL",
        )
    }

    /// The database as the functions reach it: through a pool, as in a deployment.
    ///
    /// # Errors
    /// Those of [`functions_database`](Self::functions_database).
    pub fn pooled_database(&self) -> Result<DatabaseUrl> {
        let database = self.functions_database()?;
        self.pooler
            .as_ref()
            .map_or_else(|| Ok(database.clone()), |pooler| database.with_address(pooler.address()))
    }

    /// What the database lacked.
    #[must_use]
    pub const fn migrated(&self) -> &Migrated {
        &self.migrated
    }

    /// The server, unless `DATABASE_URL` names another one.
    #[must_use]
    pub const fn postgres(&self) -> Option<&Postgres> {
        self.postgres.as_ref()
    }

    /// The server, to stop or kill it.
    #[must_use]
    pub const fn postgres_mut(&mut self) -> Option<&mut Postgres> {
        self.postgres.as_mut()
    }

    /// The simulated provider.
    #[must_use]
    pub const fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// The keyring and the demo key.
    #[must_use]
    pub const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Where the stack keeps its data, secrets and logs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.options.folder
    }

    /// Sets a secret or setting of the functions that [`raise`](Self::raise) will start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.options.settings.insert(name.to_owned(), value.to_owned());
    }

    /// Starts the functions over the foundation's own database.
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn raise(self) -> Result<Stack> {
        let database = self.pooled_database()?;
        self.raise_over(database).await
    }

    /// Starts the functions over the same database at another address, such as that of a relay.
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn raise_over(self, database: DatabaseUrl) -> Result<Stack> {
        let functions = self.functions(FUNCTIONS, &database, &BTreeMap::new()).await?;
        Ok(Stack { functions, foundation: self })
    }

    /// Starts another set of functions beside the first, with settings of its own over the common ones: for tests of
    /// a deployment that is set up differently. `name` is its folder's.
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn functions(
        &self,
        name: &str,
        database: &DatabaseUrl,
        settings: &BTreeMap<String, String>,
    ) -> Result<Running> {
        self.functions_with_connections(name, database, settings, Some(MAX_CONNECTIONS)).await
    }

    /// The same with another limit to the connections that they hold at once, or none, where the runtime pools them (Spin).
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn functions_with_connections(
        &self,
        name: &str,
        database: &DatabaseUrl,
        settings: &BTreeMap<String, String>,
        max_connections: Option<usize>,
    ) -> Result<Running> {
        let mut all = self.settings();
        all.extend(settings.clone());
        let options = RunningOptions {
            runtime: self.options.runtime,
            folder: self.options.folder.join(name),
            port: if name == FUNCTIONS { self.options.port } else { None },
            database: database.clone(),
            settings: all,
            simulator: self.simulator.root_url(),
            max_connections,
        };
        Running::start(&self.checkout, &self.node, options).await
    }

    /// Starts one function, built for Workers, without anything between it and its clients. `name` is its folder's.
    ///
    /// # Errors
    /// If it does not come up.
    pub async fn plain_worker(&self, name: &str, function: &str) -> Result<PlainWorker> {
        let (function, folder) = (Function::named(function)?, self.options.folder.join(name));
        let (database, settings) = (self.pooled_database()?, self.settings());
        PlainWorker::start(&self.checkout, &self.node, &function, &folder, &database, &settings).await
    }

    fn settings(&self) -> BTreeMap<String, String> {
        let mut all = self.secrets.settings();
        all.extend(self.options.settings.clone());
        all
    }
}

/// Everything running. Stopped when dropped, the functions first.
pub struct Stack {
    functions: Running,
    foundation: Foundation,
}

impl Stack {
    /// Where the functions are reached, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.functions.base_url()
    }

    /// The functions.
    #[must_use]
    pub const fn functions(&self) -> &Running {
        &self.functions
    }

    /// The functions, to stop, kill or restart them.
    #[must_use]
    pub const fn functions_mut(&mut self) -> &mut Running {
        &mut self.functions
    }

    /// PostgreSQL, the schema and the simulator.
    #[must_use]
    pub const fn foundation(&self) -> &Foundation {
        &self.foundation
    }

    /// PostgreSQL, the schema and the simulator: to stop or kill the database server.
    #[must_use]
    pub const fn foundation_mut(&mut self) -> &mut Foundation {
        &mut self.foundation
    }
}

/// A name that no other test run uses.
fn test_database() -> String {
    format!("tollgate_test_{}", crate::node::hex(&rand::random::<[u8; 8]>()))
}
