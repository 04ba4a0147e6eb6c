//! The lock files of npm: every package has the hash of its content, and none comes from elsewhere than the registry.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use stack::Checkout;

const FILE: &str = "package-lock.json";
/// The dashboard's app, whose packages are in what is deployed. The others are tools.
const DASHBOARD: &str = "functions/dashboard/app";
const REGISTRY: &str = "https://registry.npmjs.org/";

#[derive(Deserialize)]
struct LockFile {
    #[serde(rename = "lockfileVersion")]
    version: u32,
    packages: BTreeMap<String, Package>,
}

/// A package, as a lock file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Package {
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// Its licence, as its manifest writes it.
    pub license: Option<String>,
    /// The hash of its content: `sha512-`, and the hash in base64.
    pub integrity: Option<String>,
    /// Whether only the build or a test needs it.
    #[serde(default)]
    pub dev: bool,
    /// Left out where npm is configured so: it then asks the registry by name and version.
    resolved: Option<String>,
}

/// The folders with packages from npm, each with a lock file of its own.
///
/// # Errors
/// If `tools/` cannot be read, or has none.
pub fn folders(checkout: &Checkout) -> Result<Vec<PathBuf>> {
    let tools = checkout.root().join("tools");
    let mut folders = vec![checkout.root().join(DASHBOARD)];
    folders.retain(|folder| folder.join(FILE).is_file());
    for entry in std::fs::read_dir(&tools).with_context(|| format!("cannot read {}", tools.display()))? {
        let folder = entry?.path();
        if folder.join(FILE).is_file() {
            folders.push(folder);
        }
    }
    ensure!(!folders.is_empty(), "no folder of {} has a {FILE}", tools.display());
    folders.sort();
    Ok(folders)
}

/// The packages that are in the dashboard's app, and so in what is deployed, by their names: all that its lock file has, except for
/// those that only its build and its tests need. Of a package that is there in two versions, both.
///
/// # Errors
/// If there is no lock file.
pub fn deployed(checkout: &Checkout) -> Result<Vec<(String, Package)>> {
    let path = checkout.root().join(DASHBOARD).join(FILE);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    deployed_of(&text).with_context(|| format!("{} is no lock file", path.display()))
}

fn deployed_of(text: &str) -> Result<Vec<(String, Package)>> {
    let lock: LockFile = serde_json::from_str(text)?;
    let name = |path: String| Some(path.rsplit_once("node_modules/")?.1.to_owned());
    let packages = lock.packages.into_iter().filter(|(_, package)| !package.dev);
    let mut packages: Vec<(String, Package)> =
        packages.filter_map(|(path, package)| Some((name(path)?, package))).collect();
    packages.sort_by(|(a, one), (b, other)| (a, &one.version).cmp(&(b, &other.version)));
    packages.dedup_by(|(a, one), (b, other)| a == b && one.version == other.version);
    Ok(packages)
}

/// Checks the lock files of all these folders.
///
/// # Errors
/// If one cannot be read or names a package that could be exchanged unnoticed; the message lists all of them.
pub fn check(checkout: &Checkout) -> Result<()> {
    let mut faults = Vec::new();
    for folder in folders(checkout)? {
        let path = folder.join(FILE);
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let found = faults_of(&text).with_context(|| format!("{} is no lock file", path.display()))?;
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    ensure!(faults.is_empty(), "packages from npm that are not locked:\n{}", faults.join("\n"));
    Ok(())
}

fn faults_of(text: &str) -> Result<Vec<String>> {
    let lock: LockFile = serde_json::from_str(text)?;
    ensure!(lock.version == 3, "version {} is not known here", lock.version);
    // The package without a name is the folder itself.
    let packages: Vec<_> = lock.packages.iter().filter(|(path, _)| !path.is_empty()).collect();
    ensure!(!packages.is_empty(), "it names no package");
    Ok(packages
        .into_iter()
        .filter_map(|(path, package)| Some(format!("{path} {}", package.fault()?)))
        .collect())
}

impl Package {
    fn fault(&self) -> Option<String> {
        if let Some(elsewhere) = self.resolved.as_deref().filter(|url| !url.starts_with(REGISTRY)) {
            return Some(format!("comes from {elsewhere}"));
        }
        match self.integrity.as_deref() {
            None => Some("has no hash".to_owned()),
            Some(hash) if !hash.starts_with("sha512-") => Some(format!("has only the hash {hash}")),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(package: &str) -> String {
        format!(
            r#"{{"lockfileVersion": 3, "packages": {{"": {{"name": "x"}}, "node_modules/a": {package}}}}}"#
        )
    }

    #[test]
    fn a_package_without_a_good_hash_or_from_elsewhere_is_a_fault() {
        for (package, fault) in [
            (r#"{"version": "1.0.0"}"#, "no hash"),
            (r#"{"version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"}"#, "no hash"),
            (r#"{"integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="}"#, "sha1"),
            (r#"{"integrity": "sha512-x", "resolved": "https://example.com/a-1.0.0.tgz"}"#, "example.com"),
            (r#"{"integrity": "sha512-x", "resolved": "git+ssh://git@github.com/a/a.git#abc"}"#, "git+ssh"),
            (r#"{"resolved": "../a", "link": true}"#, "../a"),
        ] {
            let faults = faults_of(&lock(package)).unwrap();
            assert!(matches!(&faults[..], [one] if one.contains(fault)), "{package}: {faults:?}");
        }
    }

    #[test]
    fn a_package_with_its_hash_is_locked() {
        for package in [
            r#"{"version": "1.0.0", "integrity": "sha512-x"}"#,
            r#"{"integrity": "sha512-x", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"}"#,
        ] {
            assert_eq!(faults_of(&lock(package)).unwrap(), Vec::<String>::new(), "{package}");
        }
    }

    #[test]
    fn a_file_that_names_nothing_is_no_lock_file() {
        assert!(faults_of("{}").is_err());
        assert!(faults_of(r#"{"lockfileVersion": 3, "packages": {"": {}}}"#).is_err());
        assert!(
            faults_of(r#"{"lockfileVersion": 1, "packages": {"a": {"integrity": "sha512-x"}}}"#).is_err()
        );
    }

    #[test]
    fn what_only_the_build_needs_is_not_deployed() {
        let text = r#"{"lockfileVersion": 3, "packages": {
            "": {"name": "x"},
            "node_modules/react": {"version": "19.3.1", "license": "MIT", "integrity": "sha512-x"},
            "node_modules/@mantine/core/node_modules/clsx": {"version": "2.1.1", "license": "MIT"},
            "node_modules/clsx": {"version": "2.1.1", "license": "MIT"},
            "node_modules/vite": {"version": "8.3.8", "dev": true}
        }}"#;
        let names: Vec<String> = deployed_of(text).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["clsx", "react"]);
    }

    #[test]
    fn every_package_from_npm_is_locked() {
        let checkout = Checkout::find().unwrap();
        assert!(folders(&checkout).unwrap().len() >= 3);
        check(&checkout).unwrap();
    }
}
