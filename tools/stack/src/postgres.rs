//! A PostgreSQL server of our own: npm's binaries, run directly. It listens on the loopback interface only.

mod account;
mod server_folders;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use sqlx::Connection;

use crate::database::DatabaseUrl;
use crate::node::{NodeTools, hex};
use crate::ports::free_port;
use crate::private_file;
use crate::process::{Guarded, last_lines, output_of, say};
use crate::roles;
use account::Account;
use server_folders::ServerFolders;

/// The role that owns everything, as on any PostgreSQL server.
const ROLE: &str = "postgres";

/// Whether what was committed survives a loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It does.
    Durable,
    /// It may not, which is faster: for tests. A crash of the server alone loses nothing.
    Volatile,
}

/// Where the server keeps its data and how it runs.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// The data, the password and the log. Made if it does not exist.
    pub folder: PathBuf,
    /// A free port if none is given.
    pub port: Option<u16>,
    /// Durable or fast.
    pub durability: Durability,
}

/// A running server. Stopped when dropped.
#[derive(Debug)]
pub struct Postgres {
    server: Option<Guarded>,
    folders: ServerFolders,
    address: SocketAddr,
    durability: Durability,
    password: String,
}

impl Postgres {
    /// Makes the data folder if there is none, starts the server on it, and waits until it answers.
    ///
    /// # Errors
    /// If another server runs on the folder, or this one does not start; the message has its last words.
    pub async fn start(node: &NodeTools, options: PostgresOptions) -> Result<Self> {
        let account = Account::to_run_as()?;
        let folders = ServerFolders::prepare(&node.postgres()?, &options.folder, account)?;
        let password = password(&folders)?;
        initialize(&folders)?;
        end_previous_server(&folders).await?;
        let port = options.port.map_or_else(free_port, Ok)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut postgres = Self { server: None, folders, address, durability: options.durability, password };
        postgres.restart().await?;
        Ok(postgres)
    }

    /// The address of a database of the server that another process runs on a folder, if one does.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn running(node: &NodeTools, folder: &Path, database: &str) -> Result<Option<DatabaseUrl>> {
        if !folder.exists() {
            return Ok(None);
        }
        let folders = ServerFolders::prepare(&node.postgres()?, folder, Account::to_run_as()?)?;
        let Some(port) = running_port(&folders) else { return Ok(None) };
        let password = password(&folders)?;
        format!("postgres://{ROLE}:{password}@{}:{port}/{database}", Ipv4Addr::LOCALHOST).parse().map(Some)
    }

    /// The folder of its data and log: the wanted one, or another one that its account can reach.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folders.folder()
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of one of its databases. `postgres` always exists.
    ///
    /// # Errors
    /// If the name cannot be part of a URL.
    pub fn url(&self, database: &str) -> Result<DatabaseUrl> {
        format!("postgres://{ROLE}:{}@{}/{database}", self.password, self.address).parse()
    }

    /// The address of one of its databases as the role that functions connect as, which `migrate` makes.
    ///
    /// # Errors
    /// If the password cannot be read or made.
    pub fn functions_url(&self, database: &str) -> Result<DatabaseUrl> {
        let path = self.folder().join("functions-password");
        let password = private_file::read_or_make(&path, new_password)?;
        self.url(database)?.with_account(roles::APP, &password)
    }

    /// The id of its first process. None: it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Guarded::pid)
    }

    /// Shuts the server down: its clients are disconnected, what was committed is written.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.stop();
        }
    }

    /// Kills the server as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill();
        }
    }

    /// Starts the server again, at the same address, after [`stop`](Self::stop) or [`kill`](Self::kill).
    ///
    /// # Errors
    /// If it does not start.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop();
        let mut last_error = None;
        for _ in 0..20 {
            match self.start_once().await {
                Ok(server) => {
                    self.server = Some(server);
                    return Ok(());
                }
                // After a crash the old server's processes hold its memory for a moment longer.
                Err(error) if error.to_string().contains("shared memory") => last_error = Some(error),
                Err(error) => return Err(error),
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        Err(last_error.unwrap_or_else(|| anyhow::anyhow!("PostgreSQL does not start")))
    }

    async fn start_once(&self) -> Result<Guarded> {
        let log_path = self.folders.log();
        let log = private_file::create(&log_path)?;
        let mut command = self.folders.program("postgres");
        command.arg("-D").arg(self.folders.data());
        for setting in self.settings() {
            command.arg("-c").arg(setting);
        }
        command.stdout(log.try_clone()?).stderr(log);
        let mut server = Guarded::start(&mut command, Signal::SIGINT, Duration::from_secs(20))?;
        let url = self.url(ROLE)?;
        for _ in 0..600 {
            if let Some(status) = server.exit_status()? {
                let log = std::fs::read_to_string(&log_path).unwrap_or_default();
                bail!("PostgreSQL ended at once ({status}):\n{}", last_lines(&log, 10));
            }
            if let Ok(connection) = url.connect().await {
                connection.close().await?;
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("PostgreSQL does not answer; its log is {}", log_path.display())
    }

    fn settings(&self) -> Vec<String> {
        let mut settings = vec![
            format!("listen_addresses={}", self.address.ip()),
            format!("port={}", self.address.port()),
            "unix_socket_directories=".to_owned(),
            "max_connections=300".to_owned(),
        ];
        if self.durability == Durability::Volatile {
            let fast = ["fsync=off", "full_page_writes=off", "max_wal_size=4GB"];
            settings.extend(fast.map(str::to_owned));
        }
        settings
    }
}

/// Made once for each data folder.
fn password(folders: &ServerFolders) -> Result<String> {
    let path = folders.password_file();
    let password = private_file::read_or_make(&path, new_password)?;
    folders.give_to_account(&path)?;
    Ok(password)
}

fn new_password() -> String {
    hex(&rand::random::<[u8; 16]>())
}

/// Runs initdb, unless the folder has been initialized.
fn initialize(folders: &ServerFolders) -> Result<()> {
    if folders.data().join("PG_VERSION").is_file() {
        return Ok(());
    }
    let mut initdb = folders.program("initdb");
    initdb.arg("--pgdata").arg(folders.data()).arg("--pwfile").arg(folders.password_file());
    initdb.args(["--username", ROLE, "--encoding", "UTF8", "--locale", "C"]);
    initdb.args(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-sync"]);
    // Plain passwords over the loopback interface: SCRAM's thousands of hashes would be computed by the functions,
    // in WebAssembly, at every connection, which Hyperdrive spares them in production.
    initdb.args(["--auth", "password"]);
    output_of(&mut initdb).context("cannot make a PostgreSQL data folder")?;
    Ok(())
}

/// A server left running on the folder, if any: given a moment to end, and otherwise not disturbed.
async fn end_previous_server(folders: &ServerFolders) -> Result<()> {
    let pid_file = folders.data().join("postmaster.pid");
    for attempt in 0..100 {
        let Some(pid) =
            std::fs::read_to_string(&pid_file).ok().and_then(|text| text.lines().next()?.parse().ok())
        else {
            return Ok(());
        };
        if !is_postgres(pid) {
            // The server was killed, and its number may be another program's by now.
            return std::fs::remove_file(&pid_file).context("cannot remove a stale postmaster.pid");
        }
        if attempt == 0 {
            say(format!("Waiting for the PostgreSQL server {pid} on the same data to end"));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!(
        "another PostgreSQL server runs on {}: is a stack running in this checkout?",
        folders.data().display()
    )
}

/// The port of the server that runs on the folder: the fourth line of `postmaster.pid` (PostgreSQL's source, `miscadmin.h`).
fn running_port(folders: &ServerFolders) -> Option<u16> {
    let text = std::fs::read_to_string(folders.data().join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = lines.next()?.parse().ok()?;
    let port = lines.nth(2)?.trim().parse().ok()?;
    is_postgres(pid).then_some(port)
}

fn is_postgres(pid: u32) -> bool {
    output_of(Command::new("ps").args(["-o", "comm=", "-p", &pid.to_string()]))
        .is_ok_and(|name| name.contains("postgres"))
}
