//! Idempotency keys: a repeated request gets the first answer and has no second effect.

use std::collections::BTreeMap;

use tollgate_books::operations::{Request, RequestKey, RequestKind};

use super::{Call, CallStatus};

/// How long a key is kept, in seconds.
const KEPT_FOR: i64 = 24 * 3600;

#[derive(Debug)]
struct First {
    kind: RequestKind,
    variant: u8,
    /// The call that will bring the answer.
    call: Option<usize>,
    answered: bool,
    expires_at: i64,
}

/// The first request of each key.
#[derive(Debug, Default)]
pub struct Requests(BTreeMap<RequestKey, First>);

impl Requests {
    /// The outcome of a request whose key was used before; `None` if it is new.
    pub fn earlier_answer(
        &self,
        kind: RequestKind,
        request: Option<Request>,
        calls: &[Call],
        now: i64,
    ) -> Option<&'static str> {
        let request = request?;
        let first = self.0.get(&(kind.holder(), request.key)).filter(|first| first.expires_at > now)?;
        if (first.kind, first.variant) != (kind, request.variant) {
            Some("idempotency_key_reused")
        } else if first.answered {
            Some("replayed")
        } else {
            // An abandoned call is made again.
            let abandoned = first.call.is_some_and(|call| calls[call].status == CallStatus::Abandoned);
            (!abandoned).then_some("request_in_progress")
        }
    }

    /// Keeps a new request: it is answered already, unless a call will bring the answer.
    pub fn take(&mut self, kind: RequestKind, request: Option<Request>, call: Option<usize>, now: i64) {
        if let Some(Request { key, variant }) = request {
            let answered = call.is_none();
            let first = First { kind, variant, call, answered, expires_at: now + KEPT_FOR };
            self.0.insert((kind.holder(), key), first);
        }
    }

    /// The key that waits for this call's answer.
    pub fn key_of(&self, call: usize) -> Option<RequestKey> {
        self.0.iter().find_map(|(key, first)| (first.call == Some(call)).then_some(*key))
    }

    /// Keeps the answer of a call that has ended. Without an answer the key is free again.
    pub fn keep_answer(&mut self, call: usize, answered: bool) {
        if let Some(key) = self.key_of(call) {
            if answered {
                self.0.entry(key).and_modify(|first| first.answered = true);
            } else {
                self.0.remove(&key);
            }
        }
    }

    pub fn delete_expired(&mut self, now: i64) -> usize {
        let before = self.0.len();
        self.0.retain(|_, first| first.expires_at > now);
        before - self.0.len()
    }

    /// Every key there is, and whether its request has an answer.
    pub fn all(&self) -> impl Iterator<Item = (RequestKey, bool)> {
        self.0.iter().map(|(key, first)| (*key, first.answered))
    }
}
