//! `cargo xtask build`: compile the functions.

use std::time::Instant;

use anyhow::Result;
use clap::Args;
use stack::Checkout;
use stack::build::{Mode, Sizes, build};
use stack::checkout::Function;
use stack::node::NodeTools;
use stack::process::say;
use stack::toolchain::Toolchain;

/// What to build, and how.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Small and fast, as deployed, instead of quickly built; prints the sizes.
    #[arg(long)]
    release: bool,
    /// The functions to build, such as job-create. All of them if none is named.
    functions: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// If a tool is missing or something does not compile.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    let functions = chosen(checkout, &arguments.functions)?;
    let toolchain = Toolchain::ready()?;
    let node = NodeTools::ready(checkout)?;
    let mode = if arguments.release { Mode::Release } else { Mode::Development };
    let built = build(checkout, &toolchain, &node, &functions, mode)?;
    let changed = built.iter().filter(|built| built.changed).count();
    say(format!(
        "Built {} functions ({changed} changed) in {:.1} s",
        built.len(),
        start.elapsed().as_secs_f32()
    ));
    if arguments.release {
        print!("{}", Sizes::measure(&built)?);
    }
    Ok(())
}

fn chosen(checkout: &Checkout, names: &[String]) -> Result<Vec<Function>> {
    if names.is_empty() {
        return checkout.functions();
    }
    names.iter().map(|name| checkout.function(name)).collect()
}
