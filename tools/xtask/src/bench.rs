//! `cargo xtask bench`: what Tollgate adds to a call, over the same call without it; and how long reports take.

use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum};
use stack::Checkout;
use stack::build::{Mode, build};
use stack::node::NodeTools;
use stack::process::run as run_command;
use stack::toolchain::Toolchain;

/// What to measure.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The measurements, in this order. All of them if none is named.
    #[arg(value_enum)]
    measurements: Vec<Measurement>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measurement {
    /// What Tollgate adds to a call, with the functions as they are deployed.
    Latency,
    /// What reports take on a year of ten million calls.
    Reports,
}

/// Runs the measurements.
///
/// # Errors
/// If something does not build or run. No timing is ever an error.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let measurements = &arguments.measurements;
    let measurements = if measurements.is_empty() { Measurement::value_variants() } else { measurements };
    for measurement in measurements {
        match measurement {
            Measurement::Latency => latency(checkout)?,
            Measurement::Reports => measure(checkout, "reports")?,
        }
    }
    Ok(())
}

/// Builds the functions as they are deployed and measures them. The build in `build/` stays the released one.
fn latency(checkout: &Checkout) -> Result<()> {
    let toolchain = Toolchain::ready()?;
    let node = NodeTools::ready(checkout)?;
    build(checkout, &toolchain, &node, &checkout.functions()?, Mode::Release)?;
    measure(checkout, "latency")
}

fn measure(checkout: &Checkout, name: &str) -> Result<()> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(checkout.root()).args(["bench", "--package", "tollgate-e2e", "--bench", name]);
    run_command(&mut command)
}
