//! Whether a build can be repeated: one function is built twice as it is deployed, each time from nothing, in another folder and with
//! the dependencies' sources in another place. Every file that is deployed must have the same bytes. That takes minutes, so it is
//! done for one runtime, and not for the dashboard's files, which npm's packages make and not the compiler; what makes builds differ most, a folder's name in them, is looked for in all functions on all runtimes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use stack::build::{Builder, Built, Mode};
use stack::process::{output_of, say};
use stack::{Checkout, Function, Runtime};

use crate::sbom::Deployed;

/// Any function is linked from nearly all crates; this one has the least code of its own.
const FUNCTION: &str = "front-door";
const RUNTIME: Runtime = Runtime::Cloudflare;

/// What the builder keeps for itself in a function's folder.
const NOT_DEPLOYED: &str = "stamp";

/// Files by their path in a function's folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Builds the function twice and compares; also compares what was linked with what the list of what is deployed says.
///
/// # Errors
/// If something does not build, or differs.
pub fn check(checkout: &Checkout) -> Result<()> {
    ensure!(
        std::env::var_os("CARGO_TARGET_DIR").is_none(),
        "two builds in one CARGO_TARGET_DIR would share what the first one compiled: unset it for this check"
    );
    let folder = checkout.target_dir().join("reproducible");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let first = copy(checkout, &folder.join("first"))?;
    let second = copy(checkout, &folder.join("the-second-of-two"))?;
    let function = Function::named(FUNCTION)?;
    let builder = Builder::ready(checkout, RUNTIME)?;
    fetch(&builder, checkout)?;
    let elsewhere = builder.with_cargo_home(&other_cargo_home(&builder, &folder)?);
    say(format!("Building {FUNCTION} for {} in two folders", RUNTIME.name()));
    // Side by side: the last and longest step of each has one thread.
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| deployed_files(&elsewhere, &second, function));
        let one = deployed_files(&builder, &first, function);
        (one, other.join())
    });
    let (one, other) = (one?, other.map_err(|_panic| anyhow!("the second build panicked"))??);
    let differences = differences(&one, &other);
    ensure!(differences.is_empty(), "two builds of {FUNCTION} differ:\n{}", differences.join("\n"));
    check_list(&builder, &first, function)?;
    let bytes: usize = one.values().map(Vec::len).sum();
    say(format!("{} files with {bytes} bytes, the same in both", one.len()));
    Ok(std::fs::remove_dir_all(folder)?)
}

/// Looks for folders of this machine in what was built.
///
/// # Errors
/// If a function names one, in its module or in its scripts.
pub fn check_paths(checkout: &Checkout, builder: &Builder, functions: &[Built]) -> Result<()> {
    let mut folders =
        vec![checkout.root().to_owned(), checkout.target_dir(), builder.toolchain().cargo_home()?];
    // A name like `/src` is part of too many others.
    folders.retain(|folder| folder.components().count() > 2);
    for built in functions {
        let named = named_folders(&files_of(built)?, &folders);
        ensure!(
            named.is_empty(),
            "{} depends on where it is built:\n{}",
            built.function.name(),
            named.join("\n")
        );
    }
    Ok(())
}

fn named_folders(files: &Files, folders: &[PathBuf]) -> Vec<String> {
    let mut named = Vec::new();
    for (path, bytes) in files {
        for folder in folders {
            let wanted = [folder.as_os_str().as_encoded_bytes(), b"/"].concat();
            if bytes.windows(wanted.len()).any(|part| part == wanted) {
                named.push(format!("{} names {}", path.display(), folder.display()));
            }
        }
    }
    named
}

/// Everything that git has or would add, as it is now.
fn copy(checkout: &Checkout, destination: &Path) -> Result<Checkout> {
    let mut git = Command::new("git");
    git.current_dir(checkout.root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    for path in output_of(&mut git)?.split('\0').filter(|path| !path.is_empty()) {
        let source = checkout.root().join(path);
        // A file that was removed and whose removal is not committed is still listed.
        if !source.is_file() {
            continue;
        }
        let target = destination.join(path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(&source, &target).with_context(|| format!("cannot copy {path}"))?;
    }
    Checkout::at(destination)
}

/// Beforehand: two cargos with different homes would not take turns downloading to one place.
fn fetch(builder: &Builder, checkout: &Checkout) -> Result<()> {
    let mut cargo = builder.toolchain().cargo();
    output_of(cargo.current_dir(checkout.root()).args(["fetch", "--locked"]))?;
    Ok(())
}

/// The same sources and settings under another path.
fn other_cargo_home(builder: &Builder, folder: &Path) -> Result<PathBuf> {
    let (home, other) = (builder.toolchain().cargo_home()?, folder.join("another-home-of-cargo"));
    std::fs::create_dir_all(&other)?;
    for name in ["registry", "git", "config.toml"] {
        let link = other.join(name);
        if home.join(name).exists() && !link.exists() {
            std::os::unix::fs::symlink(home.join(name), link)?;
        }
    }
    Ok(other)
}

fn deployed_files(builder: &Builder, checkout: &Checkout, function: Function) -> Result<Files> {
    let built = builder.build(checkout, &[function], Mode::Release)?;
    let built = built.first().context("nothing was built")?;
    ensure!(built.changed, "{} was not built anew", built.folder.display());
    files_of(built)
}

/// What is deployed of a function.
fn files_of(built: &Built) -> Result<Files> {
    let mut files = Files::new();
    read_into(&mut files, &built.folder, Path::new(""))?;
    files.remove(Path::new(NOT_DEPLOYED));
    // The files of a function that is not compiled for a runtime have a page instead of a module.
    ensure!(
        files.keys().any(|path| path.extension().is_some_and(|kind| kind == "wasm" || kind == "html")),
        "there is no module in {}",
        built.folder.display()
    );
    Ok(files)
}

fn read_into(files: &mut Files, folder: &Path, below: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), below.join(entry.file_name()));
        if path.is_dir() {
            read_into(files, &path, &name)?;
        } else {
            files.insert(name, std::fs::read(path)?);
        }
    }
    Ok(())
}

fn differences(one: &Files, other: &Files) -> Vec<String> {
    let names: BTreeSet<&PathBuf> = one.keys().chain(other.keys()).collect();
    let difference = |name: &PathBuf| match (one.get(name), other.get(name)) {
        (Some(one), Some(other)) if one == other => None,
        (Some(one), Some(other)) => Some(format!("{}: {}", name.display(), first_difference(one, other))),
        _ => Some(format!("{}: only one build has it", name.display())),
    };
    names.into_iter().filter_map(difference).collect()
}

/// Where two files differ first, with what is around it: mostly that is a path.
fn first_difference(one: &[u8], other: &[u8]) -> String {
    let equal = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let around = |bytes: &[u8]| {
        let part = bytes.get(equal.saturating_sub(40)..bytes.len().min(equal + 80)).unwrap_or_default();
        part.escape_ascii().to_string()
    };
    format!(
        "{} and {} bytes, which differ from byte {equal}:\n  {}\n  {}",
        one.len(),
        other.len(),
        around(one),
        around(other)
    )
}

/// The libraries that the compiler made in the first folder are those that the list of what is deployed has for this function.
fn check_list(builder: &Builder, first: &Checkout, function: Function) -> Result<()> {
    let listed = Deployed::of(first, &|| builder.toolchain().cargo(), RUNTIME, &[function])?;
    let listed: BTreeSet<String> = listed
        .linked
        .iter()
        .filter(|(id, _)| !listed.functions.contains(id))
        .filter_map(|(_, known)| known.library.clone())
        .collect();
    let folder = first.target_dir().join(RUNTIME.target()).join(Mode::Release.profile()).join("deps");
    let mut compiled = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
        compiled.extend(library_of(&entry?.file_name().to_string_lossy()));
    }
    let only = |of: &BTreeSet<String>, than: &BTreeSet<String>| -> Vec<String> {
        of.difference(than).cloned().collect()
    };
    ensure!(
        listed == compiled,
        "the list of what is deployed is not what was compiled: listed only {:?}, compiled only {:?}",
        only(&listed, &compiled),
        only(&compiled, &listed)
    );
    Ok(())
}

/// `libserde_json-0123456789abcdef.rlib` is `serde_json`.
fn library_of(file: &str) -> Option<String> {
    let (name, _hash) = file.strip_prefix("lib")?.strip_suffix(".rlib")?.rsplit_once('-')?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(of: &[(&str, &str)]) -> Files {
        of.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_different_byte_and_a_missing_file_are_differences() {
        let one = files(&[("a.wasm", "\0asm /root/.cargo"), ("index.js", "x")]);
        assert_eq!(differences(&one, &one.clone()), Vec::<String>::new());
        let other = files(&[("a.wasm", "\0asm /home/.cargo"), ("index.js", "x"), ("more.js", "")]);
        let found = differences(&one, &other);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("from byte 6") && found[0].contains("/home/.cargo"), "{found:?}");
        assert!(found[1].starts_with("more.js"), "{found:?}");
    }

    #[test]
    fn a_file_that_ends_early_differs_at_its_end() {
        assert!(first_difference(b"same", b"same and more").contains("from byte 4"));
    }

    #[test]
    fn the_name_of_a_folder_of_this_machine_is_found_wherever_it_is() {
        let folders = [PathBuf::from("/home/me/tollgate"), PathBuf::from("/home/me/.cargo")];
        let built =
            files(&[("a.wasm", "\0asm\x01/home/me/.cargo/registry/src\0"), ("index.js", "// /cargo/x")]);
        assert_eq!(named_folders(&built, &folders), ["a.wasm names /home/me/.cargo"]);
        assert_eq!(named_folders(&files(&[("a.wasm", "/cargo/registry")]), &folders), Vec::<String>::new());
    }

    #[test]
    fn the_library_is_read_from_the_name_of_its_file() {
        assert_eq!(library_of("libserde_json-0123456789abcdef.rlib").as_deref(), Some("serde_json"));
        assert_eq!(library_of("serde_json-0123456789abcdef.d"), None);
    }
}
