//! Builds the functions: one cargo invocation for all of them, so that shared crates compile once, then for each
//! function whose WebAssembly changed what makes it a Worker or a component, and, for releases, wasm-opt.

mod app;
mod bindings;
mod compile;
mod component;
mod first_load;
mod optimize;
mod size;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::checkout::Checkout;
use crate::function::Function;
use crate::node::{NodeTools, hex};
use crate::process::turn;
use crate::runtime::Runtime;
use crate::toolchain::Toolchain;

pub use app::{App, ensure as ensure_app, folder as app_folder};
pub use size::Sizes;

/// What the build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Rebuilt in seconds: for `cargo xtask dev` and the tests.
    Development,
    /// Small and fast: what is deployed.
    Release,
}

impl Mode {
    /// cargo's profile for it, which the workspace's `Cargo.toml` defines.
    #[must_use]
    pub const fn profile(self) -> &'static str {
        match self {
            Self::Development => "edge-dev",
            Self::Release => "edge",
        }
    }
}

/// The name of a component in its folder.
pub const COMPONENT_FILE: &str = "component.wasm";

/// Increase it when the steps after cargo change, so that the output of their older version is rebuilt.
const RECIPE: &str = "2";

/// One function, built.
#[derive(Debug, Clone)]
pub struct Built {
    /// Which.
    pub function: Function,
    /// What the runtime is given: for Workers scripts and one module, for Spin one component.
    pub folder: PathBuf,
    /// Whether this build changed it.
    pub changed: bool,
}

/// What it takes to build functions for a runtime.
#[derive(Debug, Clone)]
pub struct Builder {
    runtime: Runtime,
    toolchain: Toolchain,
    node: NodeTools,
}

impl Builder {
    /// Finds or installs what a build needs, and prints that if it takes time.
    ///
    /// # Errors
    /// If something is not to be had.
    pub fn ready(checkout: &Checkout, runtime: Runtime) -> Result<Self> {
        Ok(Self {
            runtime,
            toolchain: Toolchain::ready(runtime.target())?,
            node: NodeTools::ready(checkout)?,
        })
    }

    /// The same with another home of cargo, where the sources of dependencies are.
    #[must_use]
    pub fn with_cargo_home(&self, home: &Path) -> Self {
        Self { toolchain: self.toolchain.clone().with_cargo_home(home), ..self.clone() }
    }

    /// The runtime that is built for.
    #[must_use]
    pub const fn runtime(&self) -> Runtime {
        self.runtime
    }

    /// The compiler.
    #[must_use]
    pub const fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// The programs from npm.
    #[must_use]
    pub const fn node(&self) -> &NodeTools {
        &self.node
    }

    /// Builds the given functions into [`folder`], and the files of those that have some.
    ///
    /// # Errors
    /// If something does not compile (cargo has shown why) or a later step fails.
    pub fn build(&self, checkout: &Checkout, functions: &[Function], mode: Mode) -> Result<Vec<Built>> {
        std::fs::create_dir_all(checkout.build_dir())?;
        let _turn = turn(&checkout.build_dir())?;
        let mut files = None;
        if functions.iter().any(Function::has_files) {
            files = Some(App::of(checkout)?.build(checkout, &self.node)?);
        }
        let (compiled, only_files): (Vec<Function>, Vec<Function>) =
            functions.iter().partition(|function| function.is_compiled_for(self.runtime));
        // cargo takes no package for all of them.
        let modules = if compiled.is_empty() {
            Vec::new()
        } else {
            compile::compile(checkout, &self.toolchain, &compiled, mode)?
        };
        let mut built: Vec<Built> = compiled
            .par_iter()
            .zip(&modules)
            .map(|(function, module)| self.finish(checkout, function, module, mode))
            .collect::<Result<_>>()?;
        built.extend(only_files.into_iter().map(|function| Built {
            function,
            folder: folder(checkout, self.runtime, &function),
            changed: files == Some(true),
        }));
        Ok(built)
    }

    /// The steps after cargo, for one function. They are skipped if its module has not changed.
    fn finish(&self, checkout: &Checkout, function: &Function, module: &Path, mode: Mode) -> Result<Built> {
        let folder = folder(checkout, self.runtime, function);
        let wasm = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
        let mut digest = Sha256::new();
        digest.update(format!("{RECIPE} {mode:?} {} ", bindings::VERSION));
        digest.update(&wasm);
        let stamp = hex(&digest.finalize());
        let stamp_file = folder.join("stamp");
        if std::fs::read_to_string(&stamp_file).is_ok_and(|made| made == stamp) {
            return Ok(Built { function: *function, folder, changed: false });
        }
        std::fs::create_dir_all(&folder)?;
        let made = match self.runtime {
            Runtime::Cloudflare => self.make_worker(wasm, &stamp, mode, &folder),
            Runtime::Spin => self.make_component(wasm, mode, &folder),
        };
        made.with_context(|| format!("cannot build the function {}", function.name()))?;
        std::fs::write(&stamp_file, &stamp)?;
        Ok(Built { function: *function, folder, changed: true })
    }

    fn make_worker(&self, module: Vec<u8>, stamp: &str, mode: Mode, folder: &Path) -> Result<()> {
        let output = bindings::generate(module, stamp)?;
        // The module first: programs that watch the folder reload when the scripts change.
        replace(&folder.join(&output.wasm_file), &self.optimized(output.wasm, mode, folder)?)?;
        for (path, text) in &output.scripts {
            replace(&folder.join(path), text.as_bytes())?;
        }
        remove_older_modules(folder, &output.wasm_file)
    }

    fn make_component(&self, module: Vec<u8>, mode: Mode, folder: &Path) -> Result<()> {
        let component = component::encode(&self.optimized(module, mode, folder)?)?;
        replace(&folder.join(COMPONENT_FILE), &component)
    }

    fn optimized(&self, module: Vec<u8>, mode: Mode, folder: &Path) -> Result<Vec<u8>> {
        match mode {
            Mode::Development => Ok(module),
            Mode::Release => optimize::optimize(&self.node, &module, folder),
        }
    }
}

/// Where a function is built for a runtime: `build/<function>`, `build/spin/<function>`. Of one that is not compiled for it, where
/// its files are.
#[must_use]
pub fn folder(checkout: &Checkout, runtime: Runtime, function: &Function) -> PathBuf {
    match runtime {
        _ if !function.is_compiled_for(runtime) => app_folder(checkout),
        Runtime::Cloudflare => checkout.build_dir().join(function.name()),
        Runtime::Spin => checkout.build_dir().join("spin").join(function.name()),
    }
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
