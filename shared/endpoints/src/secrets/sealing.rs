//! Sealing a secret for its row.

use api::error::ApiError;
use platform::Platform;
use vault::{AssociatedData, Keyring, Secret};

/// Seals a secret under the first key of the keyring, with a fresh nonce.
///
/// # Errors
/// None that a request can cause.
pub fn seal<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    secret: &Secret,
    context: &impl AssociatedData,
) -> Result<String, ApiError> {
    keyring.seal(secret, context, platform.random_bytes()).map_err(|error| {
        platform.log(&format!("a secret is {error}"));
        ApiError::internal()
    })
}
