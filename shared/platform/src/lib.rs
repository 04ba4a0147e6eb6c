//! What a runtime gives to a handler: fetch, database, secrets, clock, randomness, work after the response, and a small store of
//! texts.
//!
//! [`Platform`] is the whole of it. Handlers are generic over it, and nothing outside this crate names a runtime;
//! the adapter is chosen by the compilation target: `cloudflare` for `wasm32-unknown-unknown`, `spin` for WASI.
//! [`entry!`] makes a service the entry point of a function.

pub mod database;
mod entry;
pub mod front_door;
pub mod http_body;
pub mod keeping;
pub mod served;
pub mod settings;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod cloudflare;
#[cfg(target_os = "wasi")]
pub mod spin;

use std::future::{Future, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;

pub use database::{Database, DatabaseError, Param};
pub use front_door::{Dispatch, FrontDoorAnswer, StoredFile};
pub use http_body::{IncomingBody, OutgoingBody, Request, Response};
pub use keeping::KeepingError;
pub use served::{Served, ServedRoute};
pub use settings::Setting;

/// The part of a runtime that handlers use. One value serves one request; clones share it.
///
/// Runtimes run a request's futures on one thread, so nothing here is `Send`.
pub trait Platform: Clone + 'static {
    /// The connection to PostgreSQL, through the runtime's pooler.
    type Database: Database;
    /// The body of a fetched response, as it arrives.
    type FetchedBody: Stream<Item = Result<Bytes, FetchError>> + Unpin + 'static;

    /// The header in which the runtime names the client's address.
    const CLIENT_ADDRESS_HEADER: &'static str;

    /// The database. Nothing is connected before the first statement.
    fn database(&self) -> &Self::Database;

    /// The database that reports are read from: a replica where the deployment has one, which may be a moment behind; else
    /// the database itself. Nothing is written here.
    fn reading_database(&self) -> &Self::Database {
        self.database()
    }

    /// The database over a connection that is made for this, where the runtime keeps those of [`database`](Self::database): it shows
    /// whether another one can be had. For checks: a runtime may make one only every few seconds. None, where each request makes its
    /// own anyway.
    fn newly_connected_database(&self) -> Option<&Self::Database>;

    /// Sends a request to a provider and waits, at most `timeout`, for the head of the answer. The body streams, and
    /// is not under the timeout. Redirects are not followed: the answer is the redirect itself.
    ///
    /// # Errors
    /// When no answer began: see [`FetchError`].
    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> impl Future<Output = Result<http::Response<Self::FetchedBody>, FetchError>>;

    /// A secret or a plain setting of this deployment; `None` when it is not set or empty. Some runtimes ask a store of
    /// secrets for it.
    fn setting(&self, setting: Setting) -> impl Future<Output = Option<zeroize::Zeroizing<String>>>;

    /// How an operator of this runtime sets a setting: the end of a sentence that begins with "set it".
    fn how_to_set(setting: Setting) -> String;

    /// Milliseconds since the Unix epoch. On Workers the clock stands still between I/O.
    fn unix_time_ms(&self) -> u64;

    /// Cryptographically secure random bytes.
    fn random_bytes<const N: usize>(&self) -> [u8; N];

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// Goes on with `work` when the response has been handed over, also when the client has hung up.
    fn after_response(&self, work: impl Future<Output = ()> + 'static);

    /// Keeps a text in the runtime's own store, under a key, which it replaces: for what has to outlast an outage of the
    /// database. What was kept outlasts the instance. Without a store nothing is kept.
    ///
    /// # Errors
    /// When there is no store, or it fails.
    fn keep(&self, _key: &str, _text: &str) -> impl Future<Output = Result<(), KeepingError>> {
        ready(Err(KeepingError::NoStore))
    }

    /// The keys of what is kept that begin with `prefix`: at most so many of them, and at most 1,000. The runtime may take a minute
    /// until this shows what was kept or forgotten.
    ///
    /// # Errors
    /// When there is no store, or it fails.
    fn kept_keys(
        &self,
        _prefix: &str,
        _most: usize,
    ) -> impl Future<Output = Result<Vec<String>, KeepingError>> {
        ready(Err(KeepingError::NoStore))
    }

    /// What is kept under a key; `None` where nothing is.
    ///
    /// # Errors
    /// When there is no store, or it fails.
    fn kept(&self, _key: &str) -> impl Future<Output = Result<Option<String>, KeepingError>> {
        ready(Err(KeepingError::NoStore))
    }

    /// Forgets what is kept under a key. That nothing was is no error.
    ///
    /// # Errors
    /// When there is no store, or it fails.
    fn forget(&self, _key: &str) -> impl Future<Output = Result<(), KeepingError>> {
        ready(Err(KeepingError::NoStore))
    }

    /// Writes one line to the runtime's log. Never pass a secret, a prompt or an answer.
    fn log(&self, line: &str);

    /// Adds a served request to the counters that the runtime keeps for this deployment. Nothing, where it keeps none.
    fn count(&self, _served: &Served<'_>) {}
}

/// No answer came from the other side, or it broke off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The head of the answer did not come in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection could not be made, or broke. The text is the runtime's, for operators.
    #[error("connection failed: {0}")]
    Connection(String),
}
