//! Requests that are sent again: the first answer instead of a second effect.

use std::collections::BTreeMap;

use super::{Call, CallStatus};
use crate::operation::Request;

const KEPT_FOR: i64 = 24 * 3600;

/// What a request asks for. With its key and its variant it makes the request another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    CreateJob,
    Admit,
    Complete,
    AddCredits,
}

impl Kind {
    /// Operators' keys are apart from the team's own.
    pub const fn holder(self) -> &'static str {
        match self {
            Self::AddCredits => "operators",
            Self::CreateJob | Self::Admit | Self::Complete => "team",
        }
    }
}

/// Whose key, and which.
pub type Key = (&'static str, u8);

#[derive(Debug)]
struct First {
    kind: Kind,
    variant: u8,
    /// The call that will bring the answer.
    call: Option<usize>,
    answered: bool,
    expires_at: i64,
}

/// Who sent which request first.
#[derive(Debug, Default)]
pub struct Requests(BTreeMap<Key, First>);

impl Requests {
    /// How this request is answered by the first one with its key, if it is.
    pub fn answered_before(
        &self,
        kind: Kind,
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
            // A call that was given up is made again.
            let given_up = first.call.is_some_and(|call| calls[call].status == CallStatus::Abandoned);
            (!given_up).then_some("request_in_progress")
        }
    }

    /// A request that is new: with its answer, or with the call that will bring it.
    pub fn take(&mut self, kind: Kind, request: Option<Request>, call: Option<usize>, now: i64) {
        if let Some(Request { key, variant }) = request {
            let answered = call.is_none();
            let first = First { kind, variant, call, answered, expires_at: now + KEPT_FOR };
            self.0.insert((kind.holder(), key), first);
        }
    }

    /// The key that waits for this call's answer.
    pub fn key_of(&self, call: usize) -> Option<Key> {
        self.0.iter().find_map(|(key, first)| (first.call == Some(call)).then_some(*key))
    }

    /// A call without an answer has had no effect: its key is free again.
    pub fn keep_answer(&mut self, call: usize, answered: bool) {
        if let Some(key) = self.key_of(call) {
            if answered {
                self.0.entry(key).and_modify(|first| first.answered = true);
            } else {
                self.0.remove(&key);
            }
        }
    }

    pub fn clear_away(&mut self, now: i64) -> usize {
        let before = self.0.len();
        self.0.retain(|_, first| first.expires_at > now);
        before - self.0.len()
    }

    /// Every key there is, and whether its request has an answer.
    pub fn all(&self) -> impl Iterator<Item = (Key, bool)> {
        self.0.iter().map(|(key, first)| (*key, first.answered))
    }
}
