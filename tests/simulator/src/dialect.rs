//! What a provider's wire format must answer to be played.

use axum::http::HeaderMap;
use serde_json::Value;

use crate::{
    answer::{Answer, ChatCall},
    directive::DirectiveError,
    prompt_cache::Piece,
    provider::Provider,
    script::Trouble,
};

/// An error answer in the provider's own shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    pub status: u16,
    pub body: Value,
}

/// A call as it arrived.
pub(crate) struct Incoming<'a> {
    pub headers: &'a HeaderMap,
    pub query: &'a str,
    /// Model and action if they are in the path (Gemini), as in `gemini-2.5-flash:generateContent`.
    pub target: &'a str,
    pub body: &'a Value,
}

/// One provider's wire format. Everything here is pure: time and the network are elsewhere.
pub(crate) trait Dialect: Send + Sync {
    fn provider(&self) -> Provider;

    /// The API key, from the header where this provider wants it.
    fn api_key(&self, headers: &HeaderMap) -> Option<String>;
    fn missing_key(&self) -> Problem;
    fn wrong_key(&self, key: &str) -> Problem;
    fn revoked_key(&self, key: &str) -> Problem;

    /// The body is not JSON.
    fn unreadable(&self) -> Problem;
    /// Validates a request as the provider would.
    fn understand(&self, call: &Incoming<'_>) -> Result<ChatCall, Problem>;
    /// A directive that cannot be understood or played: 400 in the provider's shape.
    fn bad_directive(&self, error: &DirectiveError) -> Problem;
    /// The provider's error for a status.
    fn failure(&self, status: u16, asked: &ChatCall) -> Problem;

    /// The provider's error for a failure that its status alone does not tell.
    fn trouble(&self, trouble: Trouble, asked: &ChatCall) -> Problem;

    /// An answer in which nothing is said and nothing is counted, in one body.
    fn empty_whole(&self) -> Value;
    /// The same as a stream.
    fn empty_events(&self) -> Vec<String>;
    /// An answer whose function call the model has broken, if the provider says so.
    fn broken_call(&self, _asked: &ChatCall, _answer: &Answer) -> Option<Value> {
        None
    }

    /// The pieces of a prompt in the order in which the provider reads them.
    fn pieces(&self, body: &Value) -> Vec<Piece>;
    /// Whether prompts are cached only where a request marks a place.
    fn caches_what_is_marked(&self) -> bool {
        false
    }

    /// The answer in one body.
    fn whole(&self, asked: &ChatCall, answer: &Answer) -> Value;
    /// The answer as server-sent events, each complete with its blank line.
    fn events(&self, asked: &ChatCall, answer: &Answer) -> Vec<String>;
    /// The event of a failure in mid-stream.
    fn error_event(&self, asked: &ChatCall) -> String;

    /// Headers of every answer. `call_id` is unique to the call.
    fn headers(&self, call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)>;
    /// Writes the seconds to wait into an error body, for providers that say it there too.
    fn say_when_to_retry(&self, _seconds: u64, _error: &mut Value) {}
    /// Writes the call's id into an error body, for providers that repeat it there.
    fn stamp(&self, _call_id: &str, _error: &mut Value) {}
}

/// The API key in `Authorization: Bearer ...`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("authorization")?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then(|| key.to_owned())
}

/// The API key in a header of its own.
pub(crate) fn header_key(headers: &HeaderMap, name: &str) -> Option<String> {
    let key = headers.get(name)?.to_str().ok()?.trim();
    (!key.is_empty()).then(|| key.to_owned())
}

/// One unnamed server-sent event.
pub(crate) fn data_event(data: &Value) -> String {
    format!("data: {data}\n\n")
}
