//! A Rust toolchain that can compile to WebAssembly: the active one if it has (or, through rustup, can get) the
//! target's standard library; else one assembled from Debian's packages.

mod debian;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{on_path, output_of, say};

/// The target of Cloudflare Workers.
pub const WORKERS_TARGET: &str = "wasm32-unknown-unknown";

/// Overrides the choice: `installed`, `rustup` or `debian`. Unset or `auto`: the first that works, in that order.
const CHOICE_VARIABLE: &str = "TOLLGATE_TOOLCHAIN";

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

/// A cargo that compiles to [`WORKERS_TARGET`]. Every command for that target goes through it.
#[derive(Debug, Clone)]
pub struct Toolchain {
    origin: Origin,
    cargo: PathBuf,
    environment: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    /// Finds or makes one, and says so if it takes work.
    ///
    /// # Errors
    /// If no way works; the message tells what was tried.
    pub fn ready() -> Result<Self> {
        let choice = std::env::var(CHOICE_VARIABLE).unwrap_or_default();
        match choice.as_str() {
            "" | "auto" => Self::first_that_works(),
            "installed" => {
                Self::installed()?.with_context(|| format!("the active toolchain has no {WORKERS_TARGET}"))
            }
            "rustup" => Self::rustup(),
            "debian" => Self::debian(),
            other => bail!("{CHOICE_VARIABLE}={other}: expected auto, installed, rustup or debian"),
        }
    }

    fn first_that_works() -> Result<Self> {
        if let Some(toolchain) = Self::installed()? {
            return Ok(toolchain);
        }
        let rustup_error = match Self::rustup() {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => error,
        };
        Self::debian().map_err(|debian_error| {
            anyhow::anyhow!(
                "No Rust standard library for {WORKERS_TARGET}.\n\
                 - rustup: {rustup_error:#}\n\
                 - Debian's packages: {debian_error:#}\n\
                 Where the Rust project's servers are in reach, `rustup target add {WORKERS_TARGET}` is all it takes."
            )
        })
    }

    /// The active toolchain, if it has the target.
    fn installed() -> Result<Option<Self>> {
        let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]))?;
        let library = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(WORKERS_TARGET).join("lib");
        let has_core = std::fs::read_dir(library).is_ok_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
            })
        });
        Ok(has_core.then(|| Self::active(Origin::Installed)))
    }

    fn rustup() -> Result<Self> {
        if !on_path("rustup") {
            bail!("there is no rustup");
        }
        say(format!("Adding the target {WORKERS_TARGET} with rustup"));
        output_of(Command::new("rustup").args(["target", "add", WORKERS_TARGET]))?;
        Ok(Self::active(Origin::Rustup))
    }

    fn active(origin: Origin) -> Self {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        Self { origin, cargo, environment: Vec::new() }
    }

    fn debian() -> Result<Self> {
        let root = debian::sysroot()?;
        let bin = root.join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&path)))?;
        let environment = vec![
            ("PATH", path),
            ("RUSTC", bin.join("rustc").into_os_string()),
            ("RUSTDOC", bin.join("rustdoc").into_os_string()),
            ("LD_LIBRARY_PATH", debian::libraries(&root)?.into_os_string()),
        ];
        Ok(Self { origin: Origin::Debian, cargo: bin.join("cargo"), environment })
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
            Origin::Installed => format!("{WORKERS_TARGET} of the active Rust toolchain"),
            Origin::Rustup => format!("{WORKERS_TARGET}, added with rustup"),
            Origin::Debian => format!("{WORKERS_TARGET} with Debian's compiler, in {}", self.cargo.display()),
        }
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
