//! Deliveries: messages for webhooks, and their state.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{DeliveryId, TeamId, WebhookId};
use crate::listing::Limit;
use crate::timestamp::Timestamp;
use crate::webhooks::WebhookEvent;

/// The state of a delivery.
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

/// What was wrong with an attempt to deliver, or why nothing more is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
pub enum DeliveryError {
    /// The answer had a status other than 2xx.
    Status,
    /// The answer was a redirect, which is not followed.
    Redirected,
    /// The answer did not begin in time.
    TimedOut,
    /// The receiver could not be reached.
    ConnectionFailed,
    /// Nothing may be sent to the address.
    AddressNotAllowed,
    /// What signs or authorizes could not be read.
    SecretNotReadable,
    /// The webhook was switched off.
    SwitchedOff,
    /// The receiver answered 410: it wants nothing any more.
    Gone,
}

/// What is sent to try a webhook out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum TestEvent {
    /// A test of the webhook.
    #[word("webhook.test")]
    WebhookTest,
}

/// What a delivery is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum DeliveryEvent {
    /// An event that the webhook asked for.
    Event(WebhookEvent),
    /// A test, which any webhook can be sent.
    Test(TestEvent),
}

/// An event on its way to a webhook.
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
    pub event: DeliveryEvent,
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
    /// What was wrong with the last attempt.
    pub last_error: Option<DeliveryError>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When it arrived or was given up, RFC 3339.
    pub finished_at: Option<Timestamp>,
}

/// Which part of a list of deliveries is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct DeliveryPage {
    /// Only those before this delivery.
    pub before: Option<DeliveryId>,
    /// At most so many.
    #[request(default = Limit::of(50))]
    pub limit: Limit,
}

/// Which deliveries of a webhook are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct DeliveryQuery {
    /// Only those in this state.
    pub status: Option<DeliveryStatus>,
    /// The part of the list.
    #[request(flatten)]
    pub page: DeliveryPage,
}

/// Which deliveries that were given up are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct DeadLetterQuery {
    /// Only those of this team. A team sees its own in any case.
    pub team_id: Option<TeamId>,
    /// The part of the list.
    #[request(flatten)]
    pub page: DeliveryPage,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_delivery_is_about_an_event_or_a_test() {
        for (text, event) in [
            ("job.failed", DeliveryEvent::Event(WebhookEvent::JobFailed)),
            ("webhook.test", DeliveryEvent::Test(TestEvent::WebhookTest)),
        ] {
            assert_eq!(serde_json::from_value::<DeliveryEvent>(json!(text)).unwrap(), event);
            assert_eq!(json!(event), text);
        }
        assert!(serde_json::from_value::<DeliveryEvent>(json!("job.created")).is_err());
    }
}
