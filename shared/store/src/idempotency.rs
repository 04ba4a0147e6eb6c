//! Retried requests: the same key and request get the first answer again.

use serde::{Deserialize, Serialize};

use crate::{Principal, Proof};

/// A request's `Idempotency-Key`, and what it was sent with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Idempotency {
    /// The key: 1 to 255 characters, the client's own.
    pub key: String,
    /// SHA-256 of method, path and body, in lower-case hex.
    pub request_hash: String,
    /// Whose key it is: a team's and an operator's keys do not meet.
    pub holder: Holder,
}

/// Who sent an `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The team, with a virtual key.
    Team,
    /// An operator.
    Operators,
}

impl Holder {
    /// Whose key a request's is.
    #[must_use]
    pub const fn of(principal: &Principal) -> Self {
        match principal.proof {
            Proof::VirtualKey { .. } => Self::Team,
            Proof::AdminKey | Proof::Session { .. } => Self::Operators,
        }
    }
}

/// Something that was made, now or by the same request before.
#[derive(Deserialize)]
pub(crate) struct Made<T> {
    #[serde(flatten)]
    value: T,
    #[serde(default)]
    replayed: bool,
}

impl<T> From<Made<T>> for Answer<T> {
    fn from(made: Made<T>) -> Self {
        Self { value: made.value, replayed: made.replayed }
    }
}

/// What was asked for, or what was answered to the same request before.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The answer.
    pub value: T,
    /// It was given before; nothing was done now.
    pub replayed: bool,
}
