//! Access tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (RFC 7515, RFC 7518 section 3.2).
//!
//! There is one algorithm and one header. A token with any other header is not ours, whatever it says of itself; so the
//! attacks that choose the algorithm have nothing to choose.

use api::ids::{SessionId, UserId};
use api::role::Role;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Secret;

/// How long an access token is valid: 15 minutes. A session that has ended is noticed at once all the same, by the statement
/// that does the work.
pub const ACCESS_TOKEN_SECONDS: u64 = 15 * 60;

/// The header of every token, `{"alg":"HS256","typ":"JWT"}`, in base64url.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The least length of a signing secret, in bytes: RFC 7518 section 3.2 asks for as many as the hash has.
const MIN_SECRET_BYTES: usize = 32;

/// What access tokens are signed with.
pub struct TokenSecret(Zeroizing<Vec<u8>>);

/// A signing secret of fewer than 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it has fewer than {MIN_SECRET_BYTES} bytes")]
pub struct TooShort;

/// A token that Tollgate did not sign, that was changed, or that has expired. Callers do not learn which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access token is wrong or has expired")]
pub struct InvalidAccessToken;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Who signed in.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// Their role when the token was issued. For a client to show; what counts is the role in the database.
    pub role: Role,
    /// The session that the token belongs to.
    pub sid: SessionId,
    /// When it was issued: seconds since the Unix epoch.
    pub iat: u64,
    /// From when on it is no longer good: seconds since the Unix epoch.
    pub exp: u64,
}

impl TokenSecret {
    /// Uses a secret text unchanged.
    ///
    /// # Errors
    /// For one of fewer than 32 bytes.
    pub fn new(text: &str) -> Result<Self, TooShort> {
        if text.len() < MIN_SECRET_BYTES { Err(TooShort) } else { Ok(Self(text.as_bytes().to_vec().into())) }
    }

    /// Signs a token.
    #[must_use]
    pub fn issue(&self, claims: &AccessClaims) -> Secret {
        // Strings and numbers only: this has no way to fail.
        let payload = serde_json::to_vec(claims).unwrap_or_default();
        let signed = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(signed.as_bytes()).finalize().into_bytes());
        Secret::new(format!("{signed}.{signature}"))
    }

    /// Reads a token, if its signature is right and it has not expired. The time that this takes reveals nothing about the right
    /// signature.
    ///
    /// # Errors
    /// The same error for every cause.
    pub fn verify(&self, token: &str, now_unix_seconds: u64) -> Result<AccessClaims, InvalidAccessToken> {
        let (signed, signature) = token.rsplit_once('.').ok_or(InvalidAccessToken)?;
        let (header, payload) = signed.split_once('.').ok_or(InvalidAccessToken)?;
        if header != HEADER {
            return Err(InvalidAccessToken);
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| InvalidAccessToken)?;
        self.mac(signed.as_bytes()).verify_slice(&signature).map_err(|_| InvalidAccessToken)?;
        let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| InvalidAccessToken)?;
        let claims: AccessClaims = serde_json::from_slice(&payload).map_err(|_| InvalidAccessToken)?;
        if now_unix_seconds < claims.exp { Ok(claims) } else { Err(InvalidAccessToken) }
    }

    fn mac(&self, signed: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(signed);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn secret() -> TokenSecret {
        TokenSecret::new("a signing secret of this deployment").unwrap()
    }

    fn claims() -> AccessClaims {
        AccessClaims {
            user_id: UserId(Uuid::from_u128(1)),
            email: "ana@north.example".to_owned(),
            role: Role::Owner,
            sid: SessionId(Uuid::from_u128(2)),
            iat: 1_000,
            exp: 1_000 + ACCESS_TOKEN_SECONDS,
        }
    }

    /// RFC 7515, appendix A.1.1: the signing input, the key and the signature of the example of HS256.
    #[test]
    fn the_signature_is_that_of_rfc_7515() {
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
                     .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let secret = TokenSecret(URL_SAFE_NO_PAD.decode(key).unwrap().into());
        let signature = URL_SAFE_NO_PAD.encode(secret.mac(input.as_bytes()).finalize().into_bytes());
        assert_eq!(signature, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    #[test]
    fn the_header_is_hs256_and_nothing_else() {
        let header = URL_SAFE_NO_PAD.decode(HEADER).unwrap();
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
    }

    #[test]
    fn a_token_is_good_until_its_time_is_over() {
        let token = secret().issue(&claims());
        assert_eq!(secret().verify(token.expose(), 1_000), Ok(claims()));
        assert_eq!(secret().verify(token.expose(), claims().exp - 1), Ok(claims()));
        assert_eq!(secret().verify(token.expose(), claims().exp), Err(InvalidAccessToken));
    }

    #[test]
    fn a_token_under_another_secret_or_algorithm_is_refused() {
        let token = secret().issue(&claims());
        let other = TokenSecret::new("a signing secret of somebody else!!").unwrap();
        assert_eq!(other.verify(token.expose(), 1_000), Err(InvalidAccessToken));
        let payload = token.expose().split('.').nth(1).unwrap();
        let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
        for forged in
            [format!("{none}.{payload}."), format!("{HEADER}.{payload}."), format!("{none}.{payload}")]
        {
            assert_eq!(secret().verify(&forged, 1_000), Err(InvalidAccessToken));
        }
        // A right signature under another header.
        let signed = format!("{none}.{payload}");
        let signature = URL_SAFE_NO_PAD.encode(secret().mac(signed.as_bytes()).finalize().into_bytes());
        assert_eq!(secret().verify(&format!("{signed}.{signature}"), 1_000), Err(InvalidAccessToken));
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(TokenSecret::new("0123456789012345678901234567890").is_err());
        assert!(TokenSecret::new("01234567890123456789012345678901").is_ok());
    }

    proptest! {
        #[test]
        fn any_changed_character_is_noticed(place in 0usize..1000, character in "[A-Za-z0-9_.-]") {
            let token = secret().issue(&claims()).expose().to_owned();
            let place = place % token.len();
            prop_assume!(token[place..=place] != character);
            let changed = format!("{}{character}{}", &token[..place], &token[place + 1..]);
            prop_assert_eq!(secret().verify(&changed, 1_000), Err(InvalidAccessToken));
        }

        #[test]
        fn no_text_makes_verifying_panic(text in "\\PC{0,80}") {
            let _ = secret().verify(&text, 0);
            let _ = secret().verify(&format!("{HEADER}.{text}"), 0);
        }
    }
}
