//! A small host for Spin applications: test tooling, for machines where the `spin` program is not to be had.
//!
//! It runs the very components that Spin runs, on the same engine (Wasmtime), and answers Spin's published interfaces
//! for PostgreSQL, variables and key-value stores. It takes `up --from spin.toml --listen address` and variables in the
//! environment, as Spin does. Only what Tollgate uses is here: HTTP triggers, those three interfaces, `allowed_outbound_hosts`.
//! It is not for production, and it is no measure of Spin's speed or safety.

mod allowed_hosts;
mod application;
mod bindings;
mod instance;
mod key_value;
mod manifest;
mod outbound_http;
mod postgres;
mod postgres_values;
mod router;
mod server;
mod variables;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Runs Spin applications on this machine: test tooling.
#[derive(Debug, Parser)]
#[command(name = "tollgate-spin-host", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compile the components of an application, for the next time that they are served.
    Compile {
        /// The application's manifest.
        #[arg(long, default_value = "spin.toml")]
        from: PathBuf,
    },
    /// Serve an application until it is stopped.
    Up {
        /// The application's manifest.
        #[arg(long, default_value = "spin.toml")]
        from: PathBuf,
        /// Where to serve.
        #[arg(long, default_value = "127.0.0.1:3000")]
        listen: SocketAddr,
        /// Taken as Spin takes it, and not used: this host keeps everything in memory.
        #[arg(long)]
        state_dir: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Compile { from } => application::compile(&from),
        Command::Up { from, listen, state_dir: _ } => server::serve(application::load(&from)?, listen).await,
    }
}
