//! The project commands: `cargo xtask <command>`. A thin layer: what they do is in the crate `stack`.

mod audit;
mod bench;
mod build;
mod catalogue;
mod clients;
mod database;
mod deploy;
mod dev;
mod manifests;
mod runtime;
mod sbom;
mod schemathesis;
mod story;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use stack::Checkout;
use stack::process::say;

/// The project commands of Tollgate.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the functions into build/<function>/.
    Build(build::Arguments),
    /// Run everything on this machine, rebuilding on changes, until Ctrl-C.
    Dev(dev::Arguments),
    /// Check everything: format, lints, unit tests, end-to-end tests.
    Test(test::Arguments),
    /// Apply the migrations to DATABASE_URL, or to this checkout's own database.
    Migrate,
    /// Check the books in DATABASE_URL, or in this checkout's own database.
    Audit(audit::Arguments),
    /// Measure what Tollgate adds to a call, and what reports take.
    Bench(bench::Arguments),
    /// Write the price catalogue anew from its source.
    Catalogue,
    /// Write the manifests and entry points of the functions anew from the route table.
    Manifests,
    /// Deploy the functions to Cloudflare Workers.
    Deploy(deploy::Arguments),
    /// Try SDKs and frameworks of others, from npm and PyPI, with a model of every provider.
    Clients(clients::Arguments),
    /// Try the running system with requests made from the OpenAPI document.
    Schemathesis(schemathesis::Arguments),
    /// Write the list of what is deployed (SBOM) into build/sbom/.
    Sbom,
    /// Bring the demo organization, team, key and aliases into the database; with --story also a believable quarter.
    Seed(database::SeedArguments),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let checkout = Checkout::find()?;
    match command {
        Command::Build(arguments) => build::run(&checkout, &arguments),
        Command::Dev(arguments) => dev::run(&checkout, &arguments),
        Command::Test(arguments) => test::run(&checkout, &arguments),
        Command::Migrate => database::run_migrate(&checkout),
        Command::Audit(arguments) => audit::run(&checkout, &arguments),
        Command::Bench(arguments) => bench::run(&checkout, &arguments),
        Command::Catalogue => catalogue::run(&checkout),
        Command::Manifests => manifests::run(&checkout),
        Command::Deploy(arguments) => deploy::run(&checkout, arguments),
        Command::Clients(arguments) => clients::run(&checkout, &arguments),
        Command::Schemathesis(arguments) => schemathesis::run(&checkout, &arguments),
        Command::Sbom => sbom::run(&checkout),
        Command::Seed(arguments) => database::run_seed(&checkout, &arguments),
    }
}
