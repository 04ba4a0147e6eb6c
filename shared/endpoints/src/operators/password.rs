//! Hashing passwords.

use api::error::{ApiError, ErrorCode};
use platform::Platform;

/// Hashes a password with fresh salt.
pub(super) fn hash<P: Platform>(platform: &P, password: &str) -> Result<String, ApiError> {
    vault::hash_password(password, platform.random_bytes()).map_err(|error| {
        platform.log(&error.to_string());
        ApiError::new(ErrorCode::Internal, "Something went wrong on our side.")
    })
}
