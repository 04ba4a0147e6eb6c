//! The functions, running on this machine in one of their runtimes.

pub mod plain_worker;
mod spin;
mod wrangler;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use self::spin::Spin;
use self::wrangler::Wrangler;
use crate::checkout::Checkout;
use crate::database::DatabaseUrl;
use crate::node::NodeTools;
use crate::ports::free_port;
use crate::private_file;
use crate::process::{Guarded, last_lines, say};
use crate::runtime::Runtime;

/// How long the functions may take to answer for the first time. Spin compiles all components when it first starts, which takes 25 s
/// on two cores that have nothing else to do.
const START_LIMIT: Duration = Duration::from_secs(300);

/// What the functions run with.
#[derive(Debug, Clone)]
pub struct RunningOptions {
    /// The runtime.
    pub runtime: Runtime,
    /// The logs and the runtime's own state. Made if it does not exist; never shared by two that run at once.
    pub folder: PathBuf,
    /// The port they are reached at; a free one if none is given.
    pub port: Option<u16>,
    /// The database that they are given.
    pub database: DatabaseUrl,
    /// Secrets and settings, as every function sees them.
    pub settings: BTreeMap<String, String>,
    /// The address of the simulated providers.
    pub simulator: String,
    /// The most connections to the database that the functions hold at once, where the runtime pools them (Spin). None: no limit.
    pub max_connections: Option<usize>,
}

/// The running functions. Stopped when dropped.
#[derive(Debug)]
pub struct Running {
    process: Option<Guarded>,
    program: Program,
    folder: PathBuf,
    port: u16,
}

#[derive(Debug)]
enum Program {
    Wrangler(Wrangler),
    Spin(Spin),
}

impl Running {
    /// Starts the functions that [`Builder`](crate::build::Builder) has made for the runtime, and waits until they answer.
    ///
    /// # Errors
    /// If a function was not built, a port is taken, or the runtime does not come up; the message has its last words.
    pub async fn start(checkout: &Checkout, node: &NodeTools, options: RunningOptions) -> Result<Self> {
        std::fs::create_dir_all(&options.folder)
            .with_context(|| format!("cannot make {}", options.folder.display()))?;
        let program = match options.runtime {
            Runtime::Cloudflare => Program::Wrangler(Wrangler::prepare(checkout, node, &options)?),
            Runtime::Spin => Program::Spin(Spin::prepare(checkout, &options)?),
        };
        let port = options.port.map_or_else(free_port, Ok)?;
        let mut running = Self { process: None, program, folder: options.folder, port };
        running.restart().await?;
        Ok(running)
    }

    /// Where they are reached, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process id of the runtime, the leader of its group. None: it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Guarded::pid)
    }

    /// What the functions and the runtime have logged.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.join("functions.log")
    }

    /// Stops the functions and their runtime.
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
            Some(status) => bail!("the runtime ended ({status}):\n{}", self.last_words()),
        }
    }

    /// Starts them again, at the same address, after [`stop`](Self::stop) or [`kill`](Self::kill).
    ///
    /// # Errors
    /// If they do not come up.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop();
        let log = private_file::create(&self.log())?;
        let mut command = match &self.program {
            Program::Wrangler(wrangler) => wrangler.command(self.port)?,
            Program::Spin(spin) => spin.command(self.port),
        };
        command.stdout(log.try_clone()?).stderr(log);
        self.process = Some(Guarded::start(&mut command, Signal::SIGTERM, Duration::from_secs(5))?);
        let began = Instant::now();
        let mut told = began;
        while began.elapsed() < START_LIMIT {
            self.check()?;
            if answers(self.port, "/health").await {
                return Ok(());
            }
            if told.elapsed() >= Duration::from_secs(10) {
                told = Instant::now();
                let seconds = began.elapsed().as_secs();
                say(format!(
                    "The functions do not answer yet, after {seconds} s: a first start compiles them all"
                ));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the functions do not answer GET /health:\n{}", self.last_words())
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
