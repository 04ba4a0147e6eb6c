//! Refresh tokens: 256 random bits, good for one use, known to the database only by their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Secret;

/// How long a session lives after its refresh token was last used: 14 days, in seconds.
pub const SESSION_SECONDS: u64 = 14 * 24 * 60 * 60;

/// A refresh token: `rt-` and 43 characters of base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken(Secret);

impl RefreshToken {
    /// Makes a token of 256 random bits.
    #[must_use]
    pub fn generate(random: [u8; 32]) -> Self {
        Self(Secret::new(format!("rt-{}", URL_SAFE_NO_PAD.encode(random))))
    }

    /// The token's text, for the operator who signed in.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What the database knows it by.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_refresh_token(self.expose())
    }
}

/// The SHA-256 hash of a refresh token's text. The token has too many random bits for anybody to find it by its hash.
#[must_use]
pub fn hash_refresh_token(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_prefix_and_43_characters_and_does_not_print() {
        let token = RefreshToken::generate([0xff; 32]);
        assert_eq!(token.expose().len(), 3 + 43);
        assert!(token.expose().starts_with("rt-"));
        assert_eq!(format!("{token:?}"), "RefreshToken(Secret(..))");
        assert_eq!(token.hash(), hash_refresh_token(token.expose()));
    }
}
