//! The crates, by `cargo deny`: licences, duplicates, sources, and known vulnerabilities where their database can be fetched.
//! What is allowed, and why, is in `deny.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use stack::Checkout;
use stack::cache::cache_folder;
use stack::process::{last_lines, output_of, run, say, turn};

/// The version that `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// Workspaces of their own, which the checks of the main one do not see.
const OTHER_WORKSPACES: [&str; 1] = ["tests/fuzz"];

/// What needs no network.
const CHECKS: [&str; 3] = ["bans", "licenses", "sources"];

/// `cargo deny`, installed.
#[derive(Debug, Clone)]
pub struct CargoDeny {
    program: PathBuf,
}

impl CargoDeny {
    /// Compiles it, unless that has been done on this machine.
    ///
    /// # Errors
    /// If it cannot be had from crates.io or does not compile.
    pub fn ready(checkout: &Checkout) -> Result<Self> {
        let cache = cache_folder()?;
        std::fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
        let _turn = turn(&cache)?;
        let home = cache.join(format!("cargo-deny-{VERSION}"));
        let program = home.join("bin/cargo-deny");
        if !program.is_file() {
            say(format!("Installing cargo-deny {VERSION} from crates.io (two minutes, once)"));
            install(checkout, &home)?;
        }
        Ok(Self { program })
    }

    /// Checks the crates of the workspace, and of those beside it.
    ///
    /// # Errors
    /// If something is not as `deny.toml` wants it, or a version has a known vulnerability.
    pub fn check(&self, checkout: &Checkout) -> Result<()> {
        let mut main = self.command(checkout);
        // An exception that is needed no longer is an error too: the list stays as short as it can be.
        main.args([
            "--locked",
            "check",
            "--deny",
            "warnings",
            "--allow",
            "license-exception-not-encountered",
        ]);
        run(main.args(CHECKS))?;
        for folder in OTHER_WORKSPACES {
            let manifest = checkout.root().join(folder).join("Cargo.toml");
            let mut other = self.command(checkout);
            other
                .arg("--manifest-path")
                .arg(&manifest)
                .arg("--config")
                .arg(checkout.root().join("deny.toml"));
            // It has only few of the crates that there are exceptions for.
            other.args(["--locked", "check", "--allow", "warnings"]);
            run(other.args(CHECKS)).with_context(|| {
                let update = format!("cargo metadata --format-version 1 --manifest-path {folder}/Cargo.toml");
                format!("{folder} (where its Cargo.lock is out of date, `{update}` adds what it lacks)")
            })?;
        }
        self.check_advisories(checkout)
    }

    /// Known vulnerabilities, and versions that were withdrawn.
    fn check_advisories(&self, checkout: &Checkout) -> Result<()> {
        // The other checks have read deny.toml: what fails here is the way to the database.
        match output_of(self.command(checkout).args(["fetch", "db"])) {
            Ok(_) => run(self.command(checkout).args(["--locked", "check", "advisories"])),
            Err(error) => {
                let reason = last_lines(&format!("{error:#}"), 1);
                say(format!(
                    "NOT CHECKED: known vulnerabilities of crates; their database was not reached: {reason}"
                ));
                Ok(())
            }
        }
    }

    fn command(&self, checkout: &Checkout) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(checkout.root()).arg("--log-level").arg("warn");
        command
    }
}

/// Quickly compiled rather than quick: it runs for seconds.
fn install(checkout: &Checkout, home: &Path) -> Result<()> {
    let partial = home.with_extension("partial");
    let target = partial.join("target");
    let mut cargo = checkout.cargo();
    cargo.args([
        "install",
        "cargo-deny",
        "--version",
        VERSION,
        "--locked",
        "--no-default-features",
        "--root",
    ]);
    cargo.arg(&partial).env("CARGO_TARGET_DIR", &target);
    for (setting, value) in
        [("OPT_LEVEL", "0"), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("STRIP", "symbols")]
    {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    output_of(&mut cargo).context("cargo-deny could not be installed")?;
    std::fs::remove_dir_all(target)?;
    std::fs::rename(&partial, home).with_context(|| format!("cannot make {}", home.display()))
}
