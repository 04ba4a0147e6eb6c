//! A compiler for WebAssembly from Debian's packages alone, for machines that cannot reach the Rust project's servers.
//! Debian ships a current rustc, cargo and clippy (for its browsers) and the library's sources, but no standard
//! library for WebAssembly: that is compiled here, once. Everything is unpacked into the cache folder; nothing is
//! installed, no privilege is needed, and the machine's own Rust is left alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::WORKERS_TARGET;
use crate::process::{on_path, output_of, say};

const COMPILER: &str = "rustc-web";
const PACKAGES: [&str; 5] = [COMPILER, "cargo-web", "rust-web-clippy", "rust-web-src", "lld-22"];

/// The sysroot with the WebAssembly library in it: unpacked and compiled at the first call, found again afterwards.
pub(super) fn sysroot() -> Result<PathBuf> {
    let cache = cache_folder()?;
    if let Some(made) = made_before(&cache)? {
        return Ok(made);
    }
    for program in ["apt-get", "apt-cache", "dpkg-deb"] {
        if !on_path(program) {
            bail!("this is not a Debian machine: there is no {program}");
        }
    }
    std::fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    let apt = Apt::new(&cache)?;
    let version = apt.candidate(COMPILER)?;
    say(format!(
        "Assembling a WebAssembly toolchain from Debian's packages ({COMPILER} {version}) in {}",
        cache.display()
    ));
    // Two processes may do this at once: each works in its own folder, and the rename decides.
    let partial = cache.join(format!("partial-{}", std::process::id()));
    if partial.exists() {
        std::fs::remove_dir_all(&partial)?;
    }
    apt.unpack(&partial)?;
    let root = partial.join("usr");
    link_linker(&root)?;
    build_library(&root, &partial.join("std"))?;
    std::fs::remove_dir_all(partial.join("std"))?;
    std::fs::remove_dir_all(root.join("lib/rustlib/src"))?;
    let home = cache.join(format!("rust-{version}"));
    if std::fs::rename(&partial, &home).is_err() && !home.join("usr").is_dir() {
        bail!("cannot move the toolchain to {}", home.display());
    }
    Ok(home.join("usr"))
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

/// Outside the checkout, so that a second clone finds it.
fn cache_folder() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if Path::new(&folder).is_absolute() => PathBuf::from(folder),
        _ => PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(base.join("tollgate/debian"))
}

fn made_before(cache: &Path) -> Result<Option<PathBuf>> {
    if !cache.is_dir() {
        return Ok(None);
    }
    let mut made = Vec::new();
    for entry in std::fs::read_dir(cache)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("rust-") {
            made.push((entry.metadata()?.modified()?, entry.path().join("usr")));
        }
    }
    Ok(made.into_iter().max().map(|(_, path)| path))
}

/// apt with package lists and downloads in a folder of ours, so that it works for every account.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn new(cache: &Path) -> Result<Self> {
        let apt = Self { folder: cache.join("apt") };
        std::fs::create_dir_all(apt.folder.join("lists/partial"))?;
        std::fs::create_dir_all(apt.folder.join("archives/partial"))?;
        output_of(apt.command("apt-get").arg("update")).context("Debian's package lists cannot be had")?;
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("LC_ALL", "C").args(["-q", "-o", "Debug::NoLocking=1"]);
        command.arg("-o").arg(format!("Dir::State::Lists={}/lists", self.folder.display()));
        command.arg("-o").arg(format!("Dir::Cache={}", self.folder.display()));
        // Downloads by root drop to an account that may not reach this folder.
        command.args(["-o", "APT::Sandbox::User="]);
        command
    }

    fn candidate(&self, package: &str) -> Result<String> {
        let text = output_of(self.command("apt-cache").args(["policy", package]))?;
        let version = text.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
        match version {
            Some(version) if version != "(none)" => Ok(version.to_owned()),
            _ => bail!("Debian's package {package} is not to be had for this release"),
        }
    }

    /// Downloads the packages and those of their dependencies that the machine lacks, and unpacks them.
    fn unpack(&self, destination: &Path) -> Result<()> {
        let mut simulate = self.command("apt-get");
        simulate.args(["--simulate", "--no-install-recommends", "install"]).args(PACKAGES);
        let plan = output_of(&mut simulate)?;
        let mut names: Vec<&str> = PACKAGES.to_vec();
        names.extend(to_install(&plan));
        names.sort_unstable();
        names.dedup();
        std::fs::create_dir_all(destination)?;
        say(format!("Downloading {} packages", names.len()));
        output_of(self.command("apt-get").arg("download").args(&names).current_dir(destination))?;
        for entry in std::fs::read_dir(destination)? {
            let archive = entry?.path();
            if archive.extension().is_some_and(|extension| extension == "deb") {
                output_of(Command::new("dpkg-deb").arg("--extract").arg(&archive).arg(destination))?;
                std::fs::remove_file(&archive)?;
            }
        }
        Ok(())
    }
}

/// The packages that a simulated run of apt would install.
fn to_install(plan: &str) -> impl Iterator<Item = &str> {
    plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next())
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

/// Compiles the standard library in `work` and adds it to the sysroot.
fn build_library(root: &Path, work: &Path) -> Result<()> {
    say(format!("Compiling Rust's standard library for {WORKERS_TARGET} (about a minute, once)"));
    let target = work.join("target");
    let manifest = root.join("lib/rustlib/src/rust/library/sysroot/Cargo.toml");
    let mut cargo = Command::new(root.join("bin/cargo"));
    cargo.args(["build", "--release", "--features", "compiler-builtins-mem", "--target", WORKERS_TARGET]);
    cargo.arg("--manifest-path").arg(manifest);
    cargo.env("RUSTC", root.join("bin/rustc")).env("LD_LIBRARY_PATH", libraries(root)?);
    // The library needs the compiler's own unstable features, and its crates are marked as the compiler's.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked");
    cargo.env("CARGO_PROFILE_RELEASE_DEBUG", "0").env("CARGO_TARGET_DIR", &target);
    for inherited in ["RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER"] {
        cargo.env_remove(inherited);
    }
    output_of(cargo.current_dir(root))?;

    let library = root.join("lib/rustlib").join(WORKERS_TARGET).join("lib");
    std::fs::create_dir_all(&library)?;
    let built = target.join(WORKERS_TARGET).join("release/deps");
    for entry in std::fs::read_dir(&built)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            std::fs::copy(entry.path(), library.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_apt_names_what_is_missing() {
        let plan = "NOTE: This is only a simulation!\n\
            Inst libllvm22 (1:22.1.8-1~deb12u1 Debian-Security:12/oldstable-security [amd64])\n\
            Inst rustc-web [1.85.0] (1.96.0+dfsg1-1~deb12u2 Debian-Security:12 [amd64])\n\
            Remv rustup [1.27] \nConf rustc-web (1.96.0)\n";
        assert_eq!(to_install(plan).collect::<Vec<_>>(), ["libllvm22", "rustc-web"]);
    }

    #[test]
    fn nothing_was_made_before_in_a_folder_that_does_not_exist() {
        assert_eq!(made_before(Path::new("/nonexistent/tollgate")).unwrap(), None);
    }
}
