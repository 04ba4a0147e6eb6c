//! Resealing stored secrets with the first key of the keyring, so that an old key can be removed from it.

use api::error::ApiError;
use platform::Platform;
use vault::{AssociatedData, Keyring};

use crate::secrets::sealing::seal;

/// A row whose secrets can be resealed.
pub trait Resealable {
    /// Its id, by which batches go on.
    type Id;
    /// The row with its resealed secrets, for the store.
    type Resealed;
    /// A row with a secret that cannot be opened, for the answer.
    type Failed;

    /// The row's id.
    fn id(&self) -> Self::Id;

    /// Reseals all its secrets with [`reseal_text`].
    ///
    /// # Errors
    /// The outer error is ours; the inner one says why a secret does not open.
    fn resealed<P: Platform>(
        &self,
        platform: &P,
        keyring: &Keyring,
    ) -> Result<Result<Self::Resealed, String>, ApiError>;

    /// The row in the answer, with the reason why a secret does not open.
    fn failed(&self, reason: String) -> Self::Failed;
}

/// The result of resealing a batch of rows.
pub struct ResealedBatch<R: Resealable> {
    /// The resealed rows.
    pub resealed: Vec<R::Resealed>,
    /// Those that do not open.
    pub failed: Vec<R::Failed>,
    /// The row after which the next batch begins; none where this was the last.
    pub next_after: Option<R::Id>,
}

/// Reseals a batch. It is the last one if it has fewer rows than were asked for.
///
/// # Errors
/// None that a request can cause.
pub fn reseal_batch<P: Platform, R: Resealable>(
    platform: &P,
    keyring: &Keyring,
    batch: &[R],
    asked: usize,
) -> Result<ResealedBatch<R>, ApiError> {
    let (mut resealed, mut failed) = (Vec::new(), Vec::new());
    for row in batch {
        match row.resealed(platform, keyring)? {
            Ok(new) => resealed.push(new),
            Err(reason) => failed.push(row.failed(reason)),
        }
    }
    let next_after = batch.last().filter(|_| batch.len() == asked).map(R::id);
    Ok(ResealedBatch { resealed, failed, next_after })
}

/// Opens a sealed text and seals it anew with the same associated data.
///
/// # Errors
/// The outer error is ours; the inner one says why the text does not open.
pub fn reseal_text<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    sealed: &str,
    associated: &impl AssociatedData,
) -> Result<Result<String, String>, ApiError> {
    match keyring.open(sealed, associated) {
        Ok(secret) => seal(platform, keyring, &secret, associated).map(Ok),
        Err(error) => Ok(Err(error.to_string())),
    }
}
