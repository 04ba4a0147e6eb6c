//! The connections to the server that no client has at the moment, for each account.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::server::{NoServer, Server};

/// How many connections an account may have to the server: what Hyperdrive makes by default on the paid plan is of that order.
const MAX_CONNECTIONS: usize = 60;

/// As whom, and to which database, a client connects. Clients share the connections of the same account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account {
    /// The parameters of its beginning: user, database, settings.
    pub parameters: Vec<(String, String)>,
    /// Its password.
    pub password: Vec<u8>,
}

/// The pools of all accounts.
#[derive(Debug)]
pub struct Pools {
    server: SocketAddr,
    by_account: Mutex<HashMap<Account, Arc<Pool>>>,
}

/// The connections of an account.
#[derive(Debug)]
pub struct Pool {
    server: SocketAddr,
    account: Account,
    idle: Mutex<Vec<Server>>,
    permits: Arc<Semaphore>,
    greeting: OnceLock<Bytes>,
}

/// A connection that a client has. Unless it is [given back](Self::give_back), it is closed.
#[derive(Debug)]
pub struct Taken {
    /// The connection.
    pub server: Server,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Pools {
    /// Of a server, without a connection.
    pub fn of(server: SocketAddr) -> Self {
        Self { server, by_account: Mutex::default() }
    }

    /// That of an account. Whether the password is right shows when a connection is made.
    pub fn of_account(&self, account: Account) -> Arc<Pool> {
        let make = |account: &Account| {
            Arc::new(Pool {
                server: self.server,
                account: account.clone(),
                idle: Mutex::default(),
                permits: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
                greeting: OnceLock::new(),
            })
        };
        lock(&self.by_account).entry(account).or_insert_with_key(make).clone()
    }
}

impl Pool {
    /// A connection, an idle one if there is one that still works. Waits while all are taken.
    ///
    /// # Errors
    /// See [`NoServer`].
    pub async fn take(self: &Arc<Self>) -> Result<Taken, NoServer> {
        let permit = self.permits.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
        while let Some(server) = self.last_idle() {
            // One that has something to say without having been asked says goodbye.
            if server.connection.is_quiet() {
                return Ok(Taken { server, pool: self.clone(), _permit: permit });
            }
        }
        let server = Server::connect(self.server, &self.account).await?;
        Ok(Taken { server, pool: self.clone(), _permit: permit })
    }

    /// What the server says to clients of this account. It says so to those alone whose password is right.
    ///
    /// # Errors
    /// See [`NoServer`].
    pub async fn greeting(self: &Arc<Self>) -> Result<Bytes, NoServer> {
        if let Some(greeting) = self.greeting.get() {
            return Ok(greeting.clone());
        }
        let taken = self.take().await?;
        let greeting = self.greeting.get_or_init(|| taken.server.greeting.clone()).clone();
        taken.give_back();
        Ok(greeting)
    }

    fn last_idle(&self) -> Option<Server> {
        lock(&self.idle).pop()
    }
}

impl Taken {
    /// Lets others have the connection, which is between two transactions.
    pub fn give_back(self) {
        lock(&self.pool.idle).push(self.server);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
