//! The keyring, and what it seals: AES-256-GCM with the row that the ciphertext belongs to, and the address that the secret
//! was entered for, as associated data.
//!
//! A sealed text is `v2.<key id>.<nonce>.<ciphertext>`, the last two in unpadded base64url. Nonces are 96 random bits;
//! NIST SP 800-38D, section 8.3, allows 2^32 of them under one key. Texts of the older format `v1`, which is bound to the row
//! alone, are opened and never made.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use api::ids::{CredentialId, OrganizationId};
use api::provider::Provider;
use zeroize::Zeroizing;

use crate::Secret;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The keys that open sealed texts. The first one also seals.
pub struct Keyring {
    keys: Vec<(String, Aes256Gcm)>,
}

/// Why a text is no keyring. Never has a part of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// No key in it.
    #[error("it has no key")]
    Empty,
    /// An entry without a colon.
    #[error("entry {0} is not of the form id:key")]
    NoId(usize),
    /// A key id that is empty, longer than 32, or has other characters than `a-z 0-9 _ -`.
    #[error("the id of entry {0} must be 1 to 32 of a-z, 0-9, _ and -")]
    BadId(usize),
    /// Two keys with one id.
    #[error("the id {0} stands for two keys")]
    DuplicateId(String),
    /// A key that is not base64, or not of 32 bytes.
    #[error("the key {0} is not 32 bytes of base64")]
    BadKey(String),
}

/// The text to be sealed is longer than the cipher takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too long to be sealed")]
pub struct TooLong;

/// Why a sealed text does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not of the form `v2.<key id>.<nonce>.<ciphertext>`, or the same with `v1`.
    #[error("not a sealed text")]
    Malformed,
    /// Sealed under a key that the keyring does not have.
    #[error("sealed under the key {0}, which the keyring does not have")]
    UnknownKey(String),
    /// Tampered with, or sealed for another row or address.
    #[error("does not open here: tampered with, or sealed for another row or address")]
    Refused,
}

/// The row and the address that a text is sealed for: it opens for no others.
pub trait AssociatedData {
    /// What a ciphertext is bound to. No two rows have the same, nor has one row with two addresses.
    fn associated_data(&self) -> Vec<u8>;

    /// What a ciphertext of the format `v1` is bound to: the row, without the address.
    fn associated_data_of_v1(&self) -> Vec<u8>;
}

/// The formats of sealed texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Bound to the row.
    V1,
    /// Bound to the row and the address.
    V2,
}

impl Format {
    fn of(name: &str) -> Option<Self> {
        match name {
            "v1" => Some(Self::V1),
            "v2" => Some(Self::V2),
            _ => None,
        }
    }

    fn associated_data(self, context: &impl AssociatedData) -> Vec<u8> {
        match self {
            Self::V1 => context.associated_data_of_v1(),
            Self::V2 => context.associated_data(),
        }
    }
}

/// Each part with its length before it, so that no two lists of parts have the same bytes.
pub(crate) fn bound_to(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

/// Stands for an `api_base` that is null. No URL has spaces.
const PROVIDERS_OWN_ADDRESS: &str = "the provider's own address";

/// The row of a sealed provider key, and where the key may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealContext<'a> {
    /// The organization that the credential belongs to.
    pub organization_id: &'a OrganizationId,
    /// The provider it is for.
    pub provider: Provider,
    /// The credential.
    pub credential_id: CredentialId,
    /// The address that the key was entered for; none: the provider's own.
    pub api_base: Option<&'a str>,
}

impl AssociatedData for SealContext<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let credential_id = self.credential_id.to_string();
        bound_to(&[
            "v2",
            "provider_credentials",
            self.organization_id.as_str(),
            self.provider.as_str(),
            credential_id.as_str(),
            self.api_base.unwrap_or(PROVIDERS_OWN_ADDRESS),
        ])
    }

    fn associated_data_of_v1(&self) -> Vec<u8> {
        let credential_id = self.credential_id.to_string();
        bound_to(&[
            "provider_credentials",
            self.organization_id.as_str(),
            self.provider.as_str(),
            credential_id.as_str(),
        ])
    }
}

impl Keyring {
    /// Reads a keyring: `id:key,id:key`, keys in base64 of either alphabet, padded or not.
    ///
    /// # Errors
    /// Says what is wrong, without any part of a key.
    pub fn parse(text: &str) -> Result<Self, InvalidKeyring> {
        let mut keys: Vec<(String, Aes256Gcm)> = Vec::new();
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        for (number, entry) in (1..).zip(entries) {
            let (id, key) = entry.split_once(':').ok_or(InvalidKeyring::NoId(number))?;
            let good =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
            if id.is_empty() || id.len() > 32 || !id.bytes().all(good) {
                return Err(InvalidKeyring::BadId(number));
            }
            if keys.iter().any(|(known, _)| known == id) {
                return Err(InvalidKeyring::DuplicateId(id.to_owned()));
            }
            let bytes = Zeroizing::new(
                URL_SAFE
                    .decode(key)
                    .or_else(|_| STANDARD.decode(key))
                    .map_err(|_| InvalidKeyring::BadKey(id.to_owned()))?,
            );
            let cipher =
                Aes256Gcm::new_from_slice(&bytes).map_err(|_| InvalidKeyring::BadKey(id.to_owned()))?;
            keys.push((id.to_owned(), cipher));
        }
        if keys.is_empty() { Err(InvalidKeyring::Empty) } else { Ok(Self { keys }) }
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn sealing_key_id(&self) -> &str {
        &self.keys[0].0
    }

    /// Seals a text for its row and address, under the first key. The nonce must be fresh random bytes.
    ///
    /// # Errors
    /// For a text longer than the cipher takes: 64 GiB.
    pub fn seal(
        &self,
        text: &Secret,
        context: &impl AssociatedData,
        nonce: [u8; 12],
    ) -> Result<String, TooLong> {
        let (id, cipher) = &self.keys[0];
        let aad = context.associated_data();
        let payload = Payload { msg: text.expose().as_bytes(), aad: &aad };
        let ciphertext = cipher.encrypt(&nonce.into(), payload).map_err(|_| TooLong)?;
        Ok(format!("v2.{id}.{}.{}", URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(ciphertext)))
    }

    /// Opens a sealed text of a row, for an address.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(&self, sealed: &str, context: &impl AssociatedData) -> Result<Secret, OpenError> {
        let mut parts = sealed.split('.');
        let (Some(format), Some(id), Some(nonce), Some(ciphertext), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(OpenError::Malformed);
        };
        let format = Format::of(format).ok_or(OpenError::Malformed)?;
        let nonce: [u8; 12] = URL_SAFE_NO_PAD
            .decode(nonce)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(OpenError::Malformed)?;
        let ciphertext = URL_SAFE_NO_PAD.decode(ciphertext).map_err(|_| OpenError::Malformed)?;
        let (_, cipher) = self
            .keys
            .iter()
            .find(|(known, _)| known == id)
            .ok_or_else(|| OpenError::UnknownKey(id.to_owned()))?;
        let aad = format.associated_data(context);
        let plain = cipher
            .decrypt(&nonce.into(), Payload { msg: &ciphertext, aad: &aad })
            .map_err(|_| OpenError::Refused)?;
        String::from_utf8(plain).map(Secret::new).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            OpenError::Refused
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const A: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "k2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn organization(name: &str) -> OrganizationId {
        name.parse().unwrap()
    }

    fn context(organization_id: &OrganizationId) -> SealContext<'_> {
        SealContext {
            organization_id,
            provider: Provider::Openai,
            credential_id: CredentialId(Uuid::from_u128(7)),
            api_base: Some("https://gateway.example.com/v1"),
        }
    }

    fn sealed(ring: &str) -> String {
        let north = organization("north");
        Keyring::parse(ring).unwrap().seal(&Secret::new("sk-key".into()), &context(&north), [3; 12]).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_for_its_row() {
        let north = organization("north");
        let opened = Keyring::parse(A).unwrap().open(&sealed(A), &context(&north)).unwrap();
        assert_eq!(opened.expose(), "sk-key");
    }

    #[test]
    fn a_ciphertext_moved_to_another_row_or_address_is_refused() {
        let (north, south) = (organization("north"), organization("south"));
        let ring = Keyring::parse(A).unwrap();
        let text = sealed(A);
        let others = [
            context(&south),
            SealContext { provider: Provider::Gemini, ..context(&north) },
            SealContext { credential_id: CredentialId(Uuid::from_u128(8)), ..context(&north) },
            SealContext { api_base: Some("https://gateway.example.com/v2"), ..context(&north) },
            SealContext { api_base: None, ..context(&north) },
        ];
        for other in others {
            assert_eq!(ring.open(&text, &other), Err(OpenError::Refused));
        }
    }

    #[test]
    fn every_key_opens_and_the_first_one_seals() {
        let ring = Keyring::parse(&format!("{B}, {A}")).unwrap();
        let north = organization("north");
        assert!(ring.open(&sealed(A), &context(&north)).is_ok());
        assert!(
            ring.seal(&Secret::new(String::new()), &context(&north), [0; 12]).unwrap().starts_with("v2.k2.")
        );
        let old = Keyring::parse(A).unwrap();
        assert_eq!(old.open(&sealed(B), &context(&north)), Err(OpenError::UnknownKey("k2".into())));
    }

    /// Sealed by a build that knew the format v1 only, under the key of `A`, for the row of `context`.
    const OF_V1: &str = "v1.k1.AwMDAwMDAwMDAwMD.61gZT69_1MqI7xfH0oCwN8gPQnWVhg";

    #[test]
    fn a_text_of_the_older_format_opens_for_its_row_and_is_not_taken_for_one_of_the_newer() {
        let (north, south) = (organization("north"), organization("south"));
        let ring = Keyring::parse(A).unwrap();
        for api_base in [None, Some("https://gateway.example.com/v1")] {
            let context = SealContext { api_base, ..context(&north) };
            assert_eq!(ring.open(OF_V1, &context).unwrap().expose(), "sk-key");
        }
        assert_eq!(ring.open(OF_V1, &context(&south)), Err(OpenError::Refused));
        let promoted = OF_V1.replacen("v1.", "v2.", 1);
        assert_eq!(ring.open(&promoted, &context(&north)), Err(OpenError::Refused));
        let demoted = sealed(A).replacen("v2.", "v1.", 1);
        assert_eq!(ring.open(&demoted, &context(&north)), Err(OpenError::Refused));
        assert_eq!(
            ring.open(&sealed(A).replacen("v2.", "v3.", 1), &context(&north)),
            Err(OpenError::Malformed)
        );
    }

    #[test]
    fn a_bad_keyring_says_what_is_wrong_without_showing_a_key() {
        let error = |text: &str| Keyring::parse(text).map(|_| ()).unwrap_err();
        assert_eq!(error(" , "), InvalidKeyring::Empty);
        assert_eq!(error("AAAA"), InvalidKeyring::NoId(1));
        assert_eq!(error("K1:AAAA"), InvalidKeyring::BadId(1));
        assert_eq!(error("k1:c2hvcnQ="), InvalidKeyring::BadKey("k1".into()));
        assert_eq!(error(&format!("{A},{A}")), InvalidKeyring::DuplicateId("k1".into()));
        assert!(!error("k1:c2hvcnQ=").to_string().contains("c2hvcnQ"));
    }

    proptest! {
        #[test]
        fn any_key_comes_back_and_any_flipped_bit_is_noticed(key in "\\PC{0,60}", nonce: [u8; 12], bit in 0usize..512) {
            let north = organization("north");
            let ring = Keyring::parse(A).unwrap();
            let text = ring.seal(&Secret::new(key.clone()), &context(&north), nonce).unwrap();
            let opened = ring.open(&text, &context(&north)).unwrap();
            prop_assert_eq!(opened.expose(), key.as_str());
            let (head, ciphertext) = text.rsplit_once('.').unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(ciphertext).unwrap();
            let bit = bit % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            let tampered = format!("{head}.{}", URL_SAFE_NO_PAD.encode(bytes));
            prop_assert_eq!(ring.open(&tampered, &context(&north)), Err(OpenError::Refused));
        }

        #[test]
        fn no_text_makes_opening_panic(text in "\\PC{0,80}") {
            let north = organization("north");
            let _ = Keyring::parse(A).unwrap().open(&text, &context(&north));
            let _ = Keyring::parse(&text);
        }
    }
}
