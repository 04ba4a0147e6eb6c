//! Hashing passwords. A hash takes 19 MiB and 20 ms, so who asks for it is known before.

use api::error::ApiError;
use platform::Platform;
use store::Principal;

use crate::http::principal;

/// Hashes a password that an operator sets, after the database has said that the operator may.
pub(super) async fn hash_for<P: Platform>(
    platform: &P,
    principal: &Principal,
    password: &str,
) -> Result<String, ApiError> {
    principal::ensure_operator(platform, principal).await?;
    hash(platform, password)
}

/// Hashes a password with fresh salt, where the attempt was counted before.
pub(super) fn hash<P: Platform>(platform: &P, password: &str) -> Result<String, ApiError> {
    vault::hash_password(password, platform.random_bytes()).map_err(|error| {
        platform.log(&error.to_string());
        ApiError::internal()
    })
}
