//! Ids of the story's jobs and calls.

use rand::Rng;
use uuid::{Builder, Uuid};

/// A UUIDv7 of a moment.
pub fn new_id(rng: &mut impl Rng, moment: i64) -> Uuid {
    let tail: [u8; 10] = rng.random();
    Builder::from_unix_timestamp_millis(u64::try_from(moment).unwrap_or_default(), &tail).into_uuid()
}
