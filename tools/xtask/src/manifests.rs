//! `cargo xtask manifests`: what is written from the route table.

use anyhow::Result;
use stack::process::say;
use stack::{Checkout, spin_manifest};

/// Writes `spin.toml` anew.
///
/// # Errors
/// If it cannot be written.
pub fn run(checkout: &Checkout) -> Result<()> {
    let state = if spin_manifest::write(checkout)? { "written" } else { "up to date" };
    say(format!("{} is {state}", spin_manifest::FILE));
    Ok(())
}
