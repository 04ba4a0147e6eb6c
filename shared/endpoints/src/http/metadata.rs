//! The bound on what is kept with a job, a team or an organization.

use api::error::{ApiError, ErrorCode};
use serde_json::{Map, Value};
use store::METADATA_LIMIT_BYTES;

/// Checks metadata before it is sent to the database.
///
/// # Errors
/// 413 when it is larger than it may be.
pub fn check_size(metadata: &Map<String, Value>) -> Result<(), ApiError> {
    let size = serde_json::to_string(metadata).map_or(usize::MAX, |text| text.len());
    if i64::try_from(size).is_ok_and(|size| size <= METADATA_LIMIT_BYTES) {
        return Ok(());
    }
    Err(too_large())
}

/// The answer to metadata that is, or would become, larger than it may be.
#[must_use]
pub fn too_large() -> ApiError {
    ApiError::new(
        ErrorCode::MetadataTooLarge,
        format!("Metadata may have at most {METADATA_LIMIT_BYTES} bytes."),
    )
    .with("max_bytes", METADATA_LIMIT_BYTES)
}
