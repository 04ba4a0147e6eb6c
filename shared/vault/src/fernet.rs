//! Provider keys that another system sealed with Fernet, to be brought over.
//!
//! Sources: the Fernet specification (github.com/fernet/spec), and SaaS LiteLLM's derivation of the key.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Secret;

const SALT: &[u8] = b"saas-litellm-salt";
const ROUNDS: u32 = 100_000;

const VERSION: u8 = 0x80;
/// Version, time, initialization vector.
const HEAD_BYTES: usize = 1 + 8 + 16;
const TAG_BYTES: usize = 32;

/// The key that such tokens are sealed with.
pub struct FernetKey {
    signing: Zeroizing<[u8; 16]>,
    encryption: Zeroizing<[u8; 16]>,
}

/// The token is none, was tampered with, or was sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a Fernet token of this key")]
pub struct NotOpened;

impl FernetKey {
    /// Derives the key from the other system's `ENCRYPTION_KEY`: PBKDF2-HMAC-SHA256 with a fixed salt. It takes as long as
    /// 200,000 blocks of SHA-256 do.
    #[must_use]
    pub fn derive(encryption_key: &Secret) -> Self {
        let password = encryption_key.expose().as_bytes();
        let mut bytes = Zeroizing::new([0; 32]);
        pbkdf2::pbkdf2_hmac::<Sha256>(password, SALT, ROUNDS, bytes.as_mut());
        let half = |at: usize| Zeroizing::new(std::array::from_fn(|index| bytes[at + index]));
        Self { signing: half(0), encryption: half(16) }
    }

    /// Opens a token. How old it is does not matter.
    ///
    /// # Errors
    /// When it is not a token of this key.
    pub fn open(&self, token: &str) -> Result<Secret, NotOpened> {
        let token = Zeroizing::new(URL_SAFE.decode(token.trim()).map_err(|_| NotOpened)?);
        let (signed, tag) = token.split_at_checked(token.len().saturating_sub(TAG_BYTES)).ok_or(NotOpened)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(self.signing.as_slice()).map_err(|_| NotOpened)?;
        mac.update(signed);
        mac.verify_slice(tag).map_err(|_| NotOpened)?;
        let (head, ciphertext) = signed.split_at_checked(HEAD_BYTES).ok_or(NotOpened)?;
        if head[0] != VERSION {
            return Err(NotOpened);
        }
        let cipher = cbc::Decryptor::<Aes128>::new_from_slices(self.encryption.as_slice(), &head[9..])
            .map_err(|_| NotOpened)?;
        let plain = cipher.decrypt_padded_vec::<Pkcs7>(ciphertext).map_err(|_| NotOpened)?;
        String::from_utf8(plain).map(Secret::new).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            NotOpened
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static KEY: LazyLock<FernetKey> =
        LazyLock::new(|| FernetKey::derive(&Secret::new("an old encryption key of 2025".to_owned())));

    /// Made with the Python package `cryptography` 48.0.0: the key by `PBKDF2HMAC`, the tokens by
    /// `Fernet._encrypt_from_parts` at the time 1762000000 with the initialization vector 00 to 0f.
    const TOKENS: [(&str, &str); 3] = [
        (
            "gAAAAABpBfyAAAECAwQFBgcICQoLDA0OD4wHRNU8E9VUUdwmYARZ5ix8EH44C_ZTppNV2k99SpWSX3Hhv0lXMQVewqP8_raAK_x_AEQiRwiM50b0gqR8esg=",
            "sk-proj-imported-0001",
        ),
        (
            "gAAAAABpBfyAAAECAwQFBgcICQoLDA0OD5Sj_aTm3FsLSxqA-zH75qeV17dMPP-OJ8yxbAt4UShzI99Mt85hsVMDJGMTQMtK6A==",
            "",
        ),
        (
            "gAAAAABpBfyAAAECAwQFBgcICQoLDA0OD9XaTJtQDfwQoWeTdDTUjYNkXVycMWvym0foqOPILOB0_dFCA-L5bayOO2ryIIqVucQC4L4hwQwNXK7yoVtBmlE=",
            "sixteen bytes ok",
        ),
    ];

    #[test]
    fn the_key_is_derived_as_the_other_system_does() {
        let mut both = KEY.signing.to_vec();
        both.extend_from_slice(KEY.encryption.as_slice());
        assert_eq!(URL_SAFE.encode(both), "1IvvxcF08WXSwfmsbzsExH7gRStFSRc5UwO-xrOy2T4=");
    }

    #[test]
    fn tokens_of_the_other_system_open() {
        for (token, plain) in TOKENS {
            assert_eq!(KEY.open(token).unwrap().expose(), plain);
        }
    }

    #[test]
    fn a_token_of_another_key_does_not_open() {
        let other = FernetKey::derive(&Secret::new("another key".to_owned()));
        assert_eq!(other.open(TOKENS[0].0), Err(NotOpened));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(bit in 0usize..89 * 8) {
            let mut bytes = URL_SAFE.decode(TOKENS[0].0).unwrap();
            prop_assert_eq!(bytes.len(), 89);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(KEY.open(&URL_SAFE.encode(bytes)), Err(NotOpened));
        }

        #[test]
        fn no_text_makes_opening_panic(text in "\\PC{0,120}") {
            prop_assert!(KEY.open(&text).is_err());
        }
    }
}
