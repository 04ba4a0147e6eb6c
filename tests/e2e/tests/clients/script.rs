//! Runs a client's script, which prints what became of each surface.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use stack::Checkout;
use stack::node::NodeTools;
use stack::process::last_lines;
use stack::python::PythonTools;
use tollgate_e2e::World;

use crate::client::{Client, Environment, Language, SURFACES};
use crate::provider::{ProviderModels, Team};

/// What became of a surface.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Cell {
    /// Which.
    pub surface: String,
    /// It works as the client's makers say.
    #[serde(default)]
    pub green: bool,
    /// Why there is none.
    pub none: Option<String>,
    /// Why it does not work.
    pub failed: Option<String>,
}

/// A client that was tried with a provider's models.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What became of each surface.
    pub cells: Vec<Cell>,
    /// Whose calls these were.
    pub team: Team,
}

impl Tried {
    /// What does not work, and why.
    pub fn failures(&self) -> Vec<String> {
        let failed = |cell: &Cell| Some(format!("{}: {}", cell.surface, cell.failed.as_deref()?));
        self.cells.iter().filter_map(failed).collect()
    }
}

/// The scripts, with the packages that they need.
pub struct Scripts {
    /// Where they are run: packages of npm are looked for beside the script.
    folder: PathBuf,
    node: NodeTools,
    python: Option<Environments>,
}

/// What is installed for Python.
struct Environments {
    sdks: PythonTools,
    instructor: PythonTools,
}

impl Scripts {
    /// Installs what is missing.
    pub fn ready(checkout: &Checkout, with_python: bool) -> Result<Self> {
        let packages = checkout.root().join("tools/sdks");
        let node = NodeTools::ready(checkout)?.with_packages_of(&packages, "SDKs")?;
        let environment = |name: &str, file: &str| PythonTools::ready(checkout, name, &packages.join(file));
        let python = if with_python {
            let sdks = environment("sdks", "requirements.txt")?;
            Some(Environments { sdks, instructor: environment("instructor", "instructor.txt")? })
        } else {
            None
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sdks");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(folder.join("python"))?;
        std::os::unix::fs::symlink(node.modules(), folder.join("node_modules"))?;
        let scripts = checkout.root().join("tests/e2e/sdks");
        for part in ["", "python"] {
            for entry in std::fs::read_dir(scripts.join(part))? {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    std::fs::copy(entry.path(), folder.join(part).join(entry.file_name()))?;
                }
            }
        }
        Ok(Self { folder, node, python })
    }

    fn command(&self, client: Client) -> Result<Command> {
        let Language::Python(environment) = client.language else {
            let mut command = self.node.node();
            command.arg(self.folder.join("run.mjs"));
            return Ok(command);
        };
        let installed = self.python.as_ref().context("no Python was asked for")?;
        let python = match environment {
            Environment::Sdks => &installed.sdks,
            Environment::Instructor => &installed.instructor,
        };
        let mut command = python.program("python");
        command.arg(self.folder.join("python/run.py"));
        Ok(command)
    }
}

/// Tries a client with a team of its own.
pub async fn try_client(
    world: &World,
    scripts: &Arc<Scripts>,
    client: Client,
    models: ProviderModels,
) -> Result<Tried> {
    let team = Team::create(world, models).await?;
    let mut command = scripts.command(client)?;
    command.arg(client.script).arg(world.url("")).arg(&team.tenant.key).arg(models.name);
    command
        .args([&team.tenant.alias, &team.thinker])
        .arg(team.embedder.as_deref().unwrap_or("-"))
        .args(SURFACES);
    // The system under test is on this machine: no proxy leads there.
    command.env("NO_PROXY", "*").env("no_proxy", "*").stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    let [printed, told] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    ensure!(output.status.success(), "{printed}{}", last_lines(&told, 60));
    let cells: Vec<Cell> = printed
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .with_context(|| printed.clone())?;
    let said: Vec<&str> = cells.iter().map(|cell| cell.surface.as_str()).collect();
    ensure!(said == SURFACES, "the script was to try {SURFACES:?}: {printed}");
    let tried = Tried { cells, team };
    check_what_was_repeated(world, &tried).await?;
    Ok(tried)
}

/// What an SDK repeats because it has given up waiting reaches the provider once.
async fn check_what_was_repeated(world: &World, tried: &Tried) -> Result<()> {
    if tried.cells.iter().any(|cell| cell.surface == "retries" && cell.green) {
        let asked = world.provider_calls(&format!("Asked once: {}", tried.team.tenant.alias)).await?;
        ensure!(asked.len() == 1, "what the client repeated was asked {} times", asked.len());
    }
    Ok(())
}
