//! A compiler for WebAssembly from Debian's packages alone, for machines that cannot reach the Rust project's servers.
//! Debian ships a current rustc, cargo and clippy (for its browsers) and the library's sources, but no standard
//! library for WebAssembly: that is compiled here, once for each target. Everything is unpacked into the cache folder;
//! nothing is installed, no privilege is needed, and the machine's own Rust is left alone.

mod apt;
mod library;
mod wasi_libc;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::apt::Apt;
use crate::cache::cache_folder;
use crate::process::{on_path, say};

const COMPILER: &str = "rustc-web";
const PACKAGES: [&str; 4] = [COMPILER, "cargo-web", "rust-web-clippy", "lld-22"];

/// The sysroot with the standard library of a target in it: unpacked and compiled at the first call, found again
/// afterwards.
pub(super) fn sysroot(target: &str) -> Result<PathBuf> {
    let cache = cache_folder()?.join("debian");
    let (root, version) = match made_before(&cache)? {
        Some(made) => made,
        None => unpack(&cache)?,
    };
    library::ready(&cache, &root, &version, target)?;
    Ok(root)
}

/// The compiler, without a library for WebAssembly, and its version.
fn unpack(cache: &Path) -> Result<(PathBuf, String)> {
    let apt = apt(cache)?;
    let version = apt.candidate(COMPILER)?;
    say(format!(
        "Assembling a WebAssembly toolchain from Debian's packages ({COMPILER} {version}) in {}",
        cache.display()
    ));
    let partial = partial_folder(cache)?;
    apt.unpack(&PACKAGES, &partial)?;
    link_linker(&partial.join("usr"))?;
    let home = cache.join(format!("rust-{version}"));
    if std::fs::rename(&partial, &home).is_err() && !home.join("usr").is_dir() {
        bail!("cannot move the toolchain to {}", home.display());
    }
    Ok((home.join("usr"), version))
}

/// apt, if this is a machine that has it.
fn apt(cache: &Path) -> Result<Apt> {
    for program in ["apt-get", "apt-cache", "dpkg-deb"] {
        if !on_path(program) {
            bail!("this is not a Debian machine: there is no {program}");
        }
    }
    std::fs::create_dir_all(cache).with_context(|| format!("cannot make {}", cache.display()))?;
    Apt::new(cache)
}

/// An empty folder of this process alone. Two processes may make the same thing at once: each works in its own folder,
/// and the rename at the end decides.
fn partial_folder(cache: &Path) -> Result<PathBuf> {
    let partial = cache.join(format!("partial-{}", std::process::id()));
    if partial.exists() {
        std::fs::remove_dir_all(&partial)?;
    }
    std::fs::create_dir_all(&partial)?;
    Ok(partial)
}

/// The folder that holds the shared libraries of a sysroot's programs.
pub(super) fn libraries(root: &Path) -> Result<PathBuf> {
    for entry in std::fs::read_dir(root.join("lib"))? {
        let folder = entry?.path();
        if folder.file_name().is_some_and(|name| name.to_string_lossy().ends_with("-linux-gnu")) {
            return Ok(folder);
        }
    }
    bail!("no libraries in {}", root.display())
}

fn made_before(cache: &Path) -> Result<Option<(PathBuf, String)>> {
    if !cache.is_dir() {
        return Ok(None);
    }
    let mut made = Vec::new();
    for entry in std::fs::read_dir(cache)? {
        let entry = entry?;
        if let Some(version) = entry.file_name().to_string_lossy().strip_prefix("rust-") {
            made.push((entry.metadata()?.modified()?, entry.path().join("usr"), version.to_owned()));
        }
    }
    Ok(made.into_iter().max().map(|(_, path, version)| (path, version)))
}

/// rustc looks for `rust-lld` among its own host programs.
fn link_linker(root: &Path) -> Result<()> {
    let host = host_folder(root)?;
    std::fs::create_dir_all(host.join("bin"))?;
    std::os::unix::fs::symlink("../../../../bin/lld-22", host.join("bin/rust-lld"))
        .context("cannot link rust-lld")
}

fn host_folder(root: &Path) -> Result<PathBuf> {
    for entry in std::fs::read_dir(root.join("lib/rustlib"))? {
        let folder = entry?.path();
        if folder.join("lib").is_dir() && folder.to_string_lossy().ends_with("-linux-gnu") {
            return Ok(folder);
        }
    }
    bail!("the package {COMPILER} brought no host library")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_was_made_before_in_a_folder_that_does_not_exist() {
        assert_eq!(made_before(Path::new("/nonexistent/tollgate")).unwrap(), None);
    }
}
