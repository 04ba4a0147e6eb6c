//! Resealing stored secrets, batch by batch.

use crate::reading::Whole;

/// How many rows one request reseals.
pub type BatchSize = Whole<1, MAX_BATCH>;

const MAX_BATCH: i64 = 200;

impl BatchSize {
    /// The most.
    pub const MAX: Self = Self::of(MAX_BATCH);

    /// The number of rows.
    #[must_use]
    pub fn rows(self) -> usize {
        usize::try_from(self.get()).unwrap_or(1)
    }
}
