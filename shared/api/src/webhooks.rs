//! Webhooks: where a team's events are sent, and which.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{TeamId, WebhookId};
use crate::listing::OffsetPage;
use crate::reading::{Faults, List, Patch, Path, ReadValue, SecretText, Text, Whole};
use crate::resealing::BatchSize;
use crate::secret::Secret;
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

/// Why Tollgate switched a webhook off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum DisabledReason {
    /// It answered 410.
    Gone,
}

/// A webhook. What signs and authorizes is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Webhook {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The team whose events are sent.
    pub team_id: TeamId,
    /// Where to.
    pub webhook_url: String,
    /// What people know it by.
    pub description: Option<String>,
    /// Which events.
    pub events: Vec<WebhookEvent>,
    /// Whether anything is sent.
    pub is_active: bool,
    /// Why Tollgate switched it off; null if it did not.
    pub disabled_reason: Option<DisabledReason>,
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

/// Where events are sent: a text of at most 2000 characters. Whether anything may be sent there, the deployment decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WebhookUrl(Text<0, { Self::MAX_LENGTH }>);

impl WebhookUrl {
    /// The greatest length, in characters.
    pub const MAX_LENGTH: usize = 2000;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ReadValue for WebhookUrl {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        Text::read_value(value, at, faults).map(Self)
    }
}

/// The events that a webhook is sent: at least one, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WebhookEvents(Vec<WebhookEvent>);

impl ReadValue for WebhookEvents {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let names = <List<Text<0, 100>, { WebhookEvent::ALL.len() }>>::read_value(value, at, faults)?;
        let mut events = Vec::new();
        let mut all_known = true;
        for (index, name) in names.iter().enumerate() {
            match name.parse::<WebhookEvent>() {
                Ok(event) if events.contains(&event) => {}
                Ok(event) => events.push(event),
                Err(error) => {
                    all_known = false;
                    faults.malformed(&at.item(index), "enum", error.to_string());
                }
            }
        }
        if events.is_empty() {
            faults.malformed(at, "too_short", "Must have at least one event");
        }
        (all_known && !events.is_empty()).then_some(Self(events))
    }
}

/// What is sent as `Authorization`: 1 to 500 visible ASCII characters and spaces. Headers of other characters are sent by some
/// runtimes and refused by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AuthHeader(SecretText<0, { Self::MAX_LENGTH }>);

impl AuthHeader {
    /// The greatest length, in characters.
    pub const MAX_LENGTH: usize = 500;

    /// The secret.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        self.0.secret()
    }
}

impl ReadValue for AuthHeader {
    const IS_SECRET: bool = true;

    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let header = SecretText::read_value(value, at, faults).map(Self)?;
        let text = header.secret().expose();
        if text.is_empty() || !text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            faults.malformed(at, "value_error", "Must be visible ASCII characters and spaces");
            return None;
        }
        Some(header)
    }
}

/// What people know a webhook by.
pub type WebhookDescription = Text<0, 500>;

/// A webhook to be made.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct NewWebhook {
    /// The team whose events are sent.
    pub team_id: TeamId,
    /// Where to: a public https address, without a user or a fragment in it.
    pub webhook_url: WebhookUrl,
    /// Which events.
    pub events: WebhookEvents,
    /// What people know it by.
    pub description: Option<WebhookDescription>,
    /// What is sent as `Authorization`. It is never given back.
    pub auth_header: Option<AuthHeader>,
}

/// A change of a webhook: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct WebhookChange {
    /// Where to: a public https address, without a user or a fragment in it.
    pub webhook_url: Option<WebhookUrl>,
    /// Which events.
    pub events: Option<WebhookEvents>,
    /// What people know it by; null takes it away.
    pub description: Patch<WebhookDescription>,
    /// Whether messages are sent. When a webhook is switched off, its pending messages are given up.
    pub is_active: Option<bool>,
    /// What is sent as `Authorization`; null: nothing.
    pub auth_header: Patch<AuthHeader>,
}

/// How a secret is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct SecretRotation {
    /// For how long the old secret signs as well, in seconds: at most 7 days.
    #[request(default = Whole::of(24 * 60 * 60))]
    pub grace_period_seconds: Whole<0, { 7 * 24 * 60 * 60 }>,
}

/// Which webhooks are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct WebhookQuery {
    /// Only those of this team. A team sees its own in any case.
    pub team_id: Option<TeamId>,
    /// The part of the list.
    #[request(flatten)]
    pub page: OffsetPage,
}

/// Which webhooks are sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct WebhookReseal {
    /// Only those after this one: `next_after` of the answer before.
    pub after: Option<WebhookId>,
    /// At most so many.
    #[request(default = BatchSize::MAX)]
    pub limit: BatchSize,
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

/// A webhook whose secrets could not be resealed.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::{Members, read_body};

    fn faults<T: Members>(body: &Value) -> Vec<(String, &'static str)> {
        let refused = read_body::<T>(body.as_object().unwrap()).err();
        let fields = refused.into_iter().flat_map(|error| error.fields);
        fields.map(|field| (field.location[1..].join("."), field.kind)).collect()
    }

    #[test]
    fn every_fault_of_a_webhook_is_named() {
        let body = json!({"events": ["job.started", "job.failed"], "auth_header": "a\nb", "description": "x".repeat(501)});
        let expected = [
            ("team_id", "missing"),
            ("webhook_url", "missing"),
            ("events.0", "enum"),
            ("description", "string_too_long"),
            ("auth_header", "value_error"),
        ];
        assert_eq!(faults::<NewWebhook>(&body), expected.map(|(place, kind)| (place.to_owned(), kind)));
    }

    #[test]
    fn a_webhook_has_at_least_one_event_and_each_once() {
        let of = |events: Value| faults::<WebhookChange>(&json!({"events": events}));
        assert_eq!(of(json!([])), [("events".to_owned(), "too_short")]);
        assert_eq!(of(json!(["job.failed", 7])), [("events.1".to_owned(), "string_type")]);
        assert_eq!(of(json!(vec!["job.failed"; 5])), [("events".to_owned(), "too_long")]);
        let body = json!({"events": ["job.failed", "credits.low", "JOB.FAILED"]});
        let change: WebhookChange = read_body(body.as_object().unwrap()).unwrap();
        assert_eq!(json!(change), json!({"events": ["job.failed", "credits.low"]}));
    }

    #[test]
    fn what_null_takes_away_is_sent_as_null_and_an_auth_header_is_neither_sent_nor_printed() {
        let body = json!({"description": null, "auth_header": "Bearer of-the-receiver"});
        let change: WebhookChange = read_body(body.as_object().unwrap()).unwrap();
        assert_eq!(json!(change), json!({"description": null}));
        assert!(!format!("{change:?}").contains("of-the-receiver"));
        let taken_away: WebhookChange = read_body(json!({"auth_header": null}).as_object().unwrap()).unwrap();
        assert_eq!((json!(taken_away), taken_away.auth_header), (json!({}), Patch::Clear));
    }

    #[test]
    fn an_auth_header_is_of_visible_characters() {
        let of = |header: Value| faults::<WebhookChange>(&json!({"auth_header": header}));
        assert_eq!(of(json!("x".repeat(500))), []);
        for (header, kind) in [
            (json!(""), "value_error"),
            (json!("ä"), "value_error"),
            (json!("a\0"), "value_error"),
            (json!("x".repeat(501)), "string_too_long"),
            (json!(7), "string_type"),
        ] {
            assert_eq!(of(header), [("auth_header".to_owned(), kind)]);
        }
    }
}
