//! `cargo xtask build`: compile the functions.

use std::time::Instant;

use anyhow::Result;
use clap::Args;
use stack::build::{Builder, Mode, Sizes};

use stack::process::say;
use stack::{Checkout, Function};

use crate::runtime::RuntimeArgument;

/// What to build, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Small and fast, as deployed, instead of quickly built; prints the sizes.
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    runtime: RuntimeArgument,
    /// The functions to build, such as job-create. All of them if none is named.
    functions: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// If a tool is missing or something does not compile.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    let functions = chosen(&arguments.functions)?;
    let builder = Builder::ready(checkout, arguments.runtime.get())?;
    let mode = if arguments.release { Mode::Release } else { Mode::Development };
    let built = builder.build(checkout, &functions, mode)?;
    let changed = built.iter().filter(|built| built.changed).count();
    say(format!(
        "Built {} functions ({changed} changed) in {:.1} s",
        built.len(),
        start.elapsed().as_secs_f32()
    ));
    if arguments.release {
        let mut sizes = Sizes::default();
        sizes.add(builder.runtime(), &built)?;
        print!("{sizes}");
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<Function>> {
    if names.is_empty() {
        return Ok(Function::all());
    }
    names.iter().map(|name| Function::named(name)).collect()
}
