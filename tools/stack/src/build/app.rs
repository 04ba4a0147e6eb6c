//! The dashboard's app: from TypeScript to the files that browsers load, by Vite. It is built anew only when something that it is
//! made of has changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use api::functions::DASHBOARD;
use sha2::{Digest, Sha256};

use super::first_load::{self, PAGE};
use super::replace;
use super::size::kilobytes;
use crate::checkout::Checkout;
use crate::node::{NodeTools, hex};
use crate::process::{output_of, run, say};

/// Where its sources are in the checkout.
const SOURCES: &str = "functions/dashboard/app";
/// What its client of the API is generated from.
const API: &str = "docs/openapi.json";
/// Where Vite writes, within the sources.
const OUTPUT: &str = "dist";
/// Folders among the sources that are not sources.
const NOT_SOURCES: [&str; 3] = ["node_modules", OUTPUT, "coverage"];
/// What generators write among the sources.
const GENERATED: &str = ".gen.ts";
/// Increase it when the steps here change.
const RECIPE: &str = "1";

/// The app's sources.
#[derive(Debug, Clone)]
pub struct App {
    folder: PathBuf,
}

/// Where the app is built, as it is served.
#[must_use]
pub fn folder(checkout: &Checkout) -> PathBuf {
    checkout.build_dir().join("dashboard-app")
}

/// Makes sure that the app has been built.
///
/// # Errors
/// If it has not.
pub fn ensure(checkout: &Checkout) -> Result<()> {
    ensure!(
        folder(checkout).join(PAGE).is_file(),
        "the dashboard's files are not built: run `cargo xtask build dashboard`"
    );
    Ok(())
}

impl App {
    /// The app of a checkout.
    ///
    /// # Errors
    /// If it has none.
    pub fn of(checkout: &Checkout) -> Result<Self> {
        let folder = checkout.root().join(SOURCES);
        ensure!(folder.join("package.json").is_file(), "{} has no package.json", folder.display());
        Ok(Self { folder })
    }

    /// Runs one of its npm scripts, with the output shown as it comes. Its packages are installed first.
    ///
    /// # Errors
    /// If a package cannot be had, or the script fails.
    pub fn run_script(&self, node: &NodeTools, script: &str) -> Result<()> {
        run(self.packages(node)?.npm().args(["run", "--silent", script]).current_dir(&self.folder))
            .with_context(|| format!("`npm run {script}` of {SOURCES}"))
    }

    /// Builds it into [`folder`], unless that has been done. Returns whether it was.
    ///
    /// # Errors
    /// If it does not build, or a browser would have to load too much of it at first.
    pub(super) fn build(&self, checkout: &Checkout, node: &NodeTools) -> Result<bool> {
        let made = folder(checkout);
        let stamp_file = made.with_extension("stamp");
        let stamp = self.fingerprint(checkout)?;
        if made.join(PAGE).is_file() && std::fs::read_to_string(&stamp_file).is_ok_and(|made| made == stamp) {
            return Ok(false);
        }
        let node = self.packages(node)?;
        say("Building the dashboard");
        output_of(node.npm().args(["run", "--silent", "build"]).current_dir(&self.folder))
            .with_context(|| format!("{SOURCES} does not build"))?;
        let output = self.folder.join(OUTPUT);
        let first = first_load::check(&output, &format!("{DASHBOARD}/"))?;
        publish(&output, &made)?;
        std::fs::write(&stamp_file, stamp)?;
        say(format!("The dashboard's first load is {} compressed", kilobytes(first)));
        Ok(true)
    }

    fn packages(&self, node: &NodeTools) -> Result<NodeTools> {
        node.with_packages_of(&self.folder, "the dashboard's packages")
    }

    /// Of everything that it is made of.
    fn fingerprint(&self, checkout: &Checkout) -> Result<String> {
        let mut files = BTreeMap::new();
        files_of(&self.folder, Path::new(""), &mut files)?;
        files.insert(PathBuf::from(API), checkout.root().join(API));
        let mut digest = Sha256::new();
        digest.update(RECIPE);
        for (name, path) in files {
            let content = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            digest.update(name.as_os_str().as_encoded_bytes());
            digest.update([0]);
            digest.update(Sha256::digest(&content));
        }
        Ok(hex(&digest.finalize()))
    }
}

/// The files of a folder that are sources, by their paths in it.
fn files_of(folder: &Path, below: &Path, files: &mut BTreeMap<PathBuf, PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if path.is_dir() {
            if !NOT_SOURCES.contains(&name.as_str()) && !name.starts_with('.') {
                files_of(&path, &below.join(name), files)?;
            }
        } else if !name.ends_with(GENERATED) {
            files.insert(below.join(name), path);
        }
    }
    Ok(())
}

/// Brings what was built to where it is served. The page is last, and what no page names any more goes after it: whoever loads it in
/// the meantime finds all of one version.
fn publish(output: &Path, made: &Path) -> Result<()> {
    let mut files = BTreeMap::new();
    files_of(output, Path::new(""), &mut files)?;
    // They are for debuggers, and larger than the app.
    files.retain(|name, _| name.extension().is_none_or(|kind| kind != "map"));
    let page = files.remove(Path::new(PAGE)).context("Vite made no page")?;
    for (name, path) in &files {
        replace(&made.join(name), &std::fs::read(path)?)?;
    }
    replace(&made.join(PAGE), &std::fs::read(&page)?)?;
    files.insert(PathBuf::from(PAGE), page);
    let mut present = BTreeMap::new();
    files_of(made, Path::new(""), &mut present)?;
    for (name, path) in present {
        if !files.contains_key(&name) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }

    #[test]
    fn what_is_served_is_what_was_built_last_without_maps() {
        let folder = std::env::temp_dir().join(format!("tollgate-app-{}", std::process::id()));
        let (output, made) = (folder.join("dist"), folder.join("made"));
        write(&output, &[("index.html", "2"), ("assets/a-2.js", "2"), ("assets/a-2.js.map", "{}")]);
        write(&made, &[("index.html", "1"), ("assets/a-1.js", "1")]);
        publish(&output, &made).unwrap();
        let mut files = BTreeMap::new();
        files_of(&made, Path::new(""), &mut files).unwrap();
        let names: Vec<String> = files.keys().map(|name| name.display().to_string()).collect();
        assert_eq!(names, ["assets/a-2.js", "index.html"]);
        assert_eq!(std::fs::read_to_string(made.join(PAGE)).unwrap(), "2");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_installed_built_or_generated_is_no_source() {
        let folder = std::env::temp_dir().join(format!("tollgate-app-sources-{}", std::process::id()));
        write(
            &folder,
            &[
                ("package.json", "{}"),
                ("src/main.tsx", ""),
                ("src/api/schema.gen.ts", ""),
                ("node_modules/a/index.js", ""),
                ("dist/index.html", ""),
                (".cache/x.js", ""),
            ],
        );
        let mut files = BTreeMap::new();
        files_of(&folder, Path::new(""), &mut files).unwrap();
        let names: Vec<String> = files.keys().map(|name| name.display().to_string()).collect();
        assert_eq!(names, ["package.json", "src/main.tsx"]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
