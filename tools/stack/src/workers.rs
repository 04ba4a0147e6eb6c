//! The functions, running in Cloudflare's own runtime on this machine: one `wrangler dev` with all of them, the front
//! door first, bound to each other as they are when deployed.

mod local_config;
mod settings_file;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::checkout::{Checkout, Function};
use crate::database::DatabaseUrl;
use crate::node::NodeTools;
use crate::ports::free_port;
use crate::process::{Guarded, last_lines};

/// What the functions run with.
#[derive(Debug, Clone)]
pub struct WorkersOptions {
    /// The logs and the runtime's own state. Made if it does not exist; never shared by two that run at once.
    pub folder: PathBuf,
    /// The front door's port; a free one if none is given.
    pub port: Option<u16>,
    /// The database behind the Hyperdrive binding.
    pub database: DatabaseUrl,
    /// Secrets and settings, as every function sees them.
    pub settings: BTreeMap<String, String>,
}

/// The running functions. Stopped when dropped.
#[derive(Debug)]
pub struct Workers {
    process: Option<Guarded>,
    node: NodeTools,
    configs: Vec<PathBuf>,
    options: WorkersOptions,
    port: u16,
}

impl Workers {
    /// Starts the functions that [`build`](crate::build::build) has made, and waits until the front door answers.
    ///
    /// # Errors
    /// If a function was not built, a port is taken, or the runtime does not come up; the message has its last words.
    pub async fn start(checkout: &Checkout, node: &NodeTools, options: WorkersOptions) -> Result<Self> {
        let mut functions = checkout.functions()?;
        functions.sort_by_key(|function| (!function.is_front_door(), function.name().to_owned()));
        ensure!(functions.first().is_some_and(Function::is_front_door), "there is no function front-door");
        for function in &functions {
            let entry_point = checkout.build_dir().join(function.name()).join("index.js");
            ensure!(entry_point.is_file(), "{} is not built: run `cargo xtask build`", function.name());
        }
        let configs = functions
            .iter()
            .map(|function| {
                local_config::write(checkout, function, &options.folder, &options.database, &options.settings)
            })
            .collect::<Result<_>>()?;
        let port = options.port.map_or_else(free_port, Ok)?;
        let mut workers = Self { process: None, node: node.clone(), configs, options, port };
        workers.restart().await?;
        Ok(workers)
    }

    /// Where the front door is, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the functions and the runtime have logged.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.options.folder.join("workers.log")
    }

    /// Stops the functions, the runtime and wrangler.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop();
        }
    }

    /// Kills them all at once, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Whether the runtime is still there.
    ///
    /// # Errors
    /// If it is not; the message has its last words.
    pub fn check(&mut self) -> Result<()> {
        let status = self.process.as_mut().map(Guarded::exit_status).transpose()?.flatten();
        match status {
            None => Ok(()),
            Some(status) => bail!("wrangler ended ({status}):\n{}", self.last_words()),
        }
    }

    /// Starts them again, at the same address, after [`stop`](Self::stop) or [`kill`](Self::kill).
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop();
        let log =
            File::create(self.log()).with_context(|| format!("cannot write {}", self.log().display()))?;
        let mut command = self.command()?;
        command.stdout(log.try_clone()?).stderr(log);
        self.process = Some(Guarded::start(&mut command, Signal::SIGTERM, Duration::from_secs(5))?);
        for _ in 0..1200 {
            self.check()?;
            if answers(self.port, "/health").await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the front door does not answer GET /health:\n{}", self.last_words())
    }

    fn command(&self) -> Result<Command> {
        let folder = &self.options.folder;
        let mut command = self.node.script("wrangler/bin/wrangler.js");
        command.arg("dev").current_dir(folder);
        for config in &self.configs {
            command.arg("--config").arg(config);
        }
        command.arg("--persist-to").arg(folder.join("runtime"));
        command.args(["--ip", "127.0.0.1", "--port", &self.port.to_string()]);
        command.args(["--inspector-port", &free_port()?.to_string(), "--show-interactive-dev-session=false"]);
        // It would take the place of the configured address.
        command.env_remove("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB");
        command.env_remove("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB_READ");
        // Quiet, and without a network.
        command.env("CI", "1").env("NO_COLOR", "1");
        command.env("WRANGLER_SEND_METRICS", "false").env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
        // Several of these may run beside each other: nothing outside the folder is shared.
        command.env("XDG_CONFIG_HOME", folder.join("wrangler"));
        command.env("WRANGLER_REGISTRY_PATH", folder.join("wrangler/registry"));
        command.env("WRANGLER_LOG_PATH", folder.join("wrangler/logs"));
        Ok(command)
    }

    fn last_words(&self) -> String {
        last_lines(&std::fs::read_to_string(self.log()).unwrap_or_default(), 40)
    }
}

/// Whether a GET of this path is answered with 200.
async fn answers(port: u16, path: &str) -> bool {
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut head = [0; 12];
        stream.read_exact(&mut head).await?;
        std::io::Result::Ok(head == *b"HTTP/1.1 200")
    };
    matches!(tokio::time::timeout(Duration::from_secs(10), exchange).await, Ok(Ok(true)))
}
