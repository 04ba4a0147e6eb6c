//! From Rust to WebAssembly modules: cargo, once for all functions.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Mode;
use crate::checkout::Checkout;
use crate::function::Function;
use crate::toolchain::{FLAGS_VARIABLE, Flags, Toolchain};

/// The lines of cargo's JSON output that have the paths of a crate's artifacts.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    target: Option<Target>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Compiles the functions and returns their modules in the same order. Compiler messages go to the terminal.
pub(super) fn compile(
    checkout: &Checkout,
    toolchain: &Toolchain,
    functions: &[Function],
    mode: Mode,
) -> Result<Vec<PathBuf>> {
    let mut cargo = toolchain.cargo();
    cargo.args([
        "build",
        "--locked",
        "--target",
        toolchain.target(),
        "--message-format",
        "json-render-diagnostics",
    ]);
    cargo.args(["--profile", mode.profile()]);
    for function in functions {
        cargo.args(["--package", &function.package()]);
    }
    cargo.env(FLAGS_VARIABLE, flags(checkout, toolchain)?.encoded());
    cargo.current_dir(checkout.root()).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cannot start cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut modules = HashMap::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        let Ok(Message { reason, target: Some(target), filenames }) = serde_json::from_str(&line) else {
            continue;
        };
        if let ("compiler-artifact", Some(module)) =
            (reason.as_str(), filenames.into_iter().find(|path| is_module(path)))
        {
            modules.insert(target.name, module);
        }
    }
    if !child.wait()?.success() {
        bail!("the functions do not compile");
    }
    let module_of = |function: &Function| {
        let library = function.package().replace('-', "_");
        modules.get(&library).cloned().with_context(|| {
            format!(
                "{} made no WebAssembly module: its Cargo.toml needs crate-type = [\"cdylib\"]",
                function.package()
            )
        })
    };
    functions.iter().map(module_of).collect()
}

/// What is compiled names the files of its sources: it must not matter where they are, nor should a deployed function tell.
fn flags(checkout: &Checkout, toolchain: &Toolchain) -> Result<Flags> {
    Ok(Flags::default()
        .renaming(checkout.root(), "tollgate")
        .renaming(&checkout.target_dir(), "tollgate-target")
        .renaming(&toolchain.cargo_home()?, "cargo-home"))
}

fn is_module(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "wasm")
}
