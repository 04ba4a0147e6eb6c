//! Refresh tokens: 256 random bits, good for one use, known to the database only by their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Secret;

/// What every token begins with.
const PREFIX: &str = "rt-";
/// The length of 256 bits in base64url.
const ENCODED_LENGTH: usize = 43;

/// How long a session lives after its refresh token was last used: 14 days, in seconds.
pub const SESSION_SECONDS: u64 = 14 * 24 * 60 * 60;

/// A refresh token: `rt-` and 43 characters of base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken(Secret);

impl RefreshToken {
    /// Makes a token of 256 random bits.
    #[must_use]
    pub fn generate(random: [u8; 32]) -> Self {
        Self(Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random))))
    }

    /// The token that a client sends, if it has the form of one: nothing is computed of anything longer.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(PREFIX)?;
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let has_form = encoded.len() == ENCODED_LENGTH && encoded.bytes().all(is_base64url);
        has_form.then(|| Self(Secret::new(text.to_owned())))
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

    #[test]
    fn a_token_is_read_again_and_nothing_else_is() {
        for random in [[0; 32], [0xfb; 32], [0xff; 32]] {
            let token = RefreshToken::generate(random);
            assert_eq!(RefreshToken::parse(token.expose()).as_ref(), Some(&token));
            for other in
                [&token.expose()[1..], &format!("{}A", token.expose()), &format!(" {}", token.expose())]
            {
                assert_eq!(RefreshToken::parse(other), None, "{other}");
            }
        }
        for other in ["", "rt-", &format!("rt-{}", "+".repeat(43)), &format!("rt-{}a", "ü".repeat(21))] {
            assert_eq!(RefreshToken::parse(other), None, "{other}");
        }
    }
}
