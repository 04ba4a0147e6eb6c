//! The programs that come from PyPI: each set of them is an environment of its own in `target/`; nothing is installed for the
//! whole machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::Checkout;
use crate::lock_file;
use crate::process::{output_of, say};

/// An environment with the packages of a file of requirements.
#[derive(Debug, Clone)]
pub struct PythonTools {
    folder: PathBuf,
    /// `PATH` with the environment's programs in front.
    path: OsString,
}

impl PythonTools {
    /// Installs what the file names, with exact versions, into `target/python-<name>`. Quick if that has been done.
    ///
    /// # Errors
    /// If the machine has no Python, or a package cannot be had.
    pub fn ready(checkout: &Checkout, name: &str, requirements: &Path) -> Result<Self> {
        let folder = checkout.root().join("target").join(format!("python-{name}"));
        lock_file::install(requirements, &folder, || {
            say(format!("Installing {name} from PyPI"));
            output_of(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
                .context("Python 3 with its module venv is needed")?;
            let mut pip = Command::new(folder.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
                .arg(requirements);
            output_of(&mut pip).with_context(|| format!("pip could not install {name}"))?;
            Ok(())
        })?;
        let system = std::env::var_os("PATH").unwrap_or_default();
        let programs = std::iter::once(folder.join("bin")).chain(std::env::split_paths(&system));
        let path = std::env::join_paths(programs)?;
        Ok(Self { folder, path })
    }

    /// The environment's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command that runs one of the environment's programs, such as `python`.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join("bin").join(name));
        command.env("PATH", &self.path);
        command
    }
}
