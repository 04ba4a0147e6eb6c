//! A small host for Spin applications: test tooling, for machines where the `spin` program is not to be had.
//!
//! It runs the very components that Spin runs, on the same engine (Wasmtime), and answers Spin's published interfaces
//! for PostgreSQL, variables and key-value stores. It takes `up --from spin.toml --listen address` and variables in the
//! environment, as Spin does. Only what Tollgate uses is here: HTTP triggers, those three interfaces, `allowed_outbound_hosts`,
//! and of the runtime configuration the limits. What costs time or connections in Spin costs them here: sockets without
//! TCP_NODELAY, requests over kept connections, pools of each component, three round trips of a statement.
//! It is not for production, and it is no measure of Spin's safety.

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
mod runtime_config;
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
        /// The runtime configuration, in TOML.
        #[arg(long)]
        runtime_config_file: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Compile { from } => application::compile(&from),
        Command::Up { from, listen, state_dir: _, runtime_config_file } => {
            let config = runtime_config_file.as_deref().map(runtime_config::read).transpose()?;
            let application = application::load(&from, &config.unwrap_or_default())?;
            server::serve(application, listen).await
        }
    }
}
