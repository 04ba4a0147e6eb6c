//! The holder of a virtual key, who makes a request.

use store::Idempotency;

/// The team that calls, with the request's `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The hash of the virtual key.
    pub key_hash: [u8; 32],
    /// The request's `Idempotency-Key`, if it has one.
    pub idempotency: Option<Idempotency>,
}
