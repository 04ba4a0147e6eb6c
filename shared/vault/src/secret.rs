//! A text that must not be printed and does not stay in memory.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A secret text. It is wiped when dropped, and `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether somebody who says that he knows it does. How long that takes tells nothing of the secret.
    #[must_use]
    pub fn is(&self, claim: &str) -> bool {
        let [secret, claim]: [[u8; 32]; 2] =
            [self.0.as_str(), claim].map(|text| Sha256::digest(text.as_bytes()).into());
        secret.ct_eq(&claim).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let secret = Secret::new("a long admin key".to_owned());
        assert!(secret.is("a long admin key"));
        assert!(!secret.is("a long admin ke"));
        assert!(!secret.is(""));
    }
}
