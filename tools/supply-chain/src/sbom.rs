//! The list of what is deployed on a runtime (SBOM), in the format CycloneDX 1.5.

mod deployed;
mod document;
mod revision;

use std::path::PathBuf;

use anyhow::{Context, Result};
use stack::toolchain::Toolchain;
use stack::{Checkout, Runtime};

use crate::lock_files;

pub use deployed::{Crate, Deployed, Id};
pub use revision::Revision;

/// Writes the list of a runtime beside what is built for it, and returns where. Of the same commit and the same compiler it is always
/// the same.
///
/// # Errors
/// If cargo does not resolve the dependencies, or the file cannot be written.
pub fn write(checkout: &Checkout, toolchain: &Toolchain, runtime: Runtime) -> Result<PathBuf> {
    let deployed = Deployed::on(checkout, &|| toolchain.cargo(), runtime)?;
    let app = lock_files::deployed(checkout)?;
    let revision = Revision::of(checkout);
    let bom = document::of(&deployed, &app, &toolchain.compiler_version()?, revision.as_ref())?;
    let folder = checkout.build_dir().join("sbom");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.cdx.json", runtime.name()));
    let mut text = Vec::new();
    bom.output_as_json_v1_5(&mut text).context("the list cannot be written as JSON")?;
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
