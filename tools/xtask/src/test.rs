//! `cargo xtask test`: all checks, the fastest first. Continuous integration runs this
//! and nothing else.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use stack::build::{App, Builder, Mode};
use stack::node::NodeTools;
use stack::process::{run as run_command, say};
use stack::toolchain::Toolchain;
use stack::{Checkout, Function, Runtime};
use supply_chain::crates::CargoDeny;
use supply_chain::{lock_files, npm_licenses, reproducible, signatures};

/// What runs components where the spin program is not to be had.
const SPIN_HOST: &str = "tollgate-spin-host";

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
    /// The dependencies are of known origin, allowed licences and unchanged.
    SupplyChain,
    /// clippy has nothing to say about what runs here, tools and tests, and Biome and the compiler nothing about the dashboard.
    Lint,
    /// clippy has nothing to say about what runs in a Worker or a component.
    LintWasm,
    /// The tests beside the code, and those of the tools and of the dashboard.
    Unit,
    /// The functions compile, and name no folder of this machine; the dashboard's first load is within its budget.
    Build,
    /// Two builds of a function, as it is deployed, have the same bytes.
    Reproducible,
    /// The whole system, over HTTP, on Workers.
    EndToEnd,
    /// The same on Spin.
    EndToEndSpin,
}

impl Step {
    const fn title(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::SupplyChain => "supply chain",
            Self::Lint => "lint",
            Self::LintWasm => "lint for WebAssembly",
            Self::Unit => "unit tests",
            Self::Build => "build the functions",
            Self::Reproducible => "the same build twice",
            Self::EndToEnd => "end-to-end tests on Workers",
            Self::EndToEndSpin => "end-to-end tests on Spin",
        }
    }

    fn run(self, checkout: &Checkout) -> Result<()> {
        match self {
            Self::Format => run_command(checkout.cargo().args(["fmt", "--all", "--check"])),
            Self::SupplyChain => {
                lock_files::check(checkout)?;
                npm_licenses::check(checkout)?;
                signatures::check(checkout)?;
                CargoDeny::ready(checkout)?.check(checkout)
            }
            Self::Lint => {
                let arguments = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
                run_command(checkout.cargo().args(arguments))?;
                let (app, node) = (App::of(checkout)?, NodeTools::ready(checkout)?);
                // The types of the API come from its description.
                ["generate", "types", "lint"].into_iter().try_for_each(|script| app.run_script(&node, script))
            }
            Self::LintWasm => lint_wasm(checkout),
            Self::Unit => {
                // Installed beforehand: the tests of the tools share them.
                let node = NodeTools::ready(checkout)?;
                let others = ["--exclude", "tollgate-e2e", "--exclude", SPIN_HOST];
                run_command(checkout.cargo().args(["test", "--workspace"]).args(others))?;
                // By itself, as it is built to be run: with the features that others ask of the crates they share, all of
                // Wasmtime would be compiled a second time.
                run_command(checkout.cargo().args(["test", "--package", SPIN_HOST]))?;
                let app = App::of(checkout)?;
                ["generate", "test"].into_iter().try_for_each(|script| app.run_script(&node, script))
            }
            Self::Build => {
                for runtime in Runtime::ALL {
                    let builder = Builder::ready(checkout, runtime)?;
                    say(format!("for {}: {}", runtime.name(), builder.toolchain().description()));
                    let built = builder.build(checkout, &Function::all(), Mode::Development)?;
                    reproducible::check_paths(checkout, &builder, &built)?;
                }
                Ok(())
            }
            Self::Reproducible => reproducible::check(checkout),
            Self::EndToEnd => end_to_end(checkout, Runtime::Cloudflare),
            Self::EndToEndSpin => end_to_end(checkout, Runtime::Spin),
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

/// One suite for all runtimes: the variable names the runtime.
fn end_to_end(checkout: &Checkout, runtime: Runtime) -> Result<()> {
    let mut tests = checkout.cargo();
    run_command(tests.args(["test", "--package", "tollgate-e2e"]).env("TOLLGATE_RUNTIME", runtime.name()))
}

/// The functions and everything they are made of.
fn lint_wasm(checkout: &Checkout) -> Result<()> {
    for runtime in Runtime::ALL {
        lint_for(checkout, runtime)?;
    }
    Ok(())
}

fn lint_for(checkout: &Checkout, runtime: Runtime) -> Result<()> {
    let toolchain = Toolchain::ready(runtime.target())?;
    let mut clippy = toolchain.cargo();
    clippy.current_dir(checkout.root()).args(["clippy", "--target", toolchain.target()]);
    for function in Function::all() {
        clippy.args(["--package", &function.package()]);
    }
    for package in checkout.shared_packages()? {
        clippy.args(["--package", &package]);
    }
    run_command(clippy.args(["--", "--deny", "warnings"]))
}
