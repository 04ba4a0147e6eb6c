//! Builds the functions: one cargo invocation for all of them, so that shared crates compile once, then for each
//! function whose WebAssembly changed the bindings, the entry point and, for releases, wasm-opt.

mod bindings;
mod compile;
mod optimize;
mod size;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::checkout::{Checkout, Function};
use crate::node::{NodeTools, hex};
use crate::process::turn;
use crate::toolchain::Toolchain;

pub use size::Sizes;

/// What the build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Rebuilt in seconds: for `cargo xtask dev` and the tests.
    Development,
    /// Small and fast: what is deployed.
    Release,
}

/// Raised whenever the steps after cargo change, so that what an older version of them made is made anew.
const RECIPE: &str = "2";

/// One function, built.
#[derive(Debug, Clone)]
pub struct Built {
    /// Which.
    pub function: Function,
    /// Where its `index.js` and what that imports are: scripts and one module.
    pub folder: PathBuf,
    /// Whether this build changed it.
    pub changed: bool,
}

/// Builds the given functions into `build/<function>/`.
///
/// # Errors
/// If something does not compile (cargo has shown why) or a later step fails.
pub fn build(
    checkout: &Checkout,
    toolchain: &Toolchain,
    node: &NodeTools,
    functions: &[Function],
    mode: Mode,
) -> Result<Vec<Built>> {
    std::fs::create_dir_all(checkout.build_dir())?;
    let _turn = turn(&checkout.build_dir())?;
    let modules = compile::compile(checkout, toolchain, functions, mode)?;
    std::thread::scope(|scope| {
        let workers: Vec<_> = functions
            .iter()
            .zip(&modules)
            .map(|(function, module)| scope.spawn(|| finish(checkout, node, function, module, mode)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow::anyhow!("a build thread died"))?)
            .collect()
    })
}

/// The steps after cargo, for one function. Skipped if its module is the one they were done for.
fn finish(
    checkout: &Checkout,
    node: &NodeTools,
    function: &Function,
    module: &Path,
    mode: Mode,
) -> Result<Built> {
    let folder = checkout.build_dir().join(function.name());
    let wasm = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut digest = Sha256::new();
    digest.update(format!("{RECIPE} {mode:?} {} ", bindings::VERSION));
    digest.update(&wasm);
    let stamp = hex(&digest.finalize());
    let stamp_file = folder.join("stamp");
    if std::fs::read_to_string(&stamp_file).is_ok_and(|made| made == stamp) {
        return Ok(Built { function: function.clone(), folder, changed: false });
    }
    let made = (|| -> Result<()> {
        std::fs::create_dir_all(&folder)?;
        let output = bindings::generate(wasm, &stamp)?;
        let wasm = match mode {
            Mode::Development => output.wasm,
            Mode::Release => optimize::optimize(node, &output.wasm, &folder)?,
        };
        // The module first: whoever watches the folder reloads when the scripts change.
        replace(&folder.join(&output.wasm_file), &wasm)?;
        for (path, text) in &output.scripts {
            replace(&folder.join(path), text.as_bytes())?;
        }
        std::fs::write(&stamp_file, &stamp)?;
        remove_older_modules(&folder, &output.wasm_file)
    })();
    made.with_context(|| format!("cannot build the function {}", function.name()))?;
    Ok(Built { function: function.clone(), folder, changed: true })
}

fn remove_older_modules(folder: &Path, current: &str) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_module = path.extension().is_some_and(|extension| extension == "wasm");
        if is_module && path.file_name().is_none_or(|name| name != current) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Writes a file in one step, so that a reader sees the old one or the new one.
fn replace(path: &Path, content: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    std::fs::write(&new, content)?;
    std::fs::rename(&new, path).with_context(|| format!("cannot write {}", path.display()))
}
