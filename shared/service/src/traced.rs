//! A platform whose log lines say to which request they belong.

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use platform::{FetchError, KeepingError, Platform, Served, Setting};
use serde_json::json;
use zeroize::Zeroizing;

/// A runtime's view of one request, with the request's id.
#[derive(Clone)]
pub struct Traced<P> {
    platform: P,
    request_id: Rc<str>,
}

impl<P: Platform> Traced<P> {
    /// The platform as this request sees it.
    pub fn new(platform: P, request_id: &str) -> Self {
        Self { platform, request_id: request_id.into() }
    }
}

impl<P: Platform> Platform for Traced<P> {
    type Database = P::Database;
    type FetchedBody = P::FetchedBody;

    const CLIENT_ADDRESS_HEADER: &'static str = P::CLIENT_ADDRESS_HEADER;

    fn database(&self) -> &P::Database {
        self.platform.database()
    }

    fn newly_connected_database(&self) -> Option<&P::Database> {
        self.platform.newly_connected_database()
    }

    fn reading_database(&self) -> &P::Database {
        self.platform.reading_database()
    }

    fn fetch(
        &self,
        request: http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> impl Future<Output = Result<http::Response<P::FetchedBody>, FetchError>> {
        self.platform.fetch(request, timeout)
    }

    fn setting(&self, setting: Setting) -> impl Future<Output = Option<Zeroizing<String>>> {
        self.platform.setting(setting)
    }

    fn how_to_set(setting: Setting) -> String {
        P::how_to_set(setting)
    }

    fn unix_time_ms(&self) -> u64 {
        self.platform.unix_time_ms()
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        self.platform.random_bytes()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        self.platform.sleep(duration)
    }

    fn after_response(&self, work: impl Future<Output = ()> + 'static) {
        self.platform.after_response(work);
    }

    fn keep(&self, key: &str, text: &str) -> impl Future<Output = Result<(), KeepingError>> {
        self.platform.keep(key, text)
    }

    fn kept_keys(
        &self,
        prefix: &str,
        most: usize,
    ) -> impl Future<Output = Result<Vec<String>, KeepingError>> {
        self.platform.kept_keys(prefix, most)
    }

    fn kept(&self, key: &str) -> impl Future<Output = Result<Option<String>, KeepingError>> {
        self.platform.kept(key)
    }

    fn forget(&self, key: &str) -> impl Future<Output = Result<(), KeepingError>> {
        self.platform.forget(key)
    }

    fn log(&self, line: &str) {
        self.platform.log(&note(&self.request_id, line));
    }

    fn count(&self, served: &Served<'_>) {
        self.platform.count(served);
    }
}

fn note(request_id: &str, line: &str) -> String {
    json!({"event": "note", "request_id": request_id, "message": line}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_whatever_it_says() {
        assert_eq!(
            note("id-1", "it \"broke\"\nhere"),
            r#"{"event":"note","request_id":"id-1","message":"it \"broke\"\nhere"}"#
        );
    }
}
