//! Why a statement failed.

use platform::DatabaseError;

use crate::refusal::Refusal;

/// Why a statement gave no answer of its type.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The request cannot be granted. Nothing was written.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The database did not answer, or its answer could not be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}
