//! The crates whose code is in what is deployed. cargo itself says which: those that the functions need when they run, on the
//! runtime's target, with the features of the build. What only the build or a test needs is not among them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use stack::process::output_of;
use stack::{Checkout, Function, Runtime};

/// A crate's name and version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id {
    /// The name of the package.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// What is known of a crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crate {
    /// Whether it is part of this workspace, and so on no registry.
    pub is_own: bool,
    /// Its licence, as its manifest writes it.
    pub license: Option<String>,
    /// Where its sources are kept.
    pub repository: Option<String>,
    /// The SHA-256 of what the registry serves.
    pub checksum: Option<String>,
    /// The name by which code refers to it.
    pub library: Option<String>,
    /// The features that it is built with.
    pub features: Vec<String>,
    /// The crates that it needs.
    pub dependencies: BTreeSet<Id>,
}

/// What is deployed on one runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// The functions, by their crates.
    pub functions: BTreeSet<Id>,
    /// The crates that are linked into them, themselves included.
    pub linked: BTreeMap<Id, Crate>,
    /// The crates that write something into what is deployed after the compiler: they are not linked.
    pub added: BTreeMap<Id, Crate>,
}

impl Deployed {
    /// What the functions are made of on a runtime. `cargo` makes a command of the cargo that builds them.
    ///
    /// # Errors
    /// If cargo does not resolve the dependencies as they are locked.
    pub fn on(checkout: &Checkout, cargo: &dyn Fn() -> Command, runtime: Runtime) -> Result<Self> {
        Self::of(checkout, cargo, runtime, &Function::all())
    }

    /// The same of some functions.
    ///
    /// # Errors
    /// If cargo does not resolve the dependencies as they are locked.
    pub fn of(
        checkout: &Checkout,
        cargo: &dyn Fn() -> Command,
        runtime: Runtime,
        functions: &[Function],
    ) -> Result<Self> {
        let mut tree = cargo();
        tree.current_dir(checkout.root()).args(["tree", "--locked", "--target", runtime.target()]);
        tree.args(["--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", "{p}\t{f}"]);
        for function in functions.iter().filter(|function| function.is_compiled_for(runtime)) {
            tree.args(["--package", &function.package()]);
        }
        let (functions, mut linked) = read_tree(&output_of(&mut tree)?)?;
        let known = Known::ready(checkout, &mut cargo())?;
        for (id, linked) in &mut linked {
            known.describe(id, linked)?;
        }
        let mut added = BTreeMap::new();
        for name in added_on(runtime) {
            let id = known.only(name)?;
            let mut this = Crate::default();
            known.describe(&id, &mut this)?;
            added.insert(id, this);
        }
        Ok(Self { functions, linked, added })
    }
}

/// The crates of the build that leave something of theirs in its result: the JavaScript around a Worker's module, and the module
/// that adapts a component's WASI.
const fn added_on(runtime: Runtime) -> [&'static str; 1] {
    match runtime {
        Runtime::Cloudflare => ["wasm-bindgen-cli-support"],
        Runtime::Spin => ["wasi-preview1-component-adapter-provider"],
    }
}

/// Reads what `cargo tree` prints: the depth, the crate and its features in each line.
fn read_tree(text: &str) -> Result<(BTreeSet<Id>, BTreeMap<Id, Crate>)> {
    let mut roots = BTreeSet::new();
    let mut crates: BTreeMap<Id, Crate> = BTreeMap::new();
    let mut path: Vec<Id> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (depth, id, features) = read_line(line).with_context(|| format!("cargo tree: {line:?}"))?;
        ensure!(depth <= path.len(), "cargo tree: {line:?} belongs to nothing");
        path.truncate(depth);
        match path.last() {
            Some(parent) => {
                crates.entry(parent.clone()).or_default().dependencies.insert(id.clone());
            }
            None => {
                roots.insert(id.clone());
            }
        }
        crates.entry(id.clone()).or_default().features = features;
        path.push(id);
    }
    ensure!(!roots.is_empty(), "cargo tree printed nothing");
    Ok((roots, crates))
}

/// `2bytes v1.12.2\tdefault,std (*)`: the mark says that what it needs is printed elsewhere.
fn read_line(line: &str) -> Option<(usize, Id, Vec<String>)> {
    let (package, features) = line.split_once('\t')?;
    let digits = package.find(|character: char| !character.is_ascii_digit())?;
    let (depth, package) = package.split_at_checked(digits)?;
    let mut words = package.split(' ');
    let name = words.next()?.to_owned();
    let version = words.next()?.strip_prefix('v')?.to_owned();
    let features = features.trim_end_matches("(*)").trim();
    let features = features.split(',').filter(|feature| !feature.is_empty()).map(str::to_owned).collect();
    Some((depth.parse().ok()?, Id { name, version }, features))
}

/// What manifests and the lock file say of all crates.
struct Known {
    packages: BTreeMap<Id, Package>,
    checksums: BTreeMap<Id, String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    crate_types: Vec<String>,
}

#[derive(Deserialize)]
struct LockFile {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

impl Known {
    fn ready(checkout: &Checkout, cargo: &mut Command) -> Result<Self> {
        cargo.current_dir(checkout.root()).args(["metadata", "--locked", "--format-version", "1"]);
        let metadata: Metadata = serde_json::from_str(&output_of(cargo)?).context("cargo metadata")?;
        let lock: LockFile = toml::from_str(&std::fs::read_to_string(checkout.root().join("Cargo.lock"))?)?;
        let id = |name: &String, version: &String| Id { name: name.clone(), version: version.clone() };
        let checksums = lock.package.into_iter();
        let packages = metadata.packages.into_iter();
        Ok(Self {
            packages: packages.map(|package| (id(&package.name, &package.version), package)).collect(),
            checksums: checksums
                .filter_map(|locked| Some((id(&locked.name, &locked.version), locked.checksum?)))
                .collect(),
        })
    }

    fn only(&self, name: &str) -> Result<Id> {
        let mut found = self.packages.keys().filter(|id| id.name == name);
        match (found.next(), found.next()) {
            (Some(id), None) => Ok(id.clone()),
            _ => bail!("there is not one version of {name}"),
        }
    }

    fn describe(&self, id: &Id, known: &mut Crate) -> Result<()> {
        let package = self.packages.get(id).with_context(|| format!("cargo metadata lacks {id}"))?;
        known.is_own = package.source.is_none();
        known.license.clone_from(&package.license);
        known.repository.clone_from(&package.repository);
        known.checksum = self.checksums.get(id).cloned();
        ensure!(known.is_own || known.checksum.is_some(), "{id} has no checksum in Cargo.lock");
        let is_library =
            |target: &&Target| target.crate_types.iter().any(|kind| kind == "lib" || kind == "rlib");
        known.library = package.targets.iter().find(is_library).map(|target| target.name.replace('-', "_"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(runtime: Runtime) -> Deployed {
        let checkout = Checkout::find().unwrap();
        Deployed::on(&checkout, &|| checkout.cargo(), runtime).unwrap()
    }

    fn names(crates: &BTreeMap<Id, Crate>) -> BTreeSet<&str> {
        crates.keys().map(|id| id.name.as_str()).collect()
    }

    #[test]
    fn the_tree_of_cargo_is_read_with_what_each_crate_needs() {
        let tree = "0f v0.1.0 (/work/f)\t\n1a v1.0.0\tdefault,std\n2b v2.0.0+x\t\n1c v3.0.0\tx (*)\n\n0g v0.1.0 (/g)\t\n1b v2.0.0+x\t (*)\n";
        let (roots, crates) = read_tree(tree).unwrap();
        let id = |name: &str| crates.keys().find(|id| id.name == name).unwrap();
        assert_eq!(roots.iter().map(ToString::to_string).collect::<Vec<_>>(), ["f@0.1.0", "g@0.1.0"]);
        assert_eq!(crates[id("f")].dependencies, [id("a"), id("c")].map(Clone::clone).into());
        assert_eq!(crates[id("a")].dependencies, [id("b").clone()].into());
        assert_eq!(crates[id("g")].dependencies, [id("b").clone()].into());
        assert_eq!(crates[id("a")].features, ["default", "std"]);
        assert_eq!(crates[id("c")].features, ["x"]);
        assert!(read_tree("").is_err() && read_tree("2a v1.0.0\t").is_err() && read_tree("what").is_err());
    }

    #[test]
    fn what_the_functions_link_is_listed_for_its_runtime() {
        let (workers, spin) = (on(Runtime::Cloudflare), on(Runtime::Spin));
        for name in ["serde_json", "argon2", "tollgate-job-create", "tollgate-endpoints", "tollgate-vault"] {
            assert!(names(&workers.linked).contains(name) && names(&spin.linked).contains(name), "{name}");
        }
        for name in ["tokio-postgres", "worker", "wasm-bindgen"] {
            assert!(names(&workers.linked).contains(name) && !names(&spin.linked).contains(name), "{name}");
        }
        assert!(names(&spin.linked).contains("spin-sdk") && !names(&workers.linked).contains("spin-sdk"));
        assert_eq!(
            workers.functions.len(),
            Function::all().len() - 1,
            "the dashboard's files need no function"
        );
        assert_eq!(spin.functions.len(), Function::all().len());
    }

    #[test]
    fn what_only_tests_the_build_or_the_tools_need_is_not_listed() {
        let elsewhere =
            ["sqlx", "reqwest", "axum", "proptest", "wasmtime", "clap", "syn", "proc-macro2", "serde_derive"];
        let own = [
            "tollgate-api-derive",
            "tollgate-stack",
            "tollgate-e2e",
            "tollgate-simulator",
            "tollgate-openapi",
        ];
        for runtime in Runtime::ALL {
            let deployed = on(runtime);
            for name in elsewhere.into_iter().chain(own) {
                assert!(!names(&deployed.linked).contains(name), "{name} on {}", runtime.name());
            }
        }
    }

    #[test]
    fn of_a_crate_that_is_deployed_there_is_one_version() {
        // postgres-protocol has one, bcrypt the next.
        const EXCEPTIONS: [&str; 1] = ["base64"];
        for runtime in Runtime::ALL {
            let deployed = on(runtime);
            let mut seen = BTreeSet::new();
            let twice: Vec<&str> = deployed
                .linked
                .keys()
                .map(|id| id.name.as_str())
                .filter(|name| !seen.insert(*name))
                .collect();
            assert!(twice.iter().all(|name| EXCEPTIONS.contains(name)), "{}: {twice:?}", runtime.name());
        }
    }
}
