//! Webhooks.

use api::error::ErrorCode as E;
use api::ids::{DeliveryId, TeamId, WebhookId};
use api::webhooks::{Delivered, Delivery, ResealedWebhooks, Webhook, WebhookEvent, WebhookWithSecret};
use schemars::JsonSchema;
use serde_json::json;

use super::Told;
use super::pages::Page;
use crate::operation::{Operation, operation};

#[derive(JsonSchema)]
struct Webhooks {
    /// Only those of this team. A team sees its own in any case.
    team_id: Option<TeamId>,
    #[schemars(flatten)]
    page: Page,
}

/// A webhook to be made.
#[derive(JsonSchema)]
struct NewWebhook {
    /// The team that is told.
    team_id: TeamId,
    /// Where to: a public https address, without a user or a fragment in it.
    #[schemars(length(min = 1, max = 2000), extend("format" = "uri"))]
    webhook_url: String,
    /// What of.
    #[schemars(length(min = 1, max = 4))]
    events: Vec<WebhookEvent>,
    /// What people know it by.
    #[schemars(length(max = 500))]
    description: Option<String>,
    /// What is sent as `Authorization`. It is never given back.
    #[schemars(length(min = 1, max = 500), regex(pattern = "^[ -~]+$"))]
    auth_header: Option<String>,
}

/// A change of a webhook: what is absent stays as it is.
#[derive(JsonSchema)]
struct WebhookChange {
    /// Where to: a public https address, without a user or a fragment in it.
    #[schemars(length(min = 1, max = 2000), extend("format" = "uri"))]
    webhook_url: Option<String>,
    /// What of.
    #[schemars(length(min = 1, max = 4))]
    events: Option<Vec<WebhookEvent>>,
    /// What people know it by; null takes it away.
    #[schemars(length(max = 500))]
    description: Option<String>,
    /// Whether anything is sent. What waits for a webhook that is switched off is given up.
    is_active: Option<bool>,
    /// What is sent as `Authorization`; null: nothing.
    #[schemars(length(min = 1, max = 500), regex(pattern = "^[ -~]+$"))]
    auth_header: Option<String>,
}

/// How a secret is replaced.
#[derive(JsonSchema)]
struct SecretRotation {
    /// For how long the old secret signs as well, in seconds: at most 7 days.
    #[schemars(range(min = 0, max = 604_800), extend("default" = 86_400))]
    grace_period_seconds: Option<i64>,
}

#[derive(JsonSchema)]
struct Deliveries {
    /// Only those in this state.
    status: Option<DeliveryState>,
    #[schemars(flatten)]
    part: DeliveryPage,
}

#[derive(JsonSchema)]
struct DeadLetters {
    /// Only those of this team. A team sees its own in any case.
    team_id: Option<TeamId>,
    #[schemars(flatten)]
    part: DeliveryPage,
}

#[derive(JsonSchema)]
struct DeliveryPage {
    /// Only those before this delivery.
    before: Option<DeliveryId>,
    /// At most so many.
    #[schemars(range(min = 1, max = 500), extend("default" = 50))]
    limit: Option<u32>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum DeliveryState {
    Pending,
    Delivered,
    Dead,
}

/// Which webhooks are sealed anew.
#[derive(JsonSchema)]
struct WebhookReseal {
    /// Only those after this one: `next_after` of the answer before.
    after: Option<WebhookId>,
    /// At most so many.
    #[schemars(range(min = 1, max = 200), extend("default" = 200))]
    limit: Option<i64>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation("list_webhooks", "List webhooks")
            .query::<Webhooks>()
            .answers::<Vec<Webhook>>("The webhooks, newest first.")
            .refuses(&[E::TeamNotFound]),
        operation("register_webhook", "Register a webhook")
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
        operation("get_webhook", "Get a webhook").answers::<Webhook>("The webhook."),
        operation("update_webhook", "Change a webhook")
            .body::<WebhookChange>()
            .example(json!({"events": ["job.failed"], "is_active": true}))
            .answers::<Webhook>("The webhook as it is now.")
            .refuses(&[E::Misconfigured]),
        operation("delete_webhook", "Delete a webhook")
            .about("What it was told goes with it.")
            .answers::<Told<Webhook>>("What it was."),
        operation("rotate_webhook_secret", "Replace a webhook's secret")
            .about("The new secret is shown this once. For a while the old one signs as well.")
            .body_if_any::<SecretRotation>()
            .example(json!({"grace_period_seconds": 86400}))
            .answers::<WebhookWithSecret>("The webhook, with its new secret.")
            .refuses(&[E::Misconfigured]),
        operation("test_webhook", "Try a webhook out")
            .about("It is told `webhook.test`, whatever it wants to be told.")
            .answers::<Delivery>("What will be sent.")
            .refuses(&[E::InvalidValue]),
        operation("list_deliveries", "List what a webhook was told")
            .query::<Deliveries>()
            .answers::<Vec<Delivery>>("The deliveries, newest first."),
        operation("list_dead_letters", "List what was given up")
            .query::<DeadLetters>()
            .answers::<Vec<Delivery>>("The deliveries, newest first.")
            .refuses(&[E::TeamNotFound]),
        operation("retry_delivery", "Send something once more")
            .answers::<Delivery>("What will be sent.")
            .refuses(&[E::InvalidValue]),
        operation("reseal_webhooks", "Seal the webhooks' secrets anew")
            .about("Under the first key of the keyring, batch by batch, so that an old key can be taken out of it.")
            .body_if_any::<WebhookReseal>()
            .example(json!({"limit": 100}))
            .answers::<ResealedWebhooks>("How it went.")
            .refuses(&[E::Misconfigured]),
        operation("deliver_webhooks", "Send what webhooks are to be told")
            .about("One round. Once more while `more` is true. A runtime with a scheduler does it by itself.")
            .answers::<Delivered>("How it went.")
            .refuses(&[E::Misconfigured]),
    ]
}
