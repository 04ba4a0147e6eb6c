//! Hashing passwords. A hash takes 19 MiB and 20 ms, so who asks for it is known before.

use api::error::{ApiError, ErrorCode};
use platform::Platform;
use store::Principal;

use crate::http::refusals;

/// Hashes a password that an operator sets, after the database has said that the operator may.
pub(super) async fn hash_for<P: Platform>(
    platform: &P,
    principal: &Principal,
    password: &str,
) -> Result<String, ApiError> {
    let checked = store::check_operator(platform.database(), principal).await;
    checked.map_err(|error| refusals::store_error(platform, error))?;
    hash(platform, password)
}

/// Hashes a password with fresh salt, where the attempt was counted before.
pub(super) fn hash<P: Platform>(platform: &P, password: &str) -> Result<String, ApiError> {
    vault::hash_password(password, platform.random_bytes()).map_err(|error| {
        platform.log(&error.to_string());
        ApiError::new(ErrorCode::Internal, "Something went wrong on our side.")
    })
}
