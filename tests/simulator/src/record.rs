//! The log of received calls: what a test reads to see what really reached the provider.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::provider::Provider;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not ended yet.
    Pending,
    /// Answered as the provider would, to the last byte.
    Answered,
    /// Refused by validation: key, body, model or directive.
    Refused,
    /// A fault was played to its end: an error status, a broken body, a cut or an error in mid-stream.
    Faulted,
    /// The caller closed the connection before the answer was complete.
    ClientHungUp,
    /// The simulator was shut down before the answer was complete.
    ShutDown,
}

/// One call as it was received, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedCall {
    /// Counts from 1 over the life of the simulator; [`clear`](crate::Simulator::clear) does not reset it.
    pub sequence: u64,
    /// The provider that was called.
    pub provider: Provider,
    /// The path that was called, without the query.
    pub path: String,
    /// The model that was asked for; empty if the body named none.
    pub model: String,
    /// Whether the caller asked for a stream.
    pub streaming: bool,
    /// The body as parsed; `null` if it was not JSON.
    pub body: Value,
    /// The body as it came, in which numbers have all their digits.
    pub text: String,
    /// The last four characters of the API key; empty if none was sent.
    pub api_key_hint: String,
    /// The SHA-256 of the API key in lower-case hex; empty if none was sent.
    pub api_key_sha256: String,
    /// When the request had arrived, in milliseconds since the Unix epoch.
    pub received_at_ms: u64,
    /// When the answer's head was sent, in milliseconds since the Unix epoch.
    pub answered_at_ms: Option<u64>,
    /// When the call ended, in milliseconds since the Unix epoch.
    pub ended_at_ms: Option<u64>,
    /// The status that was sent.
    pub status: Option<u16>,
    /// Complete events handed to the connection so far; 0 for an answer that is not a stream.
    pub events_sent: u64,
    /// Events that the complete stream would have had.
    pub events_total: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the caller closed the connection before the answer was complete.
    pub client_hung_up: bool,
    /// The tokens of the prompt and of the answer, if there is one and it reports them.
    pub tokens: Option<(u64, u64)>,
}

/// The calls received so far. Cheap to clone; all clones are one log.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Entry>>>);

type Entry = Arc<Mutex<RecordedCall>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    pub(crate) fn calls(&self) -> Vec<RecordedCall> {
        lock(&self.0).iter().map(|entry| lock(entry).clone()).collect()
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.0).len()
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    /// Notes a call that has just arrived. Until [`OpenCall::end`] is called, dropping the returned handle
    /// means that the caller hung up.
    pub(crate) fn open(
        &self,
        sequence: u64,
        provider: Provider,
        path: &str,
        key: &str,
        text: String,
        body: Value,
    ) -> OpenCall {
        let entry = Arc::new(Mutex::new(RecordedCall {
            sequence,
            provider,
            path: path.to_owned(),
            model: body.get("model").and_then(Value::as_str).unwrap_or_default().to_owned(),
            streaming: body.get("stream").and_then(Value::as_bool).unwrap_or_default(),
            body,
            text,
            api_key_hint: hint(key),
            api_key_sha256: if key.is_empty() { String::new() } else { sha256_hex(key.as_bytes()) },
            received_at_ms: now_ms(),
            answered_at_ms: None,
            ended_at_ms: None,
            status: None,
            events_sent: 0,
            events_total: 0,
            outcome: Outcome::Pending,
            client_hung_up: false,
            tokens: None,
        }));
        lock(&self.0).push(Arc::clone(&entry));
        OpenCall { entry, ended: false }
    }
}

/// A call in progress.
pub(crate) struct OpenCall {
    entry: Entry,
    ended: bool,
}

impl OpenCall {
    pub(crate) fn asked(&self, model: &str, streaming: bool) {
        let mut call = lock(&self.entry);
        model.clone_into(&mut call.model);
        call.streaming = streaming;
    }

    pub(crate) fn answering(&self, status: u16, events_total: usize) {
        let mut call = lock(&self.entry);
        call.status = Some(status);
        call.answered_at_ms = Some(now_ms());
        call.events_total = events_total as u64;
    }

    pub(crate) fn counted(&self, prompt: u64, completion: u64) {
        lock(&self.entry).tokens = Some((prompt, completion));
    }

    pub(crate) fn events_sent(&self, events: u64) {
        lock(&self.entry).events_sent += events;
    }

    pub(crate) fn end(&mut self, outcome: Outcome) {
        if self.ended {
            return;
        }
        self.ended = true;
        let mut call = lock(&self.entry);
        call.outcome = outcome;
        call.client_hung_up = outcome == Outcome::ClientHungUp;
        call.ended_at_ms = Some(now_ms());
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.end(Outcome::ClientHungUp);
    }
}

/// The SHA-256 of some bytes in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hint(key: &str) -> String {
    let skip = key.chars().count().saturating_sub(4);
    key.chars().skip(skip).collect()
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(log: &Log) -> OpenCall {
        log.open(1, Provider::OpenAi, "/v1/chat/completions", "sk-secret-1234", String::new(), Value::Null)
    }

    #[test]
    fn a_call_dropped_before_its_end_is_a_hang_up() {
        let log = Log::default();
        drop(open(&log));
        let call = &log.calls()[0];
        assert_eq!(call.outcome, Outcome::ClientHungUp);
        assert!(call.client_hung_up);
    }

    #[test]
    fn the_first_end_of_a_call_stands() {
        let log = Log::default();
        let mut call = open(&log);
        call.end(Outcome::Answered);
        call.end(Outcome::Faulted);
        drop(call);
        assert_eq!(log.calls()[0].outcome, Outcome::Answered);
    }

    #[test]
    fn the_log_keeps_no_key_but_its_end_and_its_hash() {
        let log = Log::default();
        let _call = open(&log);
        let text = serde_json::to_string(&log.calls()).unwrap();
        assert!(!text.contains("sk-secret"));
        assert!(text.contains("\"1234\""));
        assert!(text.contains(&sha256_hex(b"sk-secret-1234")));
    }
}
