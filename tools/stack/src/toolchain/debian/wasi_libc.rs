//! The C library that Rust's standard library needs for WASI. Debian's wasi-libc is too old for it; Zig's compiler,
//! which PyPI has, carries a current one as sources, and compiles it when an empty program asks for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{output_of, say};

/// Raised by hand: the layout of Zig's cache is not a promise.
const PACKAGE: &str = "ziglang==0.17.1";
/// What is taken from Zig's cache: the library, and what starts a program and a library of functions.
const PARTS: [&str; 3] = ["libc.a", "crt1-command.o", "crt1-reactor.o"];
/// The functions of the C library that Zig has rewritten in Zig: they are kept apart.
const REWRITTEN: &str = "zigc_zcu.o";

/// Compiles the library in `work` and puts it into `destination`.
pub(super) fn make(work: &Path, destination: &Path) -> Result<()> {
    say(format!("Downloading {PACKAGE} from PyPI for its C library"));
    let download = work.join("zig");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"]);
    output_of(pip.arg(&download).arg(PACKAGE)).context("pip is needed for it")?;
    let wheel = find(&download, |name| name.ends_with(".whl")).context("pip brought no wheel")?;
    output_of(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&download))?;
    let zig = download.join("ziglang/zig");
    make_executable(&zig)?;

    std::fs::write(work.join("empty.c"), "int main(void) { return 0; }\n")?;
    let cache = work.join("zig-cache");
    for model in ["command", "reactor"] {
        let mut compile = Command::new(&zig);
        compile.args(["build-exe", "empty.c", "-target", "wasm32-wasi", "-lc", "-O", "ReleaseSmall"]);
        compile.arg(format!("-mexec-model={model}")).current_dir(work);
        output_of(compile.env("ZIG_GLOBAL_CACHE_DIR", &cache).env("ZIG_LOCAL_CACHE_DIR", &cache))?;
    }
    std::fs::create_dir_all(destination)?;
    for part in PARTS {
        std::fs::copy(made(&cache, part)?, destination.join(part))?;
    }
    let mut archive = Command::new(&zig);
    archive.args(["ar", "q"]).arg(destination.join("libc.a")).arg(made(&cache, REWRITTEN)?);
    output_of(&mut archive)?;
    Ok(())
}

fn made(cache: &Path, name: &str) -> Result<PathBuf> {
    find(cache, |found| found == name).with_context(|| format!("{PACKAGE} made no {name}"))
}

/// Some file below a folder whose name is wanted.
fn find(folder: &Path, is_wanted: impl Fn(&str) -> bool + Copy) -> Option<PathBuf> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return find(&path, is_wanted);
        }
        is_wanted(&entry.file_name().to_string_lossy()).then_some(path)
    })
}

fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755))
        .with_context(|| format!("no {}", program.display()))
}
