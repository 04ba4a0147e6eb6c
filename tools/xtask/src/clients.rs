//! `cargo xtask clients`: SDKs and frameworks of others, from npm and PyPI, against the running system with a model of every provider.

use anyhow::Result;
use clap::Args;
use stack::build::{Builder, Mode};
use stack::process::{run as run_command, say};
use stack::{Checkout, Function};

use crate::runtime::RuntimeArgument;

/// Which clients, and on which runtime.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only clients and providers whose names have this in them, as `langchain` or `models of gemini`.
    only: Option<String>,
    #[command(flatten)]
    runtime: RuntimeArgument,
}

/// Runs the command. The matrix of what works is printed at the end.
///
/// # Errors
/// If something is missing or does not come up, and if a client does not work.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let runtime = arguments.runtime.get();
    let builder = Builder::ready(checkout, runtime)?;
    say(format!("Building the functions ({})", builder.toolchain().description()));
    builder.build(checkout, &Function::all(), Mode::Development)?;
    let mut tests = checkout.cargo();
    tests.args(["test", "--package", "tollgate-e2e", "--test", "clients", "--"]).args(&arguments.only);
    run_command(tests.env("TOLLGATE_RUNTIME", runtime.name()).env("TOLLGATE_CLIENTS", "all"))
}
