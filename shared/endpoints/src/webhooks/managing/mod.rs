//! `/api/webhooks/...`: what teams are told of, and how that went.

mod body;
mod deliveries;
mod reseal;

use api::error::{ApiError, ErrorCode};
use api::ids::WebhookId;
use api::routes::WebhooksOperation as Operation;
use api::webhooks::WebhookWithSecret;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{Answer, Holder, NewWebhook, WebhookChange};
use vault::{WebhookPart, WebhookPlace};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::{MAX_PAGE, Page};
use crate::http::{outgoing, refusals};
use crate::secrets::sealing::seal;
use crate::secrets::webhook_address::AllowedAddresses;
use crate::secrets::{deployment, new_ids};

/// The longest time that a replaced secret signs beside its successor: 7 days, in seconds.
const MAX_GRACE_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long it does unless the request says otherwise: a day, in seconds.
const USUAL_GRACE_SECONDS: i64 = 24 * 60 * 60;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    answer(&platform, request).await.unwrap_or_else(|error| outgoing::refuse(&error))
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    let body = match operation {
        Operation::RegisterWebhook => return register(platform, &incoming).await,
        Operation::ListWebhooks => list(platform, &incoming).await,
        Operation::GetWebhook => get(platform, &incoming).await,
        Operation::UpdateWebhook => update(platform, &incoming).await,
        Operation::DeleteWebhook => delete(platform, &incoming).await,
        Operation::RotateWebhookSecret => rotate_secret(platform, &incoming).await,
        Operation::TestWebhook => deliveries::test(platform, &incoming).await,
        Operation::ListDeliveries => deliveries::list(platform, &incoming).await,
        Operation::ListDeadLetters => deliveries::list_dead_letters(platform, &incoming).await,
        Operation::RetryDelivery => deliveries::retry(platform, &incoming).await,
        Operation::ResealWebhooks => reseal::reseal(platform, &incoming).await,
    };
    Ok(outgoing::ok(&body?))
}

async fn register<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let idempotency = incoming.idempotency(Holder::of(&principal))?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let asked = body::read_new(&mut fields, &AllowedAddresses::load(platform).await);
    let asked = fields.finish_with(asked)?;
    let keyring = deployment::keyring(platform).await?;
    let webhook_id = WebhookId(new_ids::uuid(platform));
    let secret = vault::WebhookSecret::generate(platform.random_bytes());
    let place = |part| WebhookPlace { team_id: &asked.team_id, webhook_id, part };
    let webhook = NewWebhook {
        webhook_id,
        webhook_url: asked.webhook_url,
        description: asked.description,
        events: asked.events,
        sealed_secret: seal(platform, &keyring, secret.text(), &place(WebhookPart::Secret))?,
        sealed_auth_header: asked
            .auth_header
            .map(|header| seal(platform, &keyring, &header, &place(WebhookPart::AuthHeader)))
            .transpose()?,
    };
    let database = platform.database();
    let made = store::register_webhook(database, &principal, &asked.team_id, &webhook, idempotency.as_ref());
    let Answer { mut value, replayed } =
        made.await.map_err(|error| refusals::store_error(platform, error))?;
    if replayed {
        return Ok(outgoing::replayed(outgoing::ok(&json!(value))));
    }
    value.secret = Some(secret.text().expose().to_owned());
    Ok(outgoing::ok(&json!(value)))
}

async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let team_id = fields.optional_name("team_id");
    let page = Page::read(&mut fields, MAX_PAGE);
    let team_id = fields.finish_with(Some(team_id))?;
    let database = platform.database();
    let webhooks =
        store::list_webhooks(database, &principal, team_id.as_ref(), page.limit, page.offset).await;
    refusals::granted(platform, webhooks)
}

async fn get<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook = store::get_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    refusals::granted(platform, webhook)
}

async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let asked = body::read_change(&mut fields, &AllowedAddresses::load(platform).await);
    let asked = fields.finish_with(Some(asked))?;
    let sealed_auth_header = match &asked.auth_header {
        None => None,
        Some(None) => Some(None),
        // It is sealed for its team, which never changes and is read first.
        Some(Some(header)) => {
            let webhook = store::get_webhook(platform.database(), &principal, webhook_id)
                .await
                .map_err(|error| refusals::store_error(platform, error))?;
            let keyring = deployment::keyring(platform).await?;
            let place = WebhookPlace { team_id: &webhook.team_id, webhook_id, part: WebhookPart::AuthHeader };
            Some(Some(seal(platform, &keyring, header, &place)?))
        }
    };
    let change = WebhookChange {
        webhook_url: asked.webhook_url,
        description: asked.description,
        events: asked.events,
        is_active: asked.is_active,
        sealed_auth_header,
    };
    let changed = store::update_webhook(platform.database(), &principal, webhook_id, &change).await;
    refusals::granted(platform, changed)
}

async fn delete<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let deleted = store::delete_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    let mut answer = refusals::granted(platform, deleted)?;
    answer["message"] = json!("The webhook was deleted.");
    Ok(answer)
}

async fn rotate_secret<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let body = incoming.json_object_if_any()?;
    let mut fields = Fields::new(&body);
    let grace = fields.integer("grace_period_seconds", 0..=MAX_GRACE_SECONDS);
    let grace = fields.finish_with(Some(grace.unwrap_or(USUAL_GRACE_SECONDS)))?;
    let refused = |error| refusals::store_error(platform, error);
    let database = platform.database();
    // The secret is sealed for its team, which never changes and is read first.
    let webhook = store::get_webhook(database, &principal, webhook_id).await.map_err(refused)?;
    let secret = vault::WebhookSecret::generate(platform.random_bytes());
    let keyring = deployment::keyring(platform).await?;
    let place = WebhookPlace { team_id: &webhook.team_id, webhook_id, part: WebhookPart::Secret };
    let sealed = seal(platform, &keyring, secret.text(), &place)?;
    let rotated: WebhookWithSecret =
        store::rotate_webhook_secret(database, &principal, webhook_id, &sealed, grace)
            .await
            .map_err(refused)?;
    Ok(json!(WebhookWithSecret { secret: Some(secret.text().expose().to_owned()), ..rotated }))
}

fn webhook_id(incoming: &Incoming) -> Result<WebhookId, ApiError> {
    incoming
        .path_param("webhook_id", || ApiError::new(ErrorCode::WebhookNotFound, "There is no such webhook."))
}
