//! The functions, as the tools see them: with the names that follow from their own, and what their manifests say.

use anyhow::{Context, Result};
use api::functions::{Entry, Manifest};
use platform::Setting;

use crate::runtime::Runtime;

/// One function: a crate in `functions/` that becomes one WebAssembly module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Function(api::routes::Function);

impl Function {
    /// All functions, in the order of their names.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = api::routes::Function::ALL.iter().copied().map(Self).collect();
        all.sort_by_key(|function| function.name());
        all
    }

    /// The function of the given name.
    ///
    /// # Errors
    /// If there is none; the message lists those there are.
    pub fn named(name: &str) -> Result<Self> {
        let all = Self::all();
        all.iter().find(|function| function.name() == name).copied().with_context(|| {
            let names: Vec<&str> = all.iter().map(|function| function.name()).collect();
            format!("no function {name:?}; there are {}", names.join(", "))
        })
    }

    /// The same in the route table.
    #[must_use]
    pub const fn in_routes(&self) -> api::routes::Function {
        self.0
    }

    /// The name of its folder, such as `job-create`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.0.name()
    }

    /// What it is for, in one sentence.
    #[must_use]
    pub const fn description(&self) -> &'static str {
        self.0.description()
    }

    /// What its manifests and its entry point say of it.
    #[must_use]
    pub const fn manifest(&self) -> Manifest {
        self.0.manifest()
    }

    /// The name of its crate, and of its Worker unless it is the front door.
    #[must_use]
    pub fn package(&self) -> String {
        format!("tollgate-{}", self.name())
    }

    /// The name of the service binding by which the front door reaches it, such as `JOB_CREATE`.
    #[must_use]
    pub fn binding(&self) -> String {
        self.name().replace('-', "_").to_uppercase()
    }

    /// The settings that it is given: all of them, but those that reach nothing only what they need themselves.
    #[must_use]
    pub fn settings(&self) -> &'static [Setting] {
        const WITHOUT_DATABASE: [Setting; 1] = [Setting::CorsOrigins];
        if self.uses_database() { &Setting::ALL } else { &WITHOUT_DATABASE }
    }

    /// Whether it reaches the database.
    #[must_use]
    pub const fn uses_database(&self) -> bool {
        self.manifest().uses_database()
    }

    /// Whether it has the runtime's store of settlements that failed.
    #[must_use]
    pub const fn keeps_settlements(&self) -> bool {
        self.manifest().keeps_settlements
    }

    /// Whether it serves files, which are built beside it.
    #[must_use]
    pub const fn has_files(&self) -> bool {
        self.manifest().files_below.is_some()
    }

    /// Whether it is compiled for a runtime. Where the runtime keeps files beside the front door, only the files are made.
    #[must_use]
    pub const fn is_compiled_for(&self, runtime: Runtime) -> bool {
        !(self.has_files() && runtime.keeps_files())
    }

    /// Whether it takes every request and hands it to the others.
    #[must_use]
    pub const fn is_front_door(&self) -> bool {
        matches!(self.manifest().entry, Entry::FrontDoor(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_function_is_refused_with_the_names_that_exist() {
        let error = Function::named("job-crate").unwrap_err().to_string();
        assert!(error.contains("\"job-crate\"") && error.contains("job-create"), "{error}");
    }
}
