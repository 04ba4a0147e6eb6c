//! Webhook secrets, and the signatures that they make: Standard Webhooks (standardwebhooks.com, "Specification").
//!
//! What is signed is `<id>.<seconds>.<body>`, with HMAC-SHA256; a signature is `v1,` and base64. The receiver
//! compares the time with its clock and the signature with its own, so that others can neither forge a message nor send the same
//! once more much later.

use api::ids::{TeamId, WebhookId};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Secret;
use crate::keyring::{AssociatedData, bound_to};

/// The prefix of the key in a secret's text.
const PREFIX: &str = "whsec_";

/// A secret that signs what a webhook is sent: `whsec_` and 32 random bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecret(Secret);

/// The text is no webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook secret")]
pub struct NoWebhookSecret;

impl WebhookSecret {
    /// Makes a secret of 256 random bits.
    #[must_use]
    pub fn generate(random: [u8; 32]) -> Self {
        Self(Secret::new(format!("{PREFIX}{}", STANDARD.encode(random))))
    }

    /// Reads one that was kept.
    #[must_use]
    pub const fn from_text(text: Secret) -> Self {
        Self(text)
    }

    /// The secret's text, for receivers that check signatures.
    #[must_use]
    pub const fn text(&self) -> &Secret {
        &self.0
    }

    /// The signature of a message, for the header `webhook-signature`.
    ///
    /// # Errors
    /// If the text is not of its form.
    pub fn sign(&self, id: &str, unix_seconds: u64, body: &str) -> Result<String, NoWebhookSecret> {
        let key = self.0.expose().strip_prefix(PREFIX).ok_or(NoWebhookSecret)?;
        let key = zeroize::Zeroizing::new(STANDARD.decode(key).map_err(|_| NoWebhookSecret)?);
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| NoWebhookSecret)?;
        mac.update(format!("{id}.{unix_seconds}.{body}").as_bytes());
        Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// The row and part of a sealed secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookSealContext<'a> {
    /// The team that the webhook belongs to.
    pub team_id: &'a TeamId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// Which of its secrets.
    pub part: WebhookPart<'a>,
}

/// What is secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookPart<'a> {
    /// What signs, also where another secret has taken its place since. It is never sent.
    Secret,
    /// What is sent as `Authorization`.
    AuthHeader {
        /// The origin that it was entered for, such as `https://hooks.example.com:443`.
        origin: &'a str,
    },
}

impl WebhookPart<'_> {
    const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::AuthHeader { .. } => "auth_header",
        }
    }
}

impl AssociatedData for WebhookSealContext<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let webhook_id = self.webhook_id.to_string();
        let origin = match self.part {
            WebhookPart::Secret => "",
            WebhookPart::AuthHeader { origin } => origin,
        };
        let part = self.part.name();
        bound_to(&["v2", "webhooks", self.team_id.as_str(), webhook_id.as_str(), part, origin])
    }

    fn associated_data_of_v1(&self) -> Vec<u8> {
        let webhook_id = self.webhook_id.to_string();
        bound_to(&["webhooks", self.team_id.as_str(), webhook_id.as_str(), self.part.name()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_specifications_own_example() {
        let secret =
            WebhookSecret::from_text(Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()));
        let signature =
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_new_secret_signs_and_does_not_print() {
        let secret = WebhookSecret::generate([7; 32]);
        assert!(secret.sign("id", 1, "{}").is_ok());
        assert_eq!(format!("{secret:?}"), "WebhookSecret(Secret(..))");
        let other = WebhookSecret::from_text(Secret::new("sk-something".to_owned()));
        assert_eq!(other.sign("id", 1, "{}"), Err(NoWebhookSecret));
    }

    #[test]
    fn each_secret_of_a_webhook_and_each_origin_has_its_own_associated_data() {
        let team_id: TeamId = "north".parse().unwrap();
        let data = |part| {
            let webhook_id = WebhookId(uuid::Uuid::from_u128(7));
            WebhookSealContext { team_id: &team_id, webhook_id, part }.associated_data()
        };
        let [here, there] = ["https://a.example:443", "https://b.example:443"]
            .map(|origin| data(WebhookPart::AuthHeader { origin }));
        assert_ne!(data(WebhookPart::Secret), here);
        assert_ne!(here, there);
    }
}
