//! The Node process that has the browser. A line of its input names a trial, a line of its output says what became of it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use stack::Checkout;
use stack::node::NodeTools;
use stack::process::output_of;
use stack::runtime::Runtime;
use tollgate_e2e::World;

/// No trial takes longer.
const LONGEST_TRIAL: Duration = Duration::from_secs(180);

/// The trials' scripts, with the packages that they need.
pub struct Scripts {
    /// Where they are run: packages of npm are looked for beside the script.
    folder: PathBuf,
    node: NodeTools,
    runtime: Runtime,
    screenshots: Option<PathBuf>,
}

impl Scripts {
    /// Installs what is missing. `screenshots`: where pictures of all pages go, if they are to be made.
    pub fn ready(checkout: &Checkout, runtime: Runtime, screenshots: Option<PathBuf>) -> Result<Self> {
        let packages = checkout.root().join("tools/browser");
        let node = NodeTools::ready(checkout)?.with_packages_of(&packages, "a browser")?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        let scripts = folder.join("scripts");
        if scripts.exists() {
            std::fs::remove_dir_all(&scripts)?;
        }
        std::fs::create_dir_all(&scripts)?;
        std::os::unix::fs::symlink(node.modules(), scripts.join("node_modules"))?;
        for entry in std::fs::read_dir(checkout.root().join("tests/e2e/browser"))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), scripts.join(entry.file_name()))?;
            }
        }
        Ok(Self { folder, node, runtime, screenshots })
    }

    /// What the trials are called.
    pub fn sentences(&self) -> Result<Vec<String>> {
        let text = output_of(self.command().arg("--list")).context("the trials cannot be listed")?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Where the pictures of failed trials are.
    pub fn pictures(&self) -> PathBuf {
        self.folder.join("failures")
    }

    fn command(&self) -> Command {
        let mut command = self.node.node();
        command.arg(self.folder.join("scripts/run.mjs"));
        command.env("TOLLGATE_RUNTIME", self.runtime.name());
        if let Some(folder) = &self.screenshots {
            command.env("TOLLGATE_SCREENSHOTS", folder);
        }
        // What the browser's package unpacks stays here, for the next time.
        command.env("TMPDIR", &self.folder).env("TOLLGATE_PICTURES", self.pictures());
        // The system under test is on this machine: no proxy leads there.
        command.env("NO_PROXY", "*").env("no_proxy", "*");
        command
    }
}

/// What became of a trial.
#[derive(Debug, Deserialize)]
struct Outcome {
    trial: String,
    failure: Option<String>,
}

type Waiting = Arc<Mutex<HashMap<String, Sender<Option<String>>>>>;

/// The running process.
pub struct Runner {
    child: Mutex<Child>,
    input: Mutex<Option<ChildStdin>>,
    waiting: Waiting,
}

impl Runner {
    /// Starts it. `simulator` is the address of the simulated providers.
    pub fn start(scripts: &Scripts, world: &World, simulator: &str) -> Result<Self> {
        let mut command = scripts.command();
        command.env("TOLLGATE_URL", world.url("")).env("TOLLGATE_ADMIN_KEY", &world.admin_key);
        command.env("TOLLGATE_SIMULATOR", simulator);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("the trials have no output")?;
        let waiting = Waiting::default();
        std::thread::spawn({
            let waiting = waiting.clone();
            move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    match serde_json::from_str::<Outcome>(&line) {
                        Ok(Outcome { trial, failure }) => {
                            let asked = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&trial);
                            if let Some(asked) = asked {
                                let _ = asked.send(failure);
                            }
                        }
                        Err(_) => eprintln!("{line}"),
                    }
                }
                // Whoever still waits learns that nobody will answer.
                waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
        });
        Ok(Self { child: Mutex::new(child), input: Mutex::new(input), waiting })
    }

    /// Runs a trial.
    pub fn run(&self, sentence: &str) -> Result<()> {
        let (told, outcome) = channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(sentence.to_owned(), told);
        if let Some(input) = self.input.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            writeln!(input, "{sentence}")?;
            input.flush()?;
        }
        match outcome.recv_timeout(LONGEST_TRIAL).context("the browser has not answered")? {
            Some(failure) => bail!("{failure}"),
            None => Ok(()),
        }
    }

    /// Ends it, and the browser with it.
    pub fn stop(&self) {
        drop(self.input.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).wait();
    }
}
