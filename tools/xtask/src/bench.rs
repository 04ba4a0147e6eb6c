//! `cargo xtask bench`: what Tollgate adds to a call, over the same call without it.

use std::process::Command;

use anyhow::Result;
use stack::Checkout;
use stack::build::{Mode, build};
use stack::node::NodeTools;
use stack::process::run as run_command;
use stack::toolchain::Toolchain;

/// Builds the functions as they are deployed and measures them. The build in `build/` stays the released one.
///
/// # Errors
/// If something does not build or run. No timing is ever an error.
pub fn run(checkout: &Checkout) -> Result<()> {
    let toolchain = Toolchain::ready()?;
    let node = NodeTools::ready(checkout)?;
    build(checkout, &toolchain, &node, &checkout.functions()?, Mode::Release)?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(checkout.root()).args(["bench", "--package", "tollgate-e2e", "--bench", "latency"]);
    run_command(&mut command)
}
