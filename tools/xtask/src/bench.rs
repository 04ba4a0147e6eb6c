//! `cargo xtask bench`: what Tollgate adds to a call, over the same call without it; what the books of a call cost; how
//! large the functions are, and how long they take to start, on every runtime; what reports take on much data; what the worst bodies take; whether memory stays flat
//! under an hour of load.

use anyhow::Result;
use clap::{Args, ValueEnum};
use stack::build::{Builder, Mode, Sizes};
use stack::process::run as run_command;
use stack::{Checkout, Function, Runtime};

/// What to measure.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The measurements, in this order. All of them but the soak if none is named.
    #[arg(value_enum)]
    measurements: Vec<Measurement>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measurement {
    /// What Tollgate adds to a call, with the functions as they are deployed, their sizes and cold starts.
    Latency,
    /// What a call with its books costs: time, processor, versions of rows, WAL; with the functions as they are deployed.
    Books,
    /// What reports take on a year of ten million calls.
    Reports,
    /// What the worst bodies take of memory and processor, for each route.
    Bodies,
    /// An hour of mixed load with faults on both runtimes at once (`TOLLGATE_SOAK_MINUTES`): their memory by the minute.
    Soak,
}

/// Runs the measurements.
///
/// # Errors
/// If something does not build or run. No timing is ever an error.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let measurements = &arguments.measurements;
    let usual = [Measurement::Latency, Measurement::Books, Measurement::Reports, Measurement::Bodies];
    let measurements = if measurements.is_empty() { &usual[..] } else { measurements };
    // Reports are asked of the database alone.
    if measurements.iter().any(|measurement| *measurement != Measurement::Reports) {
        build(checkout)?;
    }
    measurements.iter().try_for_each(|measurement| measure(checkout, measurement.target()))
}

impl Measurement {
    /// The name of what `cargo bench` runs for it.
    const fn target(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Books => "books",
            Self::Reports => "reports",
            Self::Bodies => "bodies",
            Self::Soak => "soak",
        }
    }
}

/// Builds the functions as they are deployed, and says how large they are. The build in `build/` stays the released one.
fn build(checkout: &Checkout) -> Result<()> {
    let mut sizes = Sizes::default();
    for runtime in Runtime::ALL {
        let built = Builder::ready(checkout, runtime)?.build(checkout, &Function::all(), Mode::Release)?;
        sizes.add(runtime, &built)?;
    }
    print!("{sizes}");
    Ok(())
}

fn measure(checkout: &Checkout, name: &str) -> Result<()> {
    run_command(checkout.cargo().args(["bench", "--package", "tollgate-e2e", "--bench", name]))
}
