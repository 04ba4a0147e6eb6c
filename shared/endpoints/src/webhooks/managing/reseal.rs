//! Resealing the webhooks' secrets: see [`crate::secrets::resealing`].

use api::error::ApiError;
use api::ids::WebhookId;
use api::webhooks::{FailedWebhookReseal, ResealedWebhooks, WebhookReseal};
use platform::Platform;
use serde_json::{Value, json};
use store::{ResealedWebhook, SealedWebhookSecrets, StoredWebhookSecrets};
use vault::{Keyring, WebhookPart, WebhookSealContext};

use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::resealing::{Resealable, ResealedBatch, reseal_batch, reseal_text};
use crate::secrets::{deployment, webhook_address};

/// Reseals one batch. It can be interrupted and repeated at any time: a secret is replaced by the same secret only.
pub async fn reseal<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let asked: WebhookReseal = incoming.body_if_any()?;
    let keyring = deployment::keyring(platform).await?;
    let key_id = keyring.sealing_key_id();
    let refused = |error| refusals::store_error(platform, error);
    let batch =
        store::webhooks_to_reseal(platform.database(), &principal, key_id, asked).await.map_err(refused)?;
    let ResealedBatch { resealed, failed, next_after } =
        reseal_batch(platform, &keyring, &batch, asked.limit.rows())?;
    let count =
        store::reseal_webhooks(platform.database(), &principal, key_id, &resealed).await.map_err(refused)?;
    Ok(json!(ResealedWebhooks {
        sealed_with: key_id.to_owned(),
        resealed: count.resealed,
        remaining: count.remaining,
        failed,
        next_after,
    }))
}

impl Resealable for StoredWebhookSecrets {
    type Id = WebhookId;
    type Resealed = ResealedWebhook;
    type Failed = FailedWebhookReseal;

    fn id(&self) -> WebhookId {
        self.webhook_id
    }

    fn resealed<P: Platform>(
        &self,
        platform: &P,
        keyring: &Keyring,
    ) -> Result<Result<ResealedWebhook, String>, ApiError> {
        let anew = |sealed: &String, part| {
            let context = WebhookSealContext { team_id: &self.team_id, webhook_id: self.webhook_id, part };
            reseal_text(platform, keyring, sealed, &context)
        };
        let optional = |sealed: &Option<String>, part| {
            sealed.as_ref().map(|sealed| anew(sealed, part)).transpose().map(Option::transpose)
        };
        let Some(origin) = webhook_address::origin(&self.webhook_url) else {
            return Ok(Err("its address has no origin".to_owned()));
        };
        let SealedWebhookSecrets { secret, previous_secret, auth_header } = &self.sealed;
        let new = (
            anew(secret, WebhookPart::Secret)?,
            optional(previous_secret, WebhookPart::Secret)?,
            optional(auth_header, WebhookPart::AuthHeader { origin: &origin })?,
        );
        Ok(match new {
            (Ok(secret), Ok(previous_secret), Ok(auth_header)) => Ok(ResealedWebhook {
                webhook_id: self.webhook_id,
                old: self.sealed.clone(),
                new: SealedWebhookSecrets { secret, previous_secret, auth_header },
            }),
            (Err(reason), ..) | (_, Err(reason), _) | (.., Err(reason)) => Err(reason),
        })
    }

    fn failed(&self, reason: String) -> FailedWebhookReseal {
        FailedWebhookReseal { webhook_id: self.webhook_id, team_id: self.team_id.clone(), reason }
    }
}
