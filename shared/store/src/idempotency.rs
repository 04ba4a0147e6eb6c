//! `Idempotency-Key`: a request that is sent again with the same key gets the first answer again.

use serde::Serialize;

use crate::principal::{Principal, Proof};

/// A request's `Idempotency-Key` and the hash of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Idempotency {
    /// The key: 1 to 255 characters, the client's own.
    pub key: String,
    /// SHA-256 of method, path and body, in lower-case hex.
    pub request_hash: String,
    /// Who sent it: a team and an operator may use the same key for different requests.
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
    /// Who sent a request's `Idempotency-Key`.
    #[must_use]
    pub const fn of(principal: &Principal) -> Self {
        match principal.proof {
            Proof::VirtualKey { .. } => Self::Team,
            Proof::AdminKey | Proof::Session { .. } => Self::Operators,
        }
    }
}
