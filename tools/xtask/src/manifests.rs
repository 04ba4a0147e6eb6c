//! `cargo xtask manifests`: the files that follow from the route table and from what it says of functions.

use anyhow::Result;
use stack::process::say;
use stack::{Checkout, manifests};

/// Writes those that are out of date.
///
/// # Errors
/// If one cannot be written.
pub fn run(checkout: &Checkout) -> Result<()> {
    let written = manifests::write(checkout)?;
    for path in &written {
        say(format!("{path} is written"));
    }
    if written.is_empty() {
        say("All manifests are up to date");
    }
    Ok(())
}
