//! Cloudflare Workers: the `worker` crate's fetch, Hyperdrive, `wait_until`.

mod analytics;
mod database;
mod fetch;
pub mod front_door;
mod http;
mod keeping;

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{LocalBoxFuture, join_all};

pub use self::database::HyperdriveDatabase;
pub use self::fetch::FetchedBody;
#[doc(hidden)]
pub use worker;

use crate::http_body::MaxBodyBytes;
use crate::{FetchError, KeepingError, Platform, Request, Response, Served, Setting};

/// One request's view of the Worker it runs in.
#[derive(Clone)]
pub struct Cloudflare {
    shared: Rc<Shared>,
}

struct Shared {
    env: worker::Env,
    database: HyperdriveDatabase,
    replica: Option<HyperdriveDatabase>,
    after_response: RefCell<Vec<LocalBoxFuture<'static, ()>>>,
}

impl Platform for Cloudflare {
    type Database = HyperdriveDatabase;
    type FetchedBody = FetchedBody;

    const CLIENT_ADDRESS_HEADER: &'static str = "cf-connecting-ip";

    fn database(&self) -> &HyperdriveDatabase {
        &self.shared.database
    }

    fn newly_connected_database(&self) -> Option<&HyperdriveDatabase> {
        None
    }

    fn reading_database(&self) -> &HyperdriveDatabase {
        self.shared.replica.as_ref().unwrap_or(&self.shared.database)
    }

    fn fetch(
        &self,
        request: ::http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> impl Future<Output = Result<::http::Response<FetchedBody>, FetchError>> {
        fetch::fetch(request, timeout)
    }

    async fn setting(&self, setting: Setting) -> Option<zeroize::Zeroizing<String>> {
        let value = self.shared.env.var(setting.name()).ok()?.to_string();
        (!value.is_empty()).then(|| value.into())
    }

    fn how_to_set(setting: Setting) -> String {
        format!("with `wrangler secret put {}`", setting.name())
    }

    fn unix_time_ms(&self) -> u64 {
        worker::Date::now().as_millis()
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // crypto.getRandomValues is part of the runtime: it has no failure that a handler could answer.
        #[expect(clippy::expect_used, reason = "a Worker without randomness must not go on")]
        getrandom::fill(&mut bytes).expect("the runtime's crypto.getRandomValues failed");
        bytes
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        worker::Delay::from(duration)
    }

    fn after_response(&self, work: impl Future<Output = ()> + 'static) {
        self.shared.after_response.borrow_mut().push(Box::pin(work));
    }

    fn keep(&self, key: &str, text: &str) -> impl Future<Output = Result<(), KeepingError>> {
        keeping::keep(&self.shared.env, key, text)
    }

    fn kept_keys(
        &self,
        prefix: &str,
        most: usize,
    ) -> impl Future<Output = Result<Vec<String>, KeepingError>> {
        keeping::kept_keys(&self.shared.env, prefix, most)
    }

    fn kept(&self, key: &str) -> impl Future<Output = Result<Option<String>, KeepingError>> {
        keeping::kept(&self.shared.env, key)
    }

    fn forget(&self, key: &str) -> impl Future<Output = Result<(), KeepingError>> {
        keeping::forget(&self.shared.env, key)
    }

    fn log(&self, line: &str) {
        worker::console_log!("{line}");
    }

    fn count(&self, served: &Served<'_>) {
        analytics::count(&self.shared.env, served);
    }
}

impl Cloudflare {
    fn new(env: worker::Env) -> Self {
        let database = HyperdriveDatabase::primary(&env);
        let replica = HyperdriveDatabase::replica(&env);
        Self { shared: Rc::new(Shared { env, database, replica, after_response: RefCell::default() }) }
    }

    /// Finishes the work after the response, then closes the database connections.
    async fn finish_work_after_response(self) {
        // Work may add more work.
        loop {
            let work = self.shared.after_response.take();
            if work.is_empty() {
                break;
            }
            join_all(work).await;
        }
        self.shared.database.close().await;
        if let Some(replica) = &self.shared.replica {
            replica.close().await;
        }
    }
}

/// Runs a service for one fetch event, all of it under `wait_until`: when the client leaves, the runtime cancels everything
/// else. What the service left for after the response goes on; the database connection is closed within the event's
/// life, because the runtime resets a socket that outlives its request.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run<F>(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
    max_body_bytes: MaxBodyBytes,
    service: impl FnOnce(Cloudflare, Request) -> F + 'static,
) -> worker::Result<worker::Response>
where
    F: Future<Output = Response> + 'static,
{
    let (answer, answered) = oneshot::channel();
    context.wait_until(async move {
        let platform = Cloudflare::new(env);
        let response = match http::incoming(request, max_body_bytes).await {
            Ok(request) => http::outgoing(service(platform.clone(), request).await),
            Err(error) => Err(error),
        };
        // Nobody takes the answer if the client has left.
        drop(answer.send(response));
        platform.finish_work_after_response().await;
    });
    answered.await.unwrap_or_else(|_| Err(worker::Error::RustError("the request was cancelled".to_owned())))
}

/// Runs scheduled work for one event of a cron trigger.
pub async fn run_schedule<F: Future<Output = ()>>(env: worker::Env, work: impl FnOnce(Cloudflare) -> F) {
    let platform = Cloudflare::new(env);
    work(platform.clone()).await;
    platform.finish_work_after_response().await;
}

/// Exports `fetch` to the Worker's JavaScript entry, as `worker::event` does, without naming a runtime in the function.
#[doc(hidden)]
#[macro_export]
macro_rules! cloudflare_entry {
    ($run:path, $($given:expr),+) => {
        mod cloudflare_entry {
            use worker::wasm_bindgen::prelude::wasm_bindgen;
            use $crate::cloudflare::worker;

            // rustfmt moves this further in each time it sees it broken up.
            #[rustfmt::skip]
            #[wasm_bindgen(wasm_bindgen = worker::wasm_bindgen, wasm_bindgen_futures = worker::wasm_bindgen_futures, js_sys = worker::js_sys)]
            pub async fn fetch(
                request: worker::web_sys::Request,
                env: worker::Env,
                context: worker::worker_sys::Context,
            ) -> Result<worker::web_sys::Response, worker::wasm_bindgen::JsValue> {
                let context = worker::Context::new(context);
                $run(request.into(), env, context, $($given),+)
                    .await
                    .map(Into::into)
                    .map_err(|error| worker::wasm_bindgen::JsValue::from(error.to_string()))
            }
        }
    };
}

/// Exports `scheduled` to the Worker's JavaScript entry, as `worker::event` does.
#[doc(hidden)]
#[macro_export]
macro_rules! cloudflare_schedule {
    ($work:expr) => {
        mod cloudflare_schedule {
            use worker::wasm_bindgen::prelude::wasm_bindgen;
            use $crate::cloudflare::worker;

            // rustfmt moves this further in each time it sees it broken up.
            #[rustfmt::skip]
            #[wasm_bindgen(wasm_bindgen = worker::wasm_bindgen, wasm_bindgen_futures = worker::wasm_bindgen_futures, js_sys = worker::js_sys)]
            pub async fn scheduled(
                _event: worker::wasm_bindgen::JsValue,
                env: worker::Env,
                _context: worker::wasm_bindgen::JsValue,
            ) {
                $crate::cloudflare::run_schedule(env, $work).await;
            }
        }
    };
}
