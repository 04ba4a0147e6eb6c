//! The runtime's own store of texts, beside the database: it is there when the database is not.

/// Why a text was not kept, found or forgotten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeepingError {
    /// No store is bound to the function that asks.
    #[error("the runtime has no store for this function")]
    NoStore,
    /// The store failed. The text is the runtime's, for operators.
    #[error("the runtime's store failed: {0}")]
    Failed(String),
}
