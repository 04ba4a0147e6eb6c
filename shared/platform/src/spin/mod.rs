//! Fermyon Spin, from 4.1 on: components of WASI 0.3, the runtime's own PostgreSQL interface, variables, its key-value
//! store.
//!
//! An instance serves many requests, several of them at once: nothing of a request is in a static, and a panic would
//! end its neighbours.

mod database;
mod fetch;
pub mod front_door;
mod http;
mod keeping;

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use spin_sdk::wasip3::{self, clocks::system_clock, random::random};
use zeroize::Zeroizing;

pub use self::database::SpinDatabase;
pub use self::fetch::FetchedBody;
#[doc(hidden)]
pub use spin_sdk;

use crate::http_body::MaxBodyBytes;
use crate::{FetchError, KeepingError, Platform, Request, Response, Setting};

/// The header in which [`http`] leaves the client's address: Spin's own, without the port.
const CLIENT_ADDRESS_HEADER: &str = "spin-client-addr";

/// One request's view of the component it runs in.
#[derive(Clone)]
pub struct Spin {
    databases: Rc<Databases>,
}

struct Databases {
    primary: SpinDatabase,
    reading: SpinDatabase,
    newly_connected: SpinDatabase,
}

impl Spin {
    fn new() -> Self {
        Self {
            databases: Rc::new(Databases {
                primary: SpinDatabase::primary(),
                reading: SpinDatabase::reading(),
                newly_connected: SpinDatabase::newly_connected(),
            }),
        }
    }
}

impl Platform for Spin {
    type Database = SpinDatabase;
    type FetchedBody = FetchedBody;

    const CLIENT_ADDRESS_HEADER: &'static str = CLIENT_ADDRESS_HEADER;

    fn database(&self) -> &SpinDatabase {
        &self.databases.primary
    }

    fn reading_database(&self) -> &SpinDatabase {
        &self.databases.reading
    }

    fn newly_connected_database(&self) -> Option<&SpinDatabase> {
        Some(&self.databases.newly_connected)
    }

    fn fetch(
        &self,
        request: ::http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> impl Future<Output = Result<::http::Response<FetchedBody>, FetchError>> {
        fetch::fetch(request, timeout)
    }

    async fn setting(&self, setting: Setting) -> Option<Zeroizing<String>> {
        variable(&variable_of(setting)).await
    }

    fn how_to_set(setting: Setting) -> String {
        format!("as the variable `{}`", variable_of(setting))
    }

    fn unix_time_ms(&self) -> u64 {
        unix_time_ms()
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        let mut filled = 0;
        // The runtime may give fewer than it is asked for, but at least one.
        while filled < N {
            let more = random::get_random_bytes((N - filled) as u64);
            let count = more.len().min(N - filled);
            bytes[filled..filled + count].copy_from_slice(&more[..count]);
            filled += count;
        }
        bytes
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        spin_sdk::time::sleep(duration)
    }

    fn after_response(&self, work: impl Future<Output = ()> + 'static) {
        wasip3::spawn(work);
    }

    fn keep(&self, key: &str, text: &str) -> impl Future<Output = Result<(), KeepingError>> {
        keeping::keep(key, text)
    }

    fn kept_keys(
        &self,
        prefix: &str,
        most: usize,
    ) -> impl Future<Output = Result<Vec<String>, KeepingError>> {
        keeping::kept_keys(prefix, most)
    }

    fn kept(&self, key: &str) -> impl Future<Output = Result<Option<String>, KeepingError>> {
        keeping::kept(key)
    }

    fn forget(&self, key: &str) -> impl Future<Output = Result<(), KeepingError>> {
        keeping::forget(key)
    }

    fn log(&self, line: &str) {
        eprintln!("{line}");
    }
}

fn unix_time_ms() -> u64 {
    let now = system_clock::now();
    u64::try_from(now.seconds).unwrap_or(0) * 1000 + u64::from(now.nanoseconds) / 1_000_000
}

/// The variable that holds a setting.
fn variable_of(setting: Setting) -> String {
    setting.name().to_lowercase()
}

/// The value of a variable of the component; `None` when it is not set or empty.
async fn variable(name: &str) -> Option<Zeroizing<String>> {
    match spin_sdk::variables::get(name).await {
        Ok(value) => (!value.is_empty()).then(|| value.into()),
        Err(error) => {
            eprintln!("the variable {name} cannot be had: {error}");
            None
        }
    }
}

/// Runs a service for one request. What it left for after the response goes on as tasks of the same instance, which the
/// runtime keeps until they have ended; so does the service itself when the client has left.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run<F>(
    request: wasip3::http::types::Request,
    max_body_bytes: MaxBodyBytes,
    service: impl FnOnce(Spin, Request) -> F,
) -> Result<wasip3::http::types::Response, wasip3::http::types::ErrorCode>
where
    F: Future<Output = Response>,
{
    http::outgoing(service(Spin::new(), http::incoming(request, max_body_bytes).await?).await).await
}

/// Exports `wasi:http/handler`, as the SDK's `http_service` does, without naming a runtime in the function.
#[doc(hidden)]
#[macro_export]
macro_rules! spin_entry {
    ($run:path, $($given:expr),+) => {
        mod spin_entry {
            use $crate::spin::spin_sdk::wasip3::{self, exports::http::handler, http::types};

            struct Function;

            wasip3::http::service::export!(Function);

            impl handler::Guest for Function {
                async fn handle(request: types::Request) -> Result<types::Response, types::ErrorCode> {
                    $run(request, $($given),+).await
                }
            }
        }
    };
}
