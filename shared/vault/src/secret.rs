//! Comparing a secret with a claimed one in constant time.

use api::secret::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Whether a claim is the secret. The time that this takes reveals nothing about the secret.
#[must_use]
pub fn is_secret(secret: &Secret, claim: &str) -> bool {
    let [secret, claim]: [[u8; 32]; 2] =
        [secret.expose(), claim].map(|text| Sha256::digest(text.as_bytes()).into());
    secret.ct_eq(&claim).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let secret = Secret::new("a long admin key".to_owned());
        assert!(is_secret(&secret, "a long admin key"));
        assert!(!is_secret(&secret, "a long admin ke"));
        assert!(!is_secret(&secret, ""));
    }
}
