//! Virtual keys: 256 random bits, shown once, known afterwards only by their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Secret;

/// A new virtual key: `sk-` and 43 characters of base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualKey(Secret);

impl VirtualKey {
    /// Makes a key of 256 random bits.
    #[must_use]
    pub fn generate(random: [u8; 32]) -> Self {
        Self(Secret::new(format!("sk-{}", URL_SAFE_NO_PAD.encode(random))))
    }

    /// The key's text, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// SHA-256 of some parts, each with its length before it, in lower-case hex: a fingerprint to compare requests by.
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// What the database knows a key by: the SHA-256 hash of its text. Keys that were made elsewhere work alike.
#[must_use]
pub fn hash_virtual_key(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// What people recognize a virtual key by: `sk-…` and its last four characters, as in [`hint`].
#[must_use]
pub fn key_hint(key: &str) -> String {
    format!("sk-{}", hint(key))
}

/// What people recognize a key of any form by: `…` and its last four characters. A key too short to keep its secret with
/// four of them known has none shown.
#[must_use]
pub fn hint(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let shown = if characters.len() < 20 { &[] } else { &characters[characters.len() - 4..] };
    format!("…{}", shown.iter().collect::<String>())
}

/// The key in the value of an `Authorization` header: `Bearer <key>`, the scheme in any case, exactly two parts.
#[must_use]
pub fn bearer_key(header: &str) -> Option<&str> {
    let mut parts = header.split_ascii_whitespace();
    let (scheme, key) = (parts.next()?, parts.next()?);
    (scheme.eq_ignore_ascii_case("bearer") && parts.next().is_none()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_prefix_and_43_characters() {
        let key = VirtualKey::generate([0xff; 32]);
        assert_eq!(key.expose().len(), 3 + 43);
        assert!(key.expose().starts_with("sk-"));
        assert_eq!(format!("{key:?}"), "VirtualKey(Secret(..))");
    }

    #[test]
    fn the_hash_is_sha_256_of_the_whole_text() {
        // FIPS 180-2, appendix B.1: the message "abc".
        let expected = [
            0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
            0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
        ];
        assert_eq!(hash_virtual_key("abc"), expected);
    }

    #[test]
    fn a_hint_shows_the_last_four_characters_of_a_long_key_only() {
        assert_eq!(key_hint("sk-0123456789abcdefghij9fQ2"), "sk-…9fQ2");
        assert_eq!(key_hint("sk-short"), "sk-…");
    }

    #[test]
    fn a_bearer_header_has_exactly_two_parts() {
        assert_eq!(bearer_key("bearer sk-1"), Some("sk-1"));
        assert_eq!(bearer_key("Bearer  sk-1 "), Some("sk-1"));
        assert_eq!(bearer_key("Basic sk-1"), None);
        assert_eq!(bearer_key("Bearer a b"), None);
        assert_eq!(bearer_key("Bearer"), None);
    }
}
