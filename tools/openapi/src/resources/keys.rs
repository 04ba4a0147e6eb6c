//! Teams' virtual keys.

use api::answer::WithMessage;
use api::error::ErrorCode as E;
use api::keys::{KeyChange, KeyQuery, KeyTerms, NewVirtualKey, Rotation, VirtualKey};
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// The description of every operation that shows a key.
const SHOWN_ONCE: &str =
    "The key is shown this once. A request that is repeated with its `Idempotency-Key` makes no other one.";

pub(super) fn list() -> Operation {
    describe("List a team's keys")
        .query::<KeyQuery>()
        .answers::<Vec<VirtualKey>>("The keys: those that work, then the others; the newest first.")
        .headers(&OFFSET_HEADERS)
}

pub(super) fn create() -> Operation {
    describe("Make a key")
        .about(SHOWN_ONCE)
        .body_if_any::<KeyTerms>()
        .example(json!({"name": "Batch jobs", "expires_at": "2030-01-01T00:00:00Z"}))
        .idempotent()
        .answers::<WithMessage<NewVirtualKey>>("The key.")
        .refuses(&[E::InvalidValue])
}

pub(super) fn update() -> Operation {
    describe("Change a key")
        .body::<KeyChange>()
        .example(json!({"name": "Batch jobs"}))
        .answers::<WithMessage<VirtualKey>>("The key as it is now.")
        .refuses(&[E::InvalidValue])
}

pub(super) fn revoke() -> Operation {
    describe("Revoke a key").answers::<WithMessage<VirtualKey>>("It does not work any more.")
}

pub(super) fn rotate(summary: &str) -> Operation {
    describe(summary)
        .about(SHOWN_ONCE)
        .body_if_any::<Rotation>()
        .example(json!({"grace_period_seconds": 86400}))
        .idempotent()
        .answers::<WithMessage<NewVirtualKey>>("The new key, and the one whose place it takes.")
        .refuses(&[E::InvalidValue, E::VirtualKeyNotFound])
}
