//! Sending one delivery to its webhook, signed.

use std::time::Duration;

use api::error::ApiError;
use api::webhook_deliveries::DeliveryError;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request};
use platform::{FetchError, Platform};
use store::{DeliveryOutcome, DeliveryReport, DueDelivery};
use vault::{Keyring, OpenError, WebhookPart, WebhookSealContext, WebhookSecret};

use super::schedule;
use crate::secrets::webhook_address::AllowedAddresses;
use crate::secrets::{deployment, webhook_address};

/// How long a receiver may take to begin its answer.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// What a delivery needs of this deployment.
pub struct Sender {
    /// Opens the webhooks' secrets.
    keyring: Keyring,
    /// Where anything may be sent.
    addresses: AllowedAddresses,
}

/// Why nothing was sent.
enum NotSent {
    AddressNotAllowed,
    SecretNotReadable(String),
}

impl Sender {
    /// Reads the settings.
    ///
    /// # Errors
    /// 500 `misconfigured` without a keyring.
    pub async fn load<P: Platform>(platform: &P) -> Result<Self, ApiError> {
        let keyring = deployment::keyring(platform).await?;
        Ok(Self { keyring, addresses: AllowedAddresses::load(platform).await })
    }

    /// Makes one attempt. The report has the kind of failure; the receiver's answer is not kept.
    pub async fn attempt<P: Platform>(&self, platform: &P, due: &DueDelivery) -> DeliveryReport {
        let random = u64::from_le_bytes(platform.random_bytes());
        let request = match self.request(due, platform.unix_time_ms() / 1000) {
            Ok(request) => request,
            Err(NotSent::AddressNotAllowed) => {
                return report(due, DeliveryOutcome::Dead, None, Some(DeliveryError::AddressNotAllowed));
            }
            Err(NotSent::SecretNotReadable(fault)) => {
                platform.log(&format!("a secret of the webhook {} is not readable: {fault}", due.webhook_id));
                let outcome = schedule::after_failure(due.attempt, None, random);
                return report(due, outcome, None, Some(DeliveryError::SecretNotReadable));
            }
        };
        match platform.fetch(request, TIMEOUT).await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                let retry_after = schedule::retry_after_seconds(answer.headers());
                let outcome = schedule::after_answer(status, due.attempt, retry_after, random);
                let error = match status {
                    200..=299 => None,
                    300..=399 => Some(DeliveryError::Redirected),
                    410 => Some(DeliveryError::Gone),
                    _ => Some(DeliveryError::Status),
                };
                report(due, outcome, Some(status), error)
            }
            Err(error) => {
                let error = match error {
                    FetchError::TimedOut => DeliveryError::TimedOut,
                    FetchError::Connection(_) => DeliveryError::ConnectionFailed,
                };
                report(due, schedule::after_failure(due.attempt, None, random), None, Some(error))
            }
        }
    }

    fn request(&self, due: &DueDelivery, unix_seconds: u64) -> Result<Request<Vec<u8>>, NotSent> {
        if !self.addresses.allow(&due.webhook_url) {
            return Err(NotSent::AddressNotAllowed);
        }
        let unreadable = |fault: String| NotSent::SecretNotReadable(fault);
        let id = due.delivery_id.to_string();
        let mut signatures = Vec::new();
        for sealed in std::iter::once(&due.sealed_secret).chain(&due.previous_sealed_secret) {
            let secret = WebhookSecret::from_text(
                self.open(due, sealed, WebhookPart::Secret).map_err(|error| unreadable(error.to_string()))?,
            );
            let signature = secret.sign(&id, unix_seconds, &due.body);
            signatures.push(signature.map_err(|error| unreadable(error.to_string()))?);
        }
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(&due.webhook_url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Tollgate/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &id)
            .header("webhook-timestamp", unix_seconds)
            .header("webhook-signature", signatures.join(" "));
        if let Some(sealed) = &due.sealed_auth_header {
            let origin = webhook_address::origin(&due.webhook_url).ok_or(NotSent::AddressNotAllowed)?;
            let header = self
                .open(due, sealed, WebhookPart::AuthHeader { origin: &origin })
                .map_err(|error| unreadable(error.to_string()))?;
            let mut header = HeaderValue::from_str(header.expose())
                .map_err(|_| unreadable("it is no header's value".to_owned()))?;
            header.set_sensitive(true);
            request = request.header(AUTHORIZATION, header);
        }
        request.body(due.body.clone().into_bytes()).map_err(|_| NotSent::AddressNotAllowed)
    }

    fn open(
        &self,
        due: &DueDelivery,
        sealed: &str,
        part: WebhookPart<'_>,
    ) -> Result<vault::Secret, OpenError> {
        let context = WebhookSealContext { team_id: &due.team_id, webhook_id: due.webhook_id, part };
        self.keyring.open(sealed, &context)
    }
}

const fn report(
    due: &DueDelivery,
    outcome: DeliveryOutcome,
    status: Option<u16>,
    error: Option<DeliveryError>,
) -> DeliveryReport {
    DeliveryReport { delivery_id: due.delivery_id, attempt: due.attempt, outcome, status, error }
}
