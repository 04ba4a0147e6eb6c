//! Sealing the webhooks' secrets anew, under the first key of the keyring, so that an old one can be taken out of it.

use api::error::ApiError;
use api::webhooks::{FailedWebhookReseal, ResealedWebhooks, WebhookReseal};
use platform::Platform;
use serde_json::{Value, json};
use store::{ResealedWebhook, SealedWebhookSecrets, StoredWebhookSecrets};
use vault::{Keyring, WebhookPart, WebhookSealContext};

use crate::http::incoming::Incoming;
use crate::http::refusals;
use crate::secrets::deployment;
use crate::secrets::sealing::seal;

/// Seals one batch anew. It can be repeated and interrupted at any time: a secret is replaced by the same secret only.
pub async fn reseal<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let asked: WebhookReseal = incoming.body_if_any()?;
    let keyring = deployment::keyring(platform).await?;
    let key_id = keyring.sealing_key_id();
    let refused = |error| refusals::store_error(platform, error);
    let batch =
        store::webhooks_to_reseal(platform.database(), &principal, key_id, asked).await.map_err(refused)?;
    let (mut resealed, mut failed) = (Vec::new(), Vec::new());
    for webhook in &batch {
        match seal_anew(platform, &keyring, webhook)? {
            Ok(new) => {
                resealed.push(ResealedWebhook {
                    webhook_id: webhook.webhook_id,
                    old: webhook.sealed.clone(),
                    new,
                });
            }
            Err(reason) => failed.push(FailedWebhookReseal {
                webhook_id: webhook.webhook_id,
                team_id: webhook.team_id.clone(),
                reason,
            }),
        }
    }
    let is_full = i64::try_from(batch.len()).is_ok_and(|length| length == asked.limit.get());
    let count =
        store::reseal_webhooks(platform.database(), &principal, key_id, &resealed).await.map_err(refused)?;
    Ok(json!(ResealedWebhooks {
        sealed_with: key_id.to_owned(),
        resealed: count.resealed,
        remaining: count.remaining,
        failed,
        next_after: batch.last().filter(|_| is_full).map(|last| last.webhook_id),
    }))
}

/// The outer error is ours; the inner one says why a secret does not open.
fn seal_anew<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    webhook: &StoredWebhookSecrets,
) -> Result<Result<SealedWebhookSecrets, String>, ApiError> {
    let anew = |sealed: &String, part| -> Result<Result<String, String>, ApiError> {
        let context = WebhookSealContext { team_id: &webhook.team_id, webhook_id: webhook.webhook_id, part };
        match keyring.open(sealed, &context) {
            Ok(secret) => seal(platform, keyring, &secret, &context).map(Ok),
            Err(error) => Ok(Err(error.to_string())),
        }
    };
    let optional = |sealed: &Option<String>, part| {
        sealed.as_ref().map(|sealed| anew(sealed, part)).transpose().map(Option::transpose)
    };
    let SealedWebhookSecrets { secret, previous_secret, auth_header } = &webhook.sealed;
    let new = (
        anew(secret, WebhookPart::Secret)?,
        optional(previous_secret, WebhookPart::Secret)?,
        optional(auth_header, WebhookPart::AuthHeader)?,
    );
    Ok(match new {
        (Ok(secret), Ok(previous_secret), Ok(auth_header)) => {
            Ok(SealedWebhookSecrets { secret, previous_secret, auth_header })
        }
        (Err(reason), ..) | (_, Err(reason), _) | (.., Err(reason)) => Err(reason),
    })
}
