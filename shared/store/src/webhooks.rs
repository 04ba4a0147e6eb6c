//! Webhooks. What signs and authorizes passes through here sealed.

use api::ids::{TeamId, WebhookId};
use api::reading::Patch;
use api::webhooks::{NewWebhook, Webhook, WebhookChange, WebhookQuery, WebhookReseal, WebhookWithSecret};
use platform::{Database, Param};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, MarkedAnswer};
use crate::credentials::ResealCount;
use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    REGISTER_WEBHOOK = "register_webhook"(text, text, text, text, int8),
    LIST_WEBHOOKS = "list_webhooks"(text, text, int8, int8),
    GET_WEBHOOK = "get_webhook"(text, text),
    UPDATE_WEBHOOK = "update_webhook"(text, text, text),
    DELETE_WEBHOOK = "delete_webhook"(text, text),
    ROTATE_WEBHOOK_SECRET = "rotate_webhook_secret"(text, text, text, int8),
    WEBHOOKS_TO_RESEAL = "webhooks_to_reseal"(text, text, text, int8),
    RESEAL_WEBHOOKS = "reseal_webhooks"(text, text, text),
}

/// The most webhooks of a team.
const MOST_WEBHOOKS: i64 = 10;

/// A webhook to be kept, its secrets sealed for its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookToRegister<'a> {
    /// Its id, which the sealed secrets are bound to.
    pub webhook_id: WebhookId,
    /// What the request says of it. What authorizes is a secret and is left out.
    #[serde(flatten)]
    pub webhook: &'a NewWebhook,
    /// What signs.
    pub sealed_secret: String,
    /// What is sent as `Authorization`.
    pub sealed_auth_header: Option<String>,
}

/// What changes of a webhook, its secret sealed for its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealedWebhookChange<'a> {
    /// What the request changes. What authorizes is a secret and is left out.
    #[serde(flatten)]
    pub change: &'a WebhookChange,
    /// What is sent as `Authorization`.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub sealed_auth_header: Patch<String>,
    /// What was read before the header was sealed, or was left as it is: where it is otherwise by then, the change is refused.
    #[serde(flatten)]
    pub before: Option<WebhookBefore>,
}

impl<'a> SealedWebhookChange<'a> {
    /// A change that has neither an address nor something new to be sent as `Authorization`.
    #[must_use]
    pub const fn of_what_is_not_sealed(change: &'a WebhookChange) -> Self {
        let sealed_auth_header = match change.auth_header {
            Patch::Clear => Patch::Clear,
            Patch::Keep | Patch::Set(_) => Patch::Keep,
        };
        Self { change, sealed_auth_header, before: None }
    }
}

/// What a webhook's stored `Authorization` depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookBefore {
    /// Where messages are sent.
    pub webhook_url_before: String,
    /// Whether an `Authorization` is sent.
    pub had_auth_header: bool,
}

/// A webhook's secrets as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredWebhookSecrets {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// Its team.
    pub team_id: TeamId,
    /// Where messages are sent. The `Authorization` is sealed for its origin.
    pub webhook_url: String,
    /// The secrets.
    #[serde(flatten)]
    pub sealed: SealedWebhookSecrets,
}

/// A webhook's secrets, sealed: `v2.<key id>.<nonce>.<ciphertext>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedWebhookSecrets {
    /// What signs.
    pub secret: String,
    /// What signed before.
    pub previous_secret: Option<String>,
    /// What is sent as `Authorization`.
    pub auth_header: Option<String>,
}

/// A webhook's resealed secrets.
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
    webhook: &WebhookToRegister<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<WebhookWithSecret>, StoreError> {
    let idempotency = idempotency.map(json_text);
    let params = [
        Param::Text(Some(webhook.webhook.team_id.as_str())),
        Param::Text(Some(&json_text(webhook))),
        Param::Text(idempotency.as_deref()),
        Param::Int(Some(MOST_WEBHOOKS)),
    ];
    let answer: MarkedAnswer<WebhookWithSecret> =
        ask(database, REGISTER_WEBHOOK.sql, principal, &params).await?;
    Ok(answer.into())
}

/// A team's webhooks, or, for operators that name none, those of all teams.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_webhooks(
    database: &impl Database,
    principal: &Principal,
    query: &WebhookQuery,
) -> Result<Counted<Webhook>, StoreError> {
    let params = [
        Param::Text(query.team_id.as_ref().map(TeamId::as_str)),
        Param::Int(Some(query.page.limit.get())),
        Param::Int(Some(query.page.offset.get())),
    ];
    ask(database, LIST_WEBHOOKS.sql, principal, &params).await
}

/// One webhook.
///
/// # Errors
/// Refused for an unknown webhook and for another team's.
pub async fn get_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Webhook, StoreError> {
    ask(database, GET_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// Changes a webhook. When it is switched off, its pending messages are given up.
///
/// # Errors
/// Refused for an unknown webhook and for another team's, to a paused or suspended team, and where the webhook was changed since
/// it was read.
pub async fn update_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    change: &SealedWebhookChange<'_>,
) -> Result<Webhook, StoreError> {
    let params = [Param::Text(Some(&webhook_id.to_string())), Param::Text(Some(&json_text(change)))];
    ask(database, UPDATE_WEBHOOK.sql, principal, &params).await
}

/// Deletes a webhook with its deliveries, and returns what it was.
///
/// # Errors
/// Refused for an unknown webhook and for another team's, and to a paused or suspended team.
pub async fn delete_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Webhook, StoreError> {
    ask(database, DELETE_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// Replaces a webhook's secret. The old one signs beside the new one for some seconds more.
///
/// # Errors
/// Refused for an unknown webhook and for another team's, and to a paused or suspended team.
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

/// Webhooks with a secret that is sealed with another key than this one or in the older format, by id.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn webhooks_to_reseal(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    batch: WebhookReseal,
) -> Result<Vec<StoredWebhookSecrets>, StoreError> {
    let after = batch.after.map(|after| after.to_string());
    let params =
        [Param::Text(Some(key_id)), Param::Text(after.as_deref()), Param::Int(Some(batch.limit.get()))];
    ask(database, WEBHOOKS_TO_RESEAL.sql, principal, &params).await
}

/// Stores resealed secrets, unless the webhook's secrets have changed in the meantime.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn reseal_webhooks(
    database: &impl Database,
    principal: &Principal,
    key_id: &str,
    resealed: &[ResealedWebhook],
) -> Result<ResealCount, StoreError> {
    let resealed = json_text(&resealed);
    ask(database, RESEAL_WEBHOOKS.sql, principal, &[Param::Text(Some(key_id)), Param::Text(Some(&resealed))])
        .await
}

#[cfg(test)]
mod tests {
    use api::reading::read_body;
    use serde_json::{Value, json};

    use super::*;

    fn sent(change: Value, sealed_auth_header: Patch<String>) -> Value {
        let change: WebhookChange = read_body(change.as_object().unwrap()).unwrap();
        json!(SealedWebhookChange { change: &change, sealed_auth_header, before: None })
    }

    #[test]
    fn a_change_has_an_auth_header_only_sealed_and_null_where_it_is_taken_away() {
        let set = sent(json!({"auth_header": "Bearer abc"}), Patch::Set("v2.sealed".to_owned()));
        assert_eq!(set, json!({"sealed_auth_header": "v2.sealed"}));
        assert_eq!(sent(json!({"auth_header": null}), Patch::Clear), json!({"sealed_auth_header": null}));
        assert_eq!(sent(json!({"is_active": true}), Patch::Keep), json!({"is_active": true}));
    }

    #[test]
    fn a_webhook_is_registered_with_its_secrets_sealed() {
        let body = json!({"team_id": "north", "webhook_url": "https://hooks.example.com", "events": ["job.failed"],
            "auth_header": "Bearer abc"});
        let webhook: NewWebhook = read_body(body.as_object().unwrap()).unwrap();
        let webhook = WebhookToRegister {
            webhook_id: WebhookId(uuid::Uuid::nil()),
            webhook: &webhook,
            sealed_secret: "v2.secret".to_owned(),
            sealed_auth_header: Some("v2.header".to_owned()),
        };
        let expected = json!({"webhook_id": uuid::Uuid::nil(), "team_id": "north",
            "webhook_url": "https://hooks.example.com", "events": ["job.failed"],
            "sealed_secret": "v2.secret", "sealed_auth_header": "v2.header"});
        assert_eq!(json!(webhook), expected);
    }
}
