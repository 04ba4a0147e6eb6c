//! Where things are in a checkout of Tollgate.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::function::Function;
use crate::manifests;

/// One checkout of the project: the folder with the workspace's `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout this program was built from: under cargo (`cargo run`, `cargo test`) the one it runs in.
    ///
    /// # Errors
    /// If that folder does not exist or is not a Tollgate checkout.
    pub fn find() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file() && folder.join("migrations").is_dir())
            .with_context(|| format!("{} is not inside a Tollgate checkout", package.display()))?;
        Self::at(root)
    }

    /// The checkout at `root`.
    ///
    /// # Errors
    /// If there is no workspace there.
    pub fn at(root: &Path) -> Result<Self> {
        let root = root.canonicalize().with_context(|| format!("no folder {}", root.display()))?;
        ensure!(root.join("Cargo.toml").is_file(), "{} has no Cargo.toml", root.display());
        Ok(Self { root })
    }

    /// The workspace's folder, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `cargo xtask build` writes: one folder for each function.
    #[must_use]
    pub fn build_dir(&self) -> PathBuf {
        self.root.join("build")
    }

    /// The cargo that runs this program, in the checkout.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(self.root());
        command
    }

    /// What cargo writes.
    #[must_use]
    pub fn target_dir(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// What a running stack keeps between two starts: database, secrets, logs. Never committed.
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        self.root.join(".tollgate")
    }

    /// The packages that the functions are made of: the crates of `shared/`.
    ///
    /// # Errors
    /// If `shared/` cannot be read.
    pub fn shared_packages(&self) -> Result<Vec<String>> {
        let folder = self.root.join("shared");
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if let (true, Some(name)) = (path.join("Cargo.toml").is_file(), path.file_name()) {
                names.push(format!("tollgate-{}", name.to_string_lossy()));
            }
        }
        names.sort();
        Ok(names)
    }

    /// The wrangler configuration of a function.
    #[must_use]
    pub fn wrangler_config(&self, function: &Function) -> PathBuf {
        self.root.join(manifests::wrangler_path(function))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_of_this_crate_is_found_with_its_functions() {
        let checkout = Checkout::find().unwrap();
        assert!(checkout.root().join("tools/stack/Cargo.toml").is_file());
        let function = Function::named("job-create").unwrap();
        assert!(checkout.wrangler_config(&function).is_file());
    }
}
