//! Sealing what is secret of a webhook for its place.

use api::error::{ApiError, ErrorCode};
use api::ids::{TeamId, WebhookId};
use platform::Platform;
use vault::{Keyring, Secret, WebhookPart, WebhookPlace, WebhookSecret};

use crate::deployment;

/// Seals under the first key of the keyring.
pub struct Sealing {
    keyring: Keyring,
}

impl Sealing {
    /// Reads the keyring.
    ///
    /// # Errors
    /// 500 `misconfigured` without a keyring.
    pub async fn load<P: Platform>(platform: &P) -> Result<Self, ApiError> {
        Ok(Self { keyring: deployment::keyring(platform).await? })
    }

    /// The keyring.
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Seals what signs.
    ///
    /// # Errors
    /// None that a request can cause.
    pub fn seal_secret<P: Platform>(
        &self,
        platform: &P,
        team_id: &TeamId,
        webhook_id: WebhookId,
        secret: &WebhookSecret,
    ) -> Result<String, ApiError> {
        let place = WebhookPlace { team_id, webhook_id, part: WebhookPart::Secret };
        self.seal(platform, secret.text(), &place)
    }

    /// Seals what is sent as `Authorization`.
    ///
    /// # Errors
    /// None that a request can cause.
    pub fn seal_auth_header<P: Platform>(
        &self,
        platform: &P,
        team_id: &TeamId,
        webhook_id: WebhookId,
        header: &Secret,
    ) -> Result<String, ApiError> {
        let place = WebhookPlace { team_id, webhook_id, part: WebhookPart::AuthHeader };
        self.seal(platform, header, &place)
    }

    /// Seals a text for a place.
    ///
    /// # Errors
    /// None that a request can cause.
    pub fn seal<P: Platform>(
        &self,
        platform: &P,
        text: &Secret,
        place: &WebhookPlace<'_>,
    ) -> Result<String, ApiError> {
        self.keyring.seal(text, place, platform.random_bytes()).map_err(|error| {
            platform.log(&format!("a webhook's secret is {error}"));
            ApiError::new(ErrorCode::Internal, "Something went wrong on our side.")
        })
    }
}
