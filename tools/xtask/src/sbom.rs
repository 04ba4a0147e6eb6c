//! `cargo xtask sbom`: the list of what is deployed, for each runtime.

use anyhow::Result;
use stack::process::say;
use stack::toolchain::Toolchain;
use stack::{Checkout, Runtime};
use supply_chain::sbom;

/// Runs the command.
///
/// # Errors
/// If a compiler is missing, or cargo does not resolve the dependencies as they are locked.
pub fn run(checkout: &Checkout) -> Result<()> {
    for runtime in Runtime::ALL {
        let path = sbom::write(checkout, &Toolchain::ready(runtime.target())?, runtime)?;
        say(format!("{} is written", path.strip_prefix(checkout.root()).unwrap_or(&path).display()));
    }
    Ok(())
}
