//! Where things are in a checkout of Tollgate, and which names belong to functions.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use platform::Setting;

/// One checkout of the project: the folder with the workspace's `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout this program was built from: under cargo (`cargo run`, `cargo test`) the one it runs in.
    ///
    /// # Errors
    /// If that folder is gone or is not a Tollgate checkout.
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

    /// The functions, in the order of their names: every folder of `functions/` that is a crate.
    ///
    /// # Errors
    /// If `functions/` cannot be read.
    pub fn functions(&self) -> Result<Vec<Function>> {
        Ok(self.crates_in("functions")?.into_iter().map(|name| Function { name }).collect())
    }

    /// The packages that the functions are made of: the crates of `shared/`.
    ///
    /// # Errors
    /// If `shared/` cannot be read.
    pub fn shared_packages(&self) -> Result<Vec<String>> {
        Ok(self.crates_in("shared")?.into_iter().map(|name| format!("tollgate-{name}")).collect())
    }

    fn crates_in(&self, folder: &str) -> Result<Vec<String>> {
        let folder = self.root.join(folder);
        let entries =
            std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut names = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if let (true, Some(name)) = (path.join("Cargo.toml").is_file(), path.file_name()) {
                names.push(name.to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The function that has the given name.
    ///
    /// # Errors
    /// If there is none; the message lists those there are.
    pub fn function(&self, name: &str) -> Result<Function> {
        let functions = self.functions()?;
        let names: Vec<&str> = functions.iter().map(Function::name).collect();
        let found = functions.iter().find(|function| function.name == name).cloned();
        found.with_context(|| format!("no function {name:?}; there are {}", names.join(", ")))
    }

    /// The wrangler configuration of a function. The front door's is the one at the root.
    #[must_use]
    pub fn wrangler_config(&self, function: &Function) -> PathBuf {
        if function.is_front_door() {
            self.root.join("wrangler.toml")
        } else {
            self.root.join("functions").join(&function.name).join("wrangler.toml")
        }
    }
}

/// One function: a crate in `functions/` that becomes one WebAssembly module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Function {
    name: String,
}

impl Function {
    /// The name of its folder, such as `job-create`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its crate.
    #[must_use]
    pub fn package(&self) -> String {
        format!("tollgate-{}", self.name)
    }

    /// The settings that it is given: all of them, but those that reach nothing only what they need themselves.
    #[must_use]
    pub fn settings(&self) -> &'static [Setting] {
        const WITHOUT_DATABASE: [Setting; 1] = [Setting::CorsOrigins];
        if self.uses_database() { &Setting::ALL } else { &WITHOUT_DATABASE }
    }

    /// Whether it reaches the database: all do but those that only hand on, or only say what they were built with.
    #[must_use]
    pub fn uses_database(&self) -> bool {
        !self.is_front_door() && self.name != "api-docs"
    }

    /// Whether it reaches providers: those that make calls have `call` in their name, and one tests providers' keys.
    #[must_use]
    pub fn calls_providers(&self) -> bool {
        self.name.contains("call") || self.name == "provider-credentials"
    }

    /// Whether it sends webhooks to whatever address teams have named.
    #[must_use]
    pub fn delivers_webhooks(&self) -> bool {
        self.name == "webhook-delivery"
    }

    /// Whether this is the Worker that takes every request and hands it to the others.
    #[must_use]
    pub fn is_front_door(&self) -> bool {
        self.name == "front-door"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_of_this_crate_is_found_with_its_functions() {
        let checkout = Checkout::find().unwrap();
        assert!(checkout.root().join("tools/stack/Cargo.toml").is_file());
        let functions = checkout.functions().unwrap();
        assert!(functions.iter().any(|function| function.package() == "tollgate-job-create"));
    }

    #[test]
    fn an_unknown_function_is_refused_with_the_names_that_exist() {
        let error = Checkout::find().unwrap().function("job-crate").unwrap_err().to_string();
        assert!(error.contains("\"job-crate\"") && error.contains("job-create"), "{error}");
    }
}
