//! Teams' virtual keys.

use api::error::ErrorCode as E;
use api::keys::{NewVirtualKey, VirtualKey};
use api::timestamp::Timestamp;
use schemars::JsonSchema;
use serde_json::json;

use super::Told;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Keys {
    /// At most so many.
    #[schemars(range(min = 1, max = 500), extend("default" = 100))]
    limit: Option<u32>,
}

/// What is said of a key.
#[derive(JsonSchema)]
struct KeyTerms {
    /// What operators call it.
    #[schemars(length(max = 200))]
    name: Option<String>,
    /// When it stops working; null for never.
    expires_at: Option<Timestamp>,
}

/// How a key is replaced.
#[derive(JsonSchema)]
struct Rotation {
    /// For how long the old key goes on working, in seconds: at most 30 days.
    #[schemars(range(min = 0, max = 2_592_000), extend("default" = 0))]
    grace_period_seconds: Option<i64>,
    #[schemars(flatten)]
    terms: KeyTerms,
}

pub(super) fn operations() -> Vec<Operation> {
    let rotate = |id, summary| {
        operation(id, summary)
            .about("The new key is shown this once. A request that is repeated with its `Idempotency-Key` makes no other one.")
            .body_if_any::<Rotation>()
            .example(json!({"grace_period_seconds": 86400}))
            .idempotent()
            .answers::<Told<NewVirtualKey>>("The new key, and the one whose place it takes.")
            .refuses(&[E::InvalidValue, E::VirtualKeyNotFound])
    };
    vec![
        operation("list_keys", "List a team's keys")
            .query::<Keys>()
            .answers::<Vec<VirtualKey>>("The keys, newest first."),
        operation("create_key", "Make a key")
            .about("The key is shown this once. A request that is repeated with its `Idempotency-Key` makes no other one.")
            .body_if_any::<KeyTerms>()
            .example(json!({"name": "Batch jobs", "expires_at": "2030-01-01T00:00:00Z"}))
            .idempotent()
            .answers::<Told<NewVirtualKey>>("The key.")
            .refuses(&[E::InvalidValue]),
        operation("update_key", "Change a key")
            .body::<KeyTerms>()
            .example(json!({"name": "Batch jobs"}))
            .answers::<Told<VirtualKey>>("The key as it is now.")
            .refuses(&[E::InvalidValue]),
        operation("revoke_key", "Revoke a key").answers::<Told<VirtualKey>>("It does not work any more."),
        rotate("rotate_key", "Replace a key"),
        rotate("rotate_only_key", "Replace a team's only key"),
    ]
}
