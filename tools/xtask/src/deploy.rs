//! `cargo xtask deploy`: the functions to Cloudflare Workers.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use stack::build::{Builder, Mode};
use stack::deploy::{DeployOptions, deploy};
use stack::{Checkout, Function, Runtime};

/// Where and how to deploy.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The id of the Hyperdrive configuration, as `wrangler hyperdrive create` prints it.
    #[arg(long)]
    hyperdrive: Option<String>,
    /// The same of a read replica, from which reports are read.
    #[arg(long)]
    hyperdrive_read: Option<String>,
    /// A JSON file with the secrets of the functions: {"TOLLGATE_KEYRING": "...", ...}. What is not in it stays as it is.
    #[arg(long)]
    secrets_file: Option<PathBuf>,
    /// A dataset of Workers Analytics Engine to count requests in, such as tollgate. It is made with its first data point.
    #[arg(long)]
    analytics: Option<String>,
    /// The id of a namespace of Workers KV to keep settlements in that failed, as `wrangler kv namespace create` prints it.
    #[arg(long)]
    settlements: Option<String>,
    /// The domain of the front door, such as tollgate.example.com.
    #[arg(long)]
    domain: Option<String>,
    /// Build and check everything, and upload nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Builds all functions for release and deploys them, the front door last.
///
/// # Errors
/// If something does not build, or wrangler refuses it.
pub fn run(checkout: &Checkout, arguments: Arguments) -> Result<()> {
    let builder = Builder::ready(checkout, Runtime::Cloudflare)?;
    let functions = Function::all();
    builder.build(checkout, &functions, Mode::Release)?;
    let Arguments { hyperdrive, hyperdrive_read, secrets_file, analytics, settlements, domain, dry_run } =
        arguments;
    let options =
        DeployOptions { hyperdrive, hyperdrive_read, secrets_file, analytics, settlements, domain, dry_run };
    deploy(checkout, builder.node(), &functions, &options)
}
