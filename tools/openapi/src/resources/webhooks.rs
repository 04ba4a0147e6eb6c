//! Webhooks and their deliveries.

use api::answer::WithMessage;
use api::error::ErrorCode as E;
use api::routes::{WebhookDeliveryOperation, WebhooksOperation};
use api::webhook_deliveries::{DeadLetterQuery, Delivered, Delivery, DeliveryQuery};
use api::webhooks::{
    NewWebhook, ResealedWebhooks, SecretRotation, Webhook, WebhookChange, WebhookQuery, WebhookReseal,
    WebhookWithSecret,
};
use serde_json::json;

use super::{BEFORE_HEADERS, OFFSET_HEADERS};
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: WebhooksOperation) -> Operation {
    match operation {
        WebhooksOperation::ListWebhooks => describe("List webhooks")
            .query::<WebhookQuery>()
            .answers::<Vec<Webhook>>("The webhooks, newest first.")
            .headers(&OFFSET_HEADERS)
            .refuses(&[E::TeamNotFound]),
        WebhooksOperation::RegisterWebhook => describe("Register a webhook")
            .about(
                "What is sent is signed after Standard Webhooks with the secret of the answer, which is shown this once. A \
                 request that is repeated with its `Idempotency-Key` makes no other webhook.",
            )
            .body::<NewWebhook>()
            .example(json!({"team_id": "north-support", "webhook_url": "https://hooks.example.com/tollgate",
                "events": ["job.completed", "credits.low"]}))
            .idempotent()
            .answers::<WebhookWithSecret>("The webhook, with its secret.")
            .refuses(&[E::InvalidValue, E::TeamNotFound, E::Misconfigured]),
        WebhooksOperation::GetWebhook => describe("Get a webhook").answers::<Webhook>("The webhook."),
        WebhooksOperation::UpdateWebhook => describe("Change a webhook")
            .body::<WebhookChange>()
            .example(json!({"events": ["job.failed"], "is_active": true}))
            .answers::<Webhook>("The webhook as it is now.")
            .refuses(&[E::Misconfigured]),
        WebhooksOperation::DeleteWebhook => describe("Delete a webhook")
            .about("Its deliveries go with it.")
            .answers::<WithMessage<Webhook>>("What it was."),
        WebhooksOperation::RotateWebhookSecret => describe("Replace a webhook's secret")
            .about("The new secret is shown this once. For a while the old one signs as well.")
            .body_if_any::<SecretRotation>()
            .example(json!({"grace_period_seconds": 86400}))
            .answers::<WebhookWithSecret>("The webhook, with its new secret.")
            .refuses(&[E::Misconfigured]),
        WebhooksOperation::TestWebhook => describe("Try a webhook out")
            .about("It is sent `webhook.test`, whichever events it asked for. A team does so at most ten times a minute.")
            .answers::<Delivery>("What will be sent.")
            .refuses(&[E::InvalidValue, E::RateLimited]),
        WebhooksOperation::ListDeliveries => describe("List a webhook's deliveries")
            .query::<DeliveryQuery>()
            .answers::<Vec<Delivery>>("The deliveries, newest first.")
            .headers(&BEFORE_HEADERS),
        WebhooksOperation::ListDeadLetters => describe("List the deliveries that were given up")
            .query::<DeadLetterQuery>()
            .answers::<Vec<Delivery>>("The deliveries, newest first.")
            .headers(&BEFORE_HEADERS)
            .refuses(&[E::TeamNotFound]),
        WebhooksOperation::RetryDelivery => describe("Send a delivery once more")
            .answers::<Delivery>("What will be sent.")
            .refuses(&[E::InvalidValue]),
        WebhooksOperation::ResealWebhooks => describe("Seal the webhooks' secrets anew")
            .about("Under the first key of the keyring, batch by batch, so that an old key can be taken out of it.")
            .body_if_any::<WebhookReseal>()
            .example(json!({"limit": 100}))
            .answers::<ResealedWebhooks>("How it went.")
            .refuses(&[E::Misconfigured]),
    }
}

/// What the delivery of webhooks takes and answers.
pub(super) fn delivery(operation: WebhookDeliveryOperation) -> Operation {
    match operation {
        WebhookDeliveryOperation::DeliverWebhooks => describe("Send the deliveries that are due")
            .about("One round. Once more while `more` is true. A runtime with a scheduler does it by itself.")
            .answers::<Delivered>("How it went.")
            .refuses(&[E::Misconfigured]),
    }
}
