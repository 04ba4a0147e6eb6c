//! `cargo xtask test`: everything that must hold, in the order of how soon it tells. Continuous integration runs this
//! and nothing else.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use stack::Checkout;
use stack::build::{Mode, build};
use stack::node::NodeTools;
use stack::process::{run as run_command, say};
use stack::toolchain::{Toolchain, WORKERS_TARGET};

/// Which checks to run.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The checks to run, in this order. All of them if none is named.
    #[arg(value_enum)]
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The sources are formatted.
    Format,
    /// clippy has nothing to say about what runs here: tools and tests.
    Lint,
    /// clippy has nothing to say about what runs in a Worker.
    LintWasm,
    /// The tests beside the code, and those of the tools.
    Unit,
    /// The functions compile.
    Build,
    /// The whole system, over HTTP.
    EndToEnd,
}

impl Step {
    const fn title(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lint => "lint",
            Self::LintWasm => "lint for WebAssembly",
            Self::Unit => "unit tests",
            Self::Build => "build the functions",
            Self::EndToEnd => "end-to-end tests",
        }
    }

    fn run(self, checkout: &Checkout) -> Result<()> {
        match self {
            Self::Format => run_command(cargo(checkout).args(["fmt", "--all", "--check"])),
            Self::Lint => {
                let arguments = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
                run_command(cargo(checkout).args(arguments))
            }
            Self::LintWasm => lint_wasm(checkout),
            Self::Unit => {
                // Installed beforehand: the tests of the tools share them.
                NodeTools::ready(checkout)?;
                run_command(cargo(checkout).args(["test", "--workspace", "--exclude", "tollgate-e2e"]))
            }
            Self::Build => {
                let functions = checkout.functions()?;
                build(
                    checkout,
                    &Toolchain::ready()?,
                    &NodeTools::ready(checkout)?,
                    &functions,
                    Mode::Development,
                )?;
                Ok(())
            }
            Self::EndToEnd => run_command(cargo(checkout).args(["test", "--package", "tollgate-e2e"])),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// At the first check that fails.
pub fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let steps = if arguments.steps.is_empty() { Step::value_variants() } else { &arguments.steps };
    let mut passed: Vec<(Step, Duration)> = Vec::new();
    for step in steps {
        say(format!("\n=== {}", step.title()));
        let start = Instant::now();
        let outcome = step.run(checkout);
        let time = start.elapsed();
        say(format!("=== {}: {} in {:.0} s", step.title(), verdict(&outcome), time.as_secs_f32()));
        if let Err(error) = outcome {
            summarize(&passed);
            return Err(error).with_context(|| format!("the check \"{}\" failed", step.title()));
        }
        passed.push((*step, time));
    }
    summarize(&passed);
    say("All checks passed.");
    Ok(())
}

fn verdict(outcome: &Result<()>) -> &'static str {
    if outcome.is_ok() { "passed" } else { "FAILED" }
}

fn summarize(passed: &[(Step, Duration)]) {
    say("");
    for (step, time) in passed {
        say(format!("passed  {:4.0} s  {}", time.as_secs_f32(), step.title()));
    }
}

/// The cargo that runs this program.
fn cargo(checkout: &Checkout) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(checkout.root());
    command
}

/// The functions and everything they are made of.
fn lint_wasm(checkout: &Checkout) -> Result<()> {
    let mut clippy = Toolchain::ready()?.cargo();
    clippy.current_dir(checkout.root()).args(["clippy", "--target", WORKERS_TARGET]);
    for function in checkout.functions()? {
        clippy.args(["--package", &function.package()]);
    }
    for package in checkout.shared_packages()? {
        clippy.args(["--package", &package]);
    }
    run_command(clippy.args(["--", "--deny", "warnings"]))
}
