//! Webhooks: what a team is told of by itself, and how that went.

use api_derive::Word;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{DeliveryId, TeamId, WebhookId};
use crate::timestamp::Timestamp;

/// What a webhook can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
pub enum WebhookEvent {
    /// A job was completed.
    #[word("job.completed")]
    JobCompleted,
    /// A job has failed, or was given up after a day without a call.
    #[word("job.failed")]
    JobFailed,
    /// The team's credits have become few.
    #[word("credits.low")]
    CreditsLow,
    /// The team was suspended, or its organization.
    #[word("team.suspended")]
    TeamSuspended,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "delivery_status")]
pub enum DeliveryStatus {
    /// It will be tried.
    Pending,
    /// It arrived.
    Delivered,
    /// It was given up.
    Dead,
}

/// A webhook. What signs and authorizes is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Webhook {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The team that is told.
    pub team_id: TeamId,
    /// Where to.
    pub webhook_url: String,
    /// What people know it by.
    pub description: Option<String>,
    /// What of.
    pub events: Vec<WebhookEvent>,
    /// Whether anything is sent.
    pub is_active: bool,
    /// Why nothing is sent, where nobody switched it off: `gone`, for it answered 410.
    pub disabled_reason: Option<String>,
    /// Whether an `Authorization` is sent.
    pub has_auth_header: bool,
    /// Until when the secret before the present one signs as well, RFC 3339.
    pub previous_secret_until: Option<Timestamp>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// RFC 3339.
    pub updated_at: Timestamp,
    /// When something last arrived, RFC 3339.
    pub last_triggered_at: Option<Timestamp>,
}

/// A webhook whose secret was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WebhookWithSecret {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// The secret, this once: `whsec_` and base64. Null in the answer to a request that is repeated.
    #[serde(default)]
    pub secret: Option<String>,
}

/// Something that a webhook is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// The delivery: the header `webhook-id` of what is sent.
    pub delivery_id: DeliveryId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The team.
    pub team_id: TeamId,
    /// The event, or `webhook.test`.
    pub event: String,
    /// What is sent.
    pub body: Value,
    /// What became of it.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, RFC 3339; while it is being tried, when that is taken for lost.
    pub next_attempt_at: Option<Timestamp>,
    /// The status of the last answer.
    pub last_status: Option<u16>,
    /// What was wrong with the last attempt: `status`, `redirected`, `timed_out`, `connection_failed`, `address_not_allowed`,
    /// `secret_not_readable`, `switched_off` or `gone`.
    pub last_error: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When it arrived or was given up, RFC 3339.
    pub finished_at: Option<Timestamp>,
}

/// What a round of deliveries has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivered {
    /// Arrived.
    pub delivered: u64,
    /// Did not, and will be tried again.
    pub retried: u64,
    /// Given up.
    pub dead: u64,
    /// Whether others are due.
    pub more: bool,
}

/// How sealing webhooks' secrets anew went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResealedWebhooks {
    /// The id of the key that seals now.
    pub sealed_with: String,
    /// So many webhooks were sealed anew.
    pub resealed: u64,
    /// So many are still sealed with another key.
    pub remaining: u64,
    /// Those that do not open.
    pub failed: Vec<FailedWebhookReseal>,
    /// Where to go on: `after` of the next request. Null after the last batch.
    pub next_after: Option<WebhookId>,
}

/// A webhook whose secrets could not be sealed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedWebhookReseal {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// Its team.
    pub team_id: TeamId,
    /// Why.
    pub reason: String,
}
