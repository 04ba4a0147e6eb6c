//! Rust's standard library for a WebAssembly target, compiled from Debian's sources of it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{libraries, partial_folder, wasi_libc};
use crate::process::{output_of, say};
use crate::toolchain::{COMPONENTS_TARGET, FLAGS_VARIABLE, Flags, cargo_home, has_library};

/// Increase it when the library is made in another way, so that an older one is made anew.
const RECIPE: &str = "2";
const RECIPE_FILE: &str = "tollgate-recipe";

/// Makes the library of a target, unless the sysroot has it. The sources must be of the compiler's own version.
pub(super) fn ready(cache: &Path, root: &Path, version: &str, target: &str) -> Result<()> {
    let home = root.join("lib/rustlib").join(target);
    if is_made(root, target, &home) {
        return Ok(());
    }
    let partial = partial_folder(cache)?;
    super::apt(cache)?.unpack_only(&[&format!("rust-web-src={version}")], &partial)?;
    let made = partial.join("made");
    std::fs::create_dir_all(made.join("lib"))?;
    compile(root, &partial, target, &made.join("lib"))?;
    if target == COMPONENTS_TARGET {
        wasi_libc::make(&partial, &made.join("lib/self-contained"))?;
    }
    std::fs::write(made.join(RECIPE_FILE), RECIPE)?;
    if home.exists() && !is_made(root, target, &home) {
        std::fs::remove_dir_all(&home)?;
    }
    if std::fs::rename(&made, &home).is_err() && !is_made(root, target, &home) {
        anyhow::bail!("cannot move the library to {}", home.display());
    }
    Ok(std::fs::remove_dir_all(partial)?)
}

fn is_made(root: &Path, target: &str, home: &Path) -> bool {
    has_library(root, target)
        && std::fs::read_to_string(home.join(RECIPE_FILE)).is_ok_and(|recipe| recipe == RECIPE)
}

/// Compiles the sources in `work` and puts the library into `destination`.
fn compile(root: &Path, work: &Path, target: &str, destination: &Path) -> Result<()> {
    say(format!("Compiling Rust's standard library for {target} (about a minute, once)"));
    let folder = work.join("target");
    let manifest = work.join("usr/lib/rustlib/src/rust/library/sysroot/Cargo.toml");
    let mut cargo = Command::new(root.join("bin/cargo"));
    cargo.args(["build", "--release", "--features", features(target), "--target", target]);
    cargo.arg("--manifest-path").arg(manifest);
    cargo.env("RUSTC", root.join("bin/rustc")).env("LD_LIBRARY_PATH", libraries(root)?);
    // The library needs the compiler's own unstable features, and its crates are marked as the compiler's.
    cargo.env("RUSTC_BOOTSTRAP", "1").env(FLAGS_VARIABLE, flags(work)?.encoded());
    cargo.env("CARGO_PROFILE_RELEASE_DEBUG", "0").env("CARGO_TARGET_DIR", &folder);
    for inherited in ["RUSTUP_TOOLCHAIN", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER"] {
        cargo.env_remove(inherited);
    }
    output_of(cargo.current_dir(root))?;
    let built = folder.join(target).join("release/deps");
    for entry in std::fs::read_dir(&built).with_context(|| format!("no {}", built.display()))? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            std::fs::copy(entry.path(), destination.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The functions have code of the library in them, with the names of its files: these must be the same on every machine.
fn flags(work: &Path) -> Result<Flags> {
    Ok(Flags::default()
        .with("-Cembed-bitcode=yes")
        .with("-Zforce-unstable-if-unmarked")
        .renaming(&cargo_home()?, "cargo-home")
        .renaming(work, "rust"))
}

fn features(target: &str) -> &'static str {
    if target == COMPONENTS_TARGET { "panic-unwind compiler-builtins-mem" } else { "compiler-builtins-mem" }
}
