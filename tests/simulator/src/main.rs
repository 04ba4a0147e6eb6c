//! Runs the provider simulator until it is interrupted.

use std::net::SocketAddr;

use clap::Parser;
use tollgate_simulator::{Provider, Simulator};

/// Speaks the wire formats of OpenAI, Anthropic, Gemini and Fireworks, faults included.
#[derive(Parser)]
#[command(name = "tollgate-simulator", version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8790")]
    listen: SocketAddr,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut simulator = Simulator::start(arguments.listen).await?;
    println!("simulator  {}", simulator.root_url());
    for provider in Provider::ALL {
        println!("{:<10} {}", provider.name(), simulator.base_url(provider));
    }
    tokio::select! {
        ended = simulator.wait() => return ended,
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    simulator.shutdown().await
}
