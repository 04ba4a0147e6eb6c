//! A Rust toolchain that can compile to WebAssembly: the active one if it has (or, through rustup, can get) the
//! target's standard library; else one assembled from Debian's packages.

mod debian;
mod flags;

pub(crate) use self::flags::{FLAGS_VARIABLE, Flags};

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{on_path, output_of, say};

/// The target of Cloudflare Workers.
pub const WORKERS_TARGET: &str = "wasm32-unknown-unknown";
/// The target of components, as Spin runs them. Its modules use the first WASI for what Rust's standard library needs;
/// the build adapts that.
pub const COMPONENTS_TARGET: &str = "wasm32-wasip1";

/// Overrides the choice: `installed`, `rustup` or `debian`. Unset or `auto`: the first that works, in that order.
const CHOICE_VARIABLE: &str = "TOLLGATE_TOOLCHAIN";

const CARGO_HOME: &str = "CARGO_HOME";

/// Where the compiler for WebAssembly comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The active toolchain had the target already.
    Installed,
    /// rustup added the target just now.
    Rustup,
    /// Debian's compiler, with a standard library built from Debian's sources, in the cache folder.
    Debian,
}

/// A cargo that compiles to one target. Every command for that target goes through it.
#[derive(Debug, Clone)]
pub struct Toolchain {
    target: &'static str,
    origin: Origin,
    cargo: PathBuf,
    environment: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    /// Finds or makes one for [`WORKERS_TARGET`] or [`COMPONENTS_TARGET`], and prints that if it takes time.
    ///
    /// # Errors
    /// If no way works; the message lists what was tried.
    pub fn ready(target: &'static str) -> Result<Self> {
        let choice = std::env::var(CHOICE_VARIABLE).unwrap_or_default();
        match choice.as_str() {
            "" | "auto" => Self::first_that_works(target),
            "installed" => {
                Self::installed(target)?.with_context(|| format!("the active toolchain has no {target}"))
            }
            "rustup" => Self::rustup(target),
            "debian" => Self::debian(target),
            other => bail!("{CHOICE_VARIABLE}={other}: expected auto, installed, rustup or debian"),
        }
    }

    fn first_that_works(target: &'static str) -> Result<Self> {
        if let Some(toolchain) = Self::installed(target)? {
            return Ok(toolchain);
        }
        let rustup_error = match Self::rustup(target) {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => error,
        };
        Self::debian(target).map_err(|debian_error| {
            anyhow::anyhow!(
                "No Rust standard library for {target}.\n\
                 - rustup: {rustup_error:#}\n\
                 - Debian's packages: {debian_error:#}\n\
                 Where the Rust project's servers are in reach, `rustup target add {target}` is all it takes."
            )
        })
    }

    /// The active toolchain, if it has the target.
    fn installed(target: &'static str) -> Result<Option<Self>> {
        let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]))?;
        let has = has_library(Path::new(sysroot.trim()), target);
        Ok(has.then(|| Self::active(target, Origin::Installed)))
    }

    fn rustup(target: &'static str) -> Result<Self> {
        if !on_path("rustup") {
            bail!("there is no rustup");
        }
        say(format!("Adding the target {target} with rustup"));
        output_of(Command::new("rustup").args(["target", "add", target]))?;
        Ok(Self::active(target, Origin::Rustup))
    }

    fn active(target: &'static str, origin: Origin) -> Self {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        Self { target, origin, cargo, environment: Vec::new() }
    }

    fn debian(target: &'static str) -> Result<Self> {
        let root = debian::sysroot(target)?;
        let bin = root.join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&path)))?;
        let environment = vec![
            ("PATH", path),
            ("RUSTC", bin.join("rustc").into_os_string()),
            ("RUSTDOC", bin.join("rustdoc").into_os_string()),
            ("LD_LIBRARY_PATH", debian::libraries(&root)?.into_os_string()),
            ("CARGO_TARGET_WASM32_WASIP1_LINKER", bin.join("wasm-ld-22").into_os_string()),
        ];
        Ok(Self { target, origin: Origin::Debian, cargo: bin.join("cargo"), environment })
    }

    /// What it compiles to.
    #[must_use]
    pub const fn target(&self) -> &'static str {
        self.target
    }

    /// Which way was taken.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// A sentence about the way that was taken, for people.
    #[must_use]
    pub fn description(&self) -> String {
        match self.origin {
            Origin::Installed => format!("{} of the active Rust toolchain", self.target),
            Origin::Rustup => format!("{}, added with rustup", self.target),
            Origin::Debian => {
                format!("{} with Debian's compiler, in {}", self.target, self.cargo.display())
            }
        }
    }

    /// The same with another home of cargo, where the sources of dependencies are.
    #[must_use]
    pub fn with_cargo_home(mut self, home: &Path) -> Self {
        self.environment.push((CARGO_HOME, home.as_os_str().to_owned()));
        self
    }

    /// Where its cargo keeps the sources of dependencies.
    ///
    /// # Errors
    /// If neither `CARGO_HOME` nor `HOME` is set.
    pub fn cargo_home(&self) -> Result<PathBuf> {
        match self.environment.iter().rev().find(|(name, _)| *name == CARGO_HOME) {
            Some((_, home)) => Ok(PathBuf::from(home)),
            None => cargo_home(),
        }
    }

    /// The version of its compiler, such as `1.96.0`.
    ///
    /// # Errors
    /// If the compiler does not start.
    pub fn compiler_version(&self) -> Result<String> {
        let rustc = self.environment.iter().find(|(name, _)| *name == "RUSTC").map(|(_, path)| path.clone());
        let mut rustc = Command::new(rustc.unwrap_or_else(|| "rustc".into()));
        rustc.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let text = output_of(rustc.arg("--version"))?;
        let version = text.split_whitespace().nth(1).context("rustc has no version")?;
        Ok(version.to_owned())
    }

    /// A cargo command of this toolchain.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if self.origin == Origin::Debian {
            command.env_remove("RUSTUP_TOOLCHAIN");
        }
        command
    }
}

/// The home of cargo on this machine.
fn cargo_home() -> Result<PathBuf> {
    match std::env::var_os(CARGO_HOME) {
        Some(home) => Ok(PathBuf::from(home)),
        None => Ok(PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cargo")),
    }
}

/// Whether a sysroot has the standard library of a target.
fn has_library(sysroot: &Path, target: &str) -> bool {
    std::fs::read_dir(sysroot.join("lib/rustlib").join(target).join("lib")).is_ok_and(|mut entries| {
        entries
            .any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
    })
}
