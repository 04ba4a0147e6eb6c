//! Requests that are sent again and get the first answer again: with the same `Idempotency-Key`, or by an SDK that says so.

use serde::Serialize;

use crate::principal::{Principal, Proof};

/// The key of a request that may be sent again, and the hash of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Idempotency {
    /// The key: 1 to 255 characters, the client's own, or what stands for it.
    pub key: String,
    /// SHA-256 of method, path and body, in lower-case hex.
    pub request_hash: String,
    /// Who sent it: a team and an operator may use the same key for different requests.
    pub holder: Holder,
    /// The request is a new one, whatever was sent with the key before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_new: bool,
}

/// Who sent a request that may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The team, with a virtual key.
    Team,
    /// An operator.
    Operators,
    /// An SDK with a virtual key, which counts its attempts and sends no key: the request's hash stands for it. Its answer is kept for
    /// ten minutes.
    Sdk,
}

impl Idempotency {
    /// That of a request which is the `retries`th repetition of one that had no key. `request_hash` covers the virtual key too.
    #[must_use]
    pub fn of_sdk(request_hash: String, retries: u32) -> Self {
        Self { key: request_hash.clone(), request_hash, holder: Holder::Sdk, is_new: retries == 0 }
    }
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
