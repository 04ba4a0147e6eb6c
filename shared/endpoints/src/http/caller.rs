//! The holder of a virtual key, who makes a request.

use store::Idempotency;

/// Who asks, and whether the same may have been asked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The hash of the virtual key.
    pub key_hash: [u8; 32],
    /// The request's `Idempotency-Key`, if it has one.
    pub idempotency: Option<Idempotency>,
}
