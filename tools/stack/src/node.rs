//! The programs that come from npm: wrangler with its Workers runtime, wasm-opt, PostgreSQL's server. They are locked
//! in `tools/node` and installed there, and others in folders of their own; nothing is installed for the whole machine.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::Checkout;
use crate::lock_file;
use crate::process::{output_of, say};

/// What wrangler asks for (`engines` of its package).
const OLDEST_NODE: (u32, u32) = (22, 12);

/// Node.js and the programs of `tools/node`, installed.
#[derive(Debug, Clone)]
pub struct NodeTools {
    modules: PathBuf,
    /// `PATH` with the Node.js to use in front.
    path: OsString,
    version: String,
}

impl NodeTools {
    /// Installs what is missing. Quick if nothing is.
    ///
    /// # Errors
    /// If the machine has no npm, or a package cannot be had.
    pub fn ready(checkout: &Checkout) -> Result<Self> {
        let tools = checkout.root().join("tools");
        let system = std::env::var_os("PATH").unwrap_or_default();
        let (path, version) = match node_version(&system) {
            Some(version) if version >= OLDEST_NODE => (system, version),
            found => {
                let (major, minor) = OLDEST_NODE;
                let found = found
                    .map_or("there is none".to_owned(), |(major, minor)| format!("this is {major}.{minor}"));
                let installed = install(&tools.join("node-runtime"), &system, || {
                    say(format!("Installing Node.js from npm (wrangler needs {major}.{minor}, {found})"));
                })?;
                let path = with_node_of(&installed, &system)?;
                let version = node_version(&path).context("the Node.js from npm does not start")?;
                (path, version)
            }
        };
        let modules = install(&tools.join("node"), &path, || {
            say("Installing wrangler, PostgreSQL and wasm-opt from npm")
        })?;
        Ok(Self { modules, path, version: format!("{}.{}", version.0, version.1) })
    }

    /// The same Node.js with what another folder's lock file names, installed there: `what` tells people what that is.
    ///
    /// # Errors
    /// If a package cannot be had.
    pub fn with_packages_of(&self, folder: &Path, what: &str) -> Result<Self> {
        let modules = install(folder, &self.path, || say(format!("Installing {what} from npm")))?;
        Ok(Self { modules, ..self.clone() })
    }

    /// The folder of the installed packages.
    #[must_use]
    pub fn modules(&self) -> &Path {
        &self.modules
    }

    /// Major and minor version of the Node.js in use.
    #[must_use]
    pub fn node_version(&self) -> &str {
        &self.version
    }

    /// A command that runs a script of an installed package, such as `wrangler/bin/wrangler.js`.
    #[must_use]
    pub fn script(&self, script: &str) -> Command {
        let mut command = self.node();
        command.arg(self.modules.join(script));
        command
    }

    /// The Node.js itself.
    #[must_use]
    pub fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.env("PATH", &self.path);
        command
    }

    /// npm, with this Node.js.
    #[must_use]
    pub fn npm(&self) -> Command {
        let mut command = Command::new("npm");
        command.env("PATH", &self.path);
        command
    }

    /// The folder with PostgreSQL's `bin`, `lib` and `share`.
    ///
    /// # Errors
    /// If there is no package for this platform, or it cannot be completed.
    pub fn postgres(&self) -> Result<PathBuf> {
        let (os, cpu) = platform()?;
        let package = self.modules.join("@embedded-postgres").join(format!("{os}-{cpu}"));
        let native = package.join("native");
        if !native.join("bin/postgres").is_file() {
            bail!("npm has no PostgreSQL for {os}-{cpu}: set DATABASE_URL to a server of your own");
        }
        restore_links(&package)?;
        Ok(native)
    }
}

/// This platform in npm's words.
fn platform() -> Result<(&'static str, &'static str)> {
    let os = match std::env::consts::OS {
        "linux" => "linux",
        "macos" => "darwin",
        other => bail!("Tollgate's tools run on Linux and macOS, not on {other}"),
    };
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("Tollgate's tools run on x86-64 and ARM64, not on {other}"),
    };
    Ok((os, cpu))
}

fn node_version(path: &OsString) -> Option<(u32, u32)> {
    let text = output_of(Command::new("node").env("PATH", path).arg("--version")).ok()?;
    parse_version(&text)
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// `PATH` with the `node` of whichever platform's package npm has installed in front.
fn with_node_of(modules: &Path, system: &OsString) -> Result<OsString> {
    for entry in std::fs::read_dir(modules)? {
        let folder = entry?.path().join("bin");
        if folder.join("node").is_file() {
            return Ok(std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(system)))?);
        }
    }
    bail!(
        "npm has no Node.js for this platform: install Node.js {}.{} or newer",
        OLDEST_NODE.0,
        OLDEST_NODE.1
    )
}

/// Runs `npm ci` in a folder, unless its lock file has been installed. Returns its `node_modules`.
fn install(folder: &Path, path: &OsString, announce: impl FnOnce()) -> Result<PathBuf> {
    let modules = folder.join("node_modules");
    lock_file::install(&folder.join("package-lock.json"), &modules, || {
        announce();
        // Install scripts only fetch or check what the packages bring along anyway.
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        output_of(npm.current_dir(folder).env("PATH", path))
            .context("npm could not install the tools (Node.js with npm is needed: https://nodejs.org)")?;
        Ok(())
    })?;
    Ok(modules)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// npm packages cannot hold symbolic links: the package lists the ones its libraries need.
fn restore_links(package: &Path) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Link {
        source: PathBuf,
        target: PathBuf,
    }
    let list = package.join("native/pg-symlinks.json");
    if !list.is_file() {
        return Ok(());
    }
    let links: Vec<Link> = serde_json::from_slice(&std::fs::read(&list)?)?;
    for Link { source, target } in links {
        let (source, target) = (package.join(source), package.join(target));
        let name = source.file_name().context("a link to nothing in PostgreSQL's package")?;
        match std::os::unix::fs::symlink(name, &target) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(error).with_context(|| format!("cannot link {}", target.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read_from_its_own_words() {
        assert_eq!(parse_version("v24.21.0\n"), Some((24, 21)));
        assert_eq!(parse_version("24.21.0"), None);
        assert!(parse_version("v20.20.2").is_some_and(|version| version < OLDEST_NODE));
    }

    #[test]
    fn the_missing_links_of_a_package_are_made_once() {
        let package = std::env::temp_dir().join(format!("tollgate-links-{}", std::process::id()));
        std::fs::create_dir_all(package.join("native/lib")).unwrap();
        std::fs::write(package.join("native/lib/a.so.1"), "a").unwrap();
        let list = r#"[{"source":"native/lib/a.so.1","target":"native/lib/a.so"}]"#;
        std::fs::write(package.join("native/pg-symlinks.json"), list).unwrap();
        restore_links(&package).unwrap();
        restore_links(&package).unwrap();
        assert_eq!(std::fs::read_to_string(package.join("native/lib/a.so")).unwrap(), "a");
        std::fs::remove_dir_all(&package).unwrap();
    }
}
