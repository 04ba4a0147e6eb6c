//! `/api/webhooks/...`: where teams' events are sent, and how that went.

mod auth_header;
mod deliveries;
mod reseal;

use api::answer::WithMessage;
use api::error::{ApiError, ErrorCode};
use api::ids::WebhookId;
use api::reading::{Faults, Patch, Path, ReadValue};
use api::routes::WebhooksOperation as Operation;
use api::webhooks::{NewWebhook, SecretRotation, WebhookChange, WebhookQuery, WebhookUrl, WebhookWithSecret};
use platform::{Platform, Request, Response};
use serde_json::{Map, Value, json};
use store::{Answer, Holder, SealedWebhookChange, WebhookToRegister};
use vault::{WebhookPart, WebhookSealContext, WebhookSecret};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::secrets::sealing::seal;
use crate::secrets::webhook_address::AllowedAddresses;
use crate::secrets::{deployment, new_ids};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::RegisterWebhook => return register(platform, &incoming).await,
        Operation::ListWebhooks => return list(platform, &incoming).await,
        Operation::GetWebhook => get(platform, &incoming).await,
        Operation::UpdateWebhook => update(platform, &incoming).await,
        Operation::DeleteWebhook => delete(platform, &incoming).await,
        Operation::RotateWebhookSecret => rotate_secret(platform, &incoming).await,
        Operation::TestWebhook => deliveries::test(platform, &incoming).await,
        Operation::ListDeliveries => return deliveries::list(platform, &incoming).await,
        Operation::ListDeadLetters => return deliveries::list_dead_letters(platform, &incoming).await,
        Operation::RetryDelivery => deliveries::retry(platform, &incoming).await,
        Operation::ResealWebhooks => reseal::reseal(platform, &incoming).await,
    };
    Ok(outgoing::document(&body?))
}

async fn register<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let idempotency = incoming.idempotency(Holder::of(&principal))?;
    let addresses = AllowedAddresses::load(platform).await;
    let webhook: NewWebhook = incoming.body_with(|body, faults| check_url(body, &addresses, faults))?;
    let keyring = deployment::keyring(platform).await?;
    let webhook_id = WebhookId(new_ids::uuid(platform));
    let secret = WebhookSecret::generate(platform.random_bytes());
    let context = WebhookSealContext { team_id: &webhook.team_id, webhook_id, part: WebhookPart::Secret };
    let sealed_auth_header = match &webhook.auth_header {
        None => None,
        Some(header) => {
            let url = webhook.webhook_url.as_str();
            Some(auth_header::seal_for(platform, header, (&webhook.team_id, webhook_id), url).await?)
        }
    };
    let webhook = WebhookToRegister {
        webhook_id,
        webhook: &webhook,
        sealed_secret: seal(platform, &keyring, secret.text(), &context)?,
        sealed_auth_header,
    };
    let database = platform.database();
    let made = store::register_webhook(database, &principal, &webhook, idempotency.as_ref()).await;
    let Answer { mut value, replayed } = made.map_err(|error| refusals::store_error(platform, error))?;
    if replayed {
        return Ok(outgoing::replayed(outgoing::document(&json!(value))));
    }
    value.secret = Some(secret.text().expose().to_owned());
    Ok(outgoing::document(&json!(value)))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: WebhookQuery = incoming.query()?;
    let listed = store::list_webhooks(platform.database(), &principal, &query).await;
    listing::counted(platform, incoming, query.page.end(), listed)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook = store::get_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    refusals::granted(platform, webhook)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let addresses = AllowedAddresses::load(platform).await;
    let change: WebhookChange = incoming.body_with(|body, faults| check_url(body, &addresses, faults))?;
    let change = if change.webhook_url.is_none() && !matches!(change.auth_header, Patch::Set(_)) {
        SealedWebhookChange::of_what_is_not_sealed(&change)
    } else {
        // A header is sealed for its team and origin: they are read first.
        let before = store::get_webhook(platform.database(), &principal, webhook_id)
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
        auth_header::seal_changed(platform, &change, before).await?
    };
    let changed = store::update_webhook(platform.database(), &principal, webhook_id, &change).await;
    refusals::granted(platform, changed)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let deleted = store::delete_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    refusals::granted(platform, deleted.map(|webhook| WithMessage::new(webhook, "The webhook was deleted.")))
}

async fn rotate_secret<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let SecretRotation { grace_period_seconds } = incoming.body_if_any()?;
    let refused = |error| refusals::store_error(platform, error);
    let database = platform.database();
    // The secret is sealed for its team, which never changes and is read first.
    let webhook = store::get_webhook(database, &principal, webhook_id).await.map_err(refused)?;
    let secret = WebhookSecret::generate(platform.random_bytes());
    let keyring = deployment::keyring(platform).await?;
    let context = WebhookSealContext { team_id: &webhook.team_id, webhook_id, part: WebhookPart::Secret };
    let sealed = seal(platform, &keyring, secret.text(), &context)?;
    let grace = grace_period_seconds.get();
    let rotated = store::rotate_webhook_secret(database, &principal, webhook_id, &sealed, grace)
        .await
        .map_err(refused)?;
    Ok(json!(WebhookWithSecret { secret: Some(secret.text().expose().to_owned()), ..rotated }))
}

fn webhook_id(incoming: &Incoming) -> Result<WebhookId, ApiError> {
    incoming
        .path_param("webhook_id", || ApiError::new(ErrorCode::WebhookNotFound, "There is no such webhook."))
}

/// Notes a URL to which this deployment sends nothing. What is no URL at all is noted where it is read.
fn check_url(body: &Map<String, Value>, addresses: &AllowedAddresses, faults: &mut Faults) {
    let at = Path::BODY.member("webhook_url");
    let sent = body.get("webhook_url");
    let url = sent.and_then(|value| WebhookUrl::read_value(value, &at, &mut Faults::default()));
    if url.is_some_and(|url| !addresses.allow(url.as_str())) {
        let message = "Must be a public https address, without a user or a fragment in it";
        faults.malformed(&at, "url_not_allowed", message);
    }
}

#[cfg(test)]
mod tests {
    use api::reading::read_body_with;

    use super::*;

    #[test]
    fn an_address_that_is_not_allowed_is_named_with_the_other_faults_and_once() {
        let faults = |body: Value| {
            let (body, addresses) = (body.as_object().unwrap(), AllowedAddresses::default());
            let read: Result<WebhookChange, _> =
                read_body_with(body, |faults| check_url(body, &addresses, faults));
            read.err().into_iter().flat_map(|error| error.fields).map(|field| field.kind).collect::<Vec<_>>()
        };
        let both = faults(json!({"webhook_url": "ftp://hooks.example.com", "is_active": 7}));
        assert_eq!(both, ["bool_type", "url_not_allowed"]);
        assert_eq!(faults(json!({"webhook_url": ""})), ["url_not_allowed"]);
        assert_eq!(faults(json!({"webhook_url": 7})), ["string_type"]);
        let long = format!("https://hooks.example.com/{}", "x".repeat(2000));
        assert_eq!(faults(json!({"webhook_url": long})), ["string_too_long"]);
        assert_eq!(faults(json!({"webhook_url": null})), [""; 0]);
        assert_eq!(faults(json!({"webhook_url": "https://hooks.example.com"})), [""; 0]);
    }
}
