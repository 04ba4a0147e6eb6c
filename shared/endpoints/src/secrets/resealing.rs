//! Sealing stored secrets anew, under the first key of the keyring, so that an old one can be taken out of it.

use api::error::ApiError;
use platform::Platform;
use vault::{AssociatedData, Keyring};

use crate::secrets::sealing::seal;

/// A row whose secrets can be sealed anew.
pub trait Resealable {
    /// Its id, by which batches go on.
    type Id;
    /// The row with its secrets sealed anew, for the store.
    type Resealed;
    /// A row with a secret that does not open, for the answer.
    type Failed;

    /// The row's id.
    fn id(&self) -> Self::Id;

    /// Seals all its secrets anew with [`seal_anew`].
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

/// What came of sealing a batch of rows anew.
pub struct ResealedBatch<R: Resealable> {
    /// Those that were sealed anew.
    pub resealed: Vec<R::Resealed>,
    /// Those that do not open.
    pub failed: Vec<R::Failed>,
    /// The row after which the next batch begins; none where this was the last.
    pub next_after: Option<R::Id>,
}

/// Seals a batch anew, which is the last one if it has fewer rows than were asked for.
///
/// # Errors
/// None that a request can cause.
pub fn seal_batch_anew<P: Platform, R: Resealable>(
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
pub fn seal_anew<P: Platform>(
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
