//! A pool of connections between the functions and PostgreSQL, by transaction: on this machine it does what Hyperdrive does in a
//! deployment. A Worker connects for each request. Without a pool PostgreSQL would start a process for each, which plans every
//! statement anew and takes ten times the processor.
//!
//! A client has a connection of the server from its first message until the server is ready for the next transaction. Nothing of a
//! session is kept: named prepared statements, settings and temporary tables are not for clients of this pool, as they are not for
//! those of Hyperdrive. It listens on this machine alone, knows no TLS, and is not for production.

mod messages;
mod pool;
mod server;
mod session;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::pool::Pools;

/// A running pool. It ends when it is dropped.
#[derive(Debug)]
pub struct Pooler {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Pooler {
    /// Listens on a free port of this machine, for clients of the server at an address.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start(server: SocketAddr) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("the pooler cannot listen")?;
        let address = listener.local_addr()?;
        let pools = Arc::new(Pools::of(server));
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let pools = pools.clone();
                // An error ends this client's session alone. The client has been sent what the server said.
                tokio::spawn(async move { session::serve(client, &pools).await });
            }
        });
        Ok(Self { address, accepting })
    }

    /// Where clients connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
