//! The files that say which functions there are, how they are built and what they reach. `cargo xtask manifests` writes them
//! from the route table, what it says of each function, and the settings.

mod cargo;
mod entry_point;
pub mod runtime_config;
mod spin;
mod wrangler;

use std::path::Path;

use anyhow::{Context, Result};

use crate::checkout::Checkout;
use crate::function::Function;
use crate::runtime::Runtime;

pub use spin::FILE as SPIN_FILE;
pub(crate) use wrangler::{path as wrangler_path, place_assets};

/// The first line of every file.
const FROM_FUNCTIONS: &str = "Written by `cargo xtask manifests` from functions.rs and routes/table.rs in shared/api/src: change those.";

/// One file as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its path in the checkout.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Writes the files that are not as they should be. Returns their paths in the checkout.
///
/// # Errors
/// If one cannot be written.
pub fn write(checkout: &Checkout) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for Manifest { path, text } in outdated(checkout)? {
        let file = checkout.root().join(&path);
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// The files that are not as they should be.
///
/// # Errors
/// If a path is not within the checkout.
pub fn outdated(checkout: &Checkout) -> Result<Vec<Manifest>> {
    let mut manifests = all(checkout)?;
    manifests.retain(|manifest| {
        std::fs::read_to_string(checkout.root().join(&manifest.path)).ok().as_ref() != Some(&manifest.text)
    });
    Ok(manifests)
}

fn all(checkout: &Checkout) -> Result<Vec<Manifest>> {
    let functions = Function::all();
    let mut manifests = vec![
        Manifest { path: spin::FILE.to_owned(), text: spin::render(checkout, &functions)? },
        Manifest { path: runtime_config::FILE.to_owned(), text: runtime_config::render() },
    ];
    for function in &functions {
        let folder = format!("functions/{}", function.name());
        manifests.extend([
            Manifest { path: format!("{folder}/Cargo.toml"), text: cargo::render(function) },
            Manifest { path: format!("{folder}/src/lib.rs"), text: entry_point::render(function) },
        ]);
        if function.is_compiled_for(Runtime::Cloudflare) {
            let text = wrangler::render(function, &functions);
            manifests.push(Manifest { path: wrangler::path(function), text });
        }
    }
    Ok(manifests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manifest_is_what_cargo_xtask_manifests_writes() {
        let outdated = outdated(&Checkout::find().unwrap()).unwrap();
        let paths: Vec<String> = outdated.into_iter().map(|manifest| manifest.path).collect();
        assert!(paths.is_empty(), "out of date: {}; run `cargo xtask manifests`", paths.join(", "));
    }

    #[test]
    fn every_manifest_says_in_its_first_line_what_writes_it() {
        for manifest in all(&Checkout::find().unwrap()).unwrap() {
            let first = manifest.text.lines().next().unwrap();
            assert!(first.contains("Written by `cargo xtask manifests`"), "{}: {first}", manifest.path);
        }
    }

    #[test]
    fn the_functions_with_a_build_script_are_those_that_the_table_says_have_one() {
        let checkout = Checkout::find().unwrap();
        for function in Function::all() {
            let script = checkout.root().join("functions").join(function.name()).join("build.rs");
            assert_eq!(
                script.is_file(),
                function.manifest().build_dependencies.is_some(),
                "{}",
                function.name()
            );
        }
    }

    #[test]
    fn every_folder_of_functions_is_a_function_of_the_route_table() {
        let folder = Checkout::find().unwrap().root().join("functions");
        for entry in folder.read_dir().unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(Function::named(&name).is_ok(), "functions/{name} is no function of the route table");
        }
    }
}
