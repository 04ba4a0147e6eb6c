//! Where tools are kept that take long to make.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Outside the checkout, so that a second clone finds what the first one has made. It need not exist yet.
///
/// # Errors
/// If neither `XDG_CACHE_HOME` nor `HOME` is set.
pub fn cache_folder() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if Path::new(&folder).is_absolute() => PathBuf::from(folder),
        _ => PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(base.join("tollgate"))
}
