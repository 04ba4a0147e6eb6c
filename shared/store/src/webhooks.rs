//! Webhooks, and what they are told. What signs and authorizes passes through here sealed.

use api::ids::{DeliveryId, TeamId, WebhookId};
use api::webhooks::{Delivery, Webhook, WebhookEvent, WebhookWithSecret};
use platform::{Database, Param};
use serde::{Deserialize, Serialize};

use crate::idempotency::Made;
use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Answer, Idempotency, Principal, ResealCount, StoreError};

statements! {
    REGISTER_WEBHOOK = "register_webhook"(text, text, text, text, int8),
    LIST_WEBHOOKS = "list_webhooks"(text, text, int8, int8),
    GET_WEBHOOK = "get_webhook"(text, text),
    UPDATE_WEBHOOK = "update_webhook"(text, text, text),
    DELETE_WEBHOOK = "delete_webhook"(text, text),
    ROTATE_WEBHOOK_SECRET = "rotate_webhook_secret"(text, text, text, int8),
    TEST_WEBHOOK = "test_webhook"(text, text),
    LIST_DELIVERIES = "list_deliveries"(text, text, text, text, int8),
    LIST_DEAD_LETTERS = "list_dead_letters"(text, text, text, int8),
    RETRY_DELIVERY = "retry_delivery"(text, text, text),
    WEBHOOKS_TO_RESEAL = "webhooks_to_reseal"(text, text, text, int8),
    RESEAL_WEBHOOKS = "reseal_webhooks"(text, text, text),
}

/// The most webhooks of a team.
const MOST_WEBHOOKS: i64 = 10;

/// A webhook to be kept, its secrets sealed for their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewWebhook {
    /// Its id, which the sealed secrets are bound to.
    pub webhook_id: WebhookId,
    /// Where to.
    pub webhook_url: String,
    /// What people know it by.
    pub description: Option<String>,
    /// What of.
    pub events: Vec<WebhookEvent>,
    /// What signs.
    pub sealed_secret: String,
    /// What is sent as `Authorization`.
    pub sealed_auth_header: Option<String>,
}

/// What changes of a webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WebhookChange {
    /// Where to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// What people know it by; `Some(None)` takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    /// What of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether anything is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// What is sent as `Authorization`; `Some(None)`: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_auth_header: Option<Option<String>>,
}

/// Which deliveries of a webhook are asked for, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryQuery {
    /// Only those in this state: `pending`, `delivered` or `dead`.
    pub status: Option<&'static str>,
    /// Only those before this one.
    pub before: Option<DeliveryId>,
    /// At most so many.
    pub limit: u32,
}

/// A webhook's secrets as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredWebhookSecrets {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// Its team.
    pub team_id: TeamId,
    /// The secrets.
    #[serde(flatten)]
    pub sealed: SealedWebhookSecrets,
}

/// A webhook's secrets, sealed: `v1.<key id>.<nonce>.<ciphertext>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedWebhookSecrets {
    /// What signs.
    pub secret: String,
    /// What signed before.
    pub previous_secret: Option<String>,
    /// What is sent as `Authorization`.
    pub auth_header: Option<String>,
}

/// A webhook's secrets, sealed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResealedWebhook {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// What they were sealed as.
    pub old: SealedWebhookSecrets,
    /// What they are sealed as.
    pub new: SealedWebhookSecrets,
}

/// Gives a team one more webhook. The same request again gets the same webhook.
///
/// # Errors
/// Refused to other teams, to a team that is stopped, and for a team with the most webhooks already.
pub async fn register_webhook(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    webhook: &NewWebhook,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<WebhookWithSecret>, StoreError> {
    let idempotency = idempotency.map(json);
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(&json(webhook))),
        Param::Text(idempotency.as_deref()),
        Param::Int(Some(MOST_WEBHOOKS)),
    ];
    let made: Made<WebhookWithSecret> = ask(database, REGISTER_WEBHOOK.sql, principal, &params).await?;
    Ok(made.into())
}

/// A team's webhooks, or, for operators that name none, those of all teams.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_webhooks(
    database: &impl Database,
    principal: &Principal,
    team_id: Option<&TeamId>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Webhook>, StoreError> {
    let params = [
        Param::Text(team_id.map(TeamId::as_str)),
        Param::Int(Some(limit.into())),
        Param::Int(Some(offset.into())),
    ];
    ask(database, LIST_WEBHOOKS.sql, principal, &params).await
}

/// One webhook.
///
/// # Errors
/// Refused for one that is not there, or is another team's.
pub async fn get_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Webhook, StoreError> {
    ask(database, GET_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// Changes a webhook. What waits for one that is switched off is given up.
///
/// # Errors
/// Refused for one that is not there, or is another team's, and to a team that is stopped.
pub async fn update_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    change: &WebhookChange,
) -> Result<Webhook, StoreError> {
    let params = [Param::Text(Some(&webhook_id.to_string())), Param::Text(Some(&json(change)))];
    ask(database, UPDATE_WEBHOOK.sql, principal, &params).await
}

/// Deletes a webhook with all that it was told, and returns what it was.
///
/// # Errors
/// Refused for one that is not there, or is another team's, and to a team that is stopped.
pub async fn delete_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Webhook, StoreError> {
    ask(database, DELETE_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// Puts another secret in the place of the present one, which signs beside it for some seconds more.
///
/// # Errors
/// Refused for one that is not there, or is another team's, and to a team that is stopped.
pub async fn rotate_webhook_secret(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    sealed_secret: &str,
    grace_seconds: i64,
) -> Result<WebhookWithSecret, StoreError> {
    let params = [
        Param::Text(Some(&webhook_id.to_string())),
        Param::Text(Some(sealed_secret)),
        Param::Int(Some(grace_seconds)),
    ];
    ask(database, ROTATE_WEBHOOK_SECRET.sql, principal, &params).await
}

/// Sends a webhook something to try it out.
///
/// # Errors
/// Refused for one that is not there, is another team's or is switched off, and to a team that is stopped.
pub async fn test_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Delivery, StoreError> {
    ask(database, TEST_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// What a webhook was told, newest first.
///
/// # Errors
/// Refused for one that is not there, or is another team's.
pub async fn list_deliveries(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    query: DeliveryQuery,
) -> Result<Vec<Delivery>, StoreError> {
    let before = query.before.map(|before| before.to_string());
    let params = [
        Param::Text(Some(&webhook_id.to_string())),
        Param::Text(query.status),
        Param::Text(before.as_deref()),
        Param::Int(Some(query.limit.into())),
    ];
    ask(database, LIST_DELIVERIES.sql, principal, &params).await
}

/// What was given up, newest first: of a team, or, for operators that name none, of all teams.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_dead_letters(
    database: &impl Database,
    principal: &Principal,
    team_id: Option<&TeamId>,
    before: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let before = before.map(|before| before.to_string());
    let params = [
        Param::Text(team_id.map(TeamId::as_str)),
        Param::Text(before.as_deref()),
        Param::Int(Some(limit.into())),
    ];
    ask(database, LIST_DEAD_LETTERS.sql, principal, &params).await
}

/// Sends something once more, at once.
///
/// # Errors
/// Refused for a webhook or a delivery that is not there, for a webhook that is switched off, and to a team that is stopped.
pub async fn retry_delivery(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
) -> Result<Delivery, StoreError> {
    let params = [Param::Text(Some(&webhook_id.to_string())), Param::Text(Some(&delivery_id.to_string()))];
    ask(database, RETRY_DELIVERY.sql, principal, &params).await
}

/// Webhooks with a secret that is sealed with another key than this one, by id.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn webhooks_to_reseal(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    after: Option<WebhookId>,
    limit: usize,
) -> Result<Vec<StoredWebhookSecrets>, StoreError> {
    let after = after.map(|after| after.to_string());
    let params = [
        Param::Text(Some(key_id)),
        Param::Text(after.as_deref()),
        Param::Int(Some(i64::try_from(limit).unwrap_or(i64::MAX))),
    ];
    ask(database, WEBHOOKS_TO_RESEAL.sql, principal, &params).await
}

/// Puts secrets that were sealed anew in the place of the old ones, where those are still there.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn reseal_webhooks(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    resealed: &[ResealedWebhook],
) -> Result<ResealCount, StoreError> {
    let resealed = json(&resealed);
    ask(database, RESEAL_WEBHOOKS.sql, principal, &[Param::Text(Some(key_id)), Param::Text(Some(&resealed))])
        .await
}
