//! New ids: UUIDv7, from the platform's clock and randomness.

use platform::Platform;
use uuid::Uuid;

/// A new UUIDv7.
pub fn uuid<P: Platform>(platform: &P) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(platform.unix_time_ms(), &platform.random_bytes()).into_uuid()
}
