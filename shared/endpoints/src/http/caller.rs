//! The holder of a virtual key, who makes a request.

use store::Idempotency;

/// The team that calls, and how its request is known if it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The hash of the virtual key.
    pub key_hash: [u8; 32],
    /// The request's `Idempotency-Key`, if it has one, or what stands for it.
    pub idempotency: Option<Idempotency>,
}
