//! `POST /api/maintenance/deliver-webhooks`, and the same by the runtime's scheduler: what is in the outbox is sent.

mod schedule;
mod sending;

use api::error::ApiError;
use api::routes::WebhookDeliveryOperation;
use api::webhook_deliveries::Delivered;
use futures_util::{StreamExt, stream};
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{DeliveryOutcome, Principal, RoundSize};

use self::sending::{Sender, TIMEOUT};
use crate::http::incoming::Incoming;
use crate::http::{outgoing, principal, refusals};

/// How many are being sent at the same time. Workers have six connections, and the database has one of them.
const AT_ONCE: usize = 5;
/// How much a round claims: at its slowest it takes half of its lease.
const ROUND: RoundSize = RoundSize { max_deliveries: 30, max_per_webhook: 5, lease_seconds: 120 };
/// How long a schedule goes on, in milliseconds; what is left waits for the next time.
const SCHEDULE_MS: u64 = 45_000;

// A round at its slowest: every receiver takes its time, one lot after the other.
const _: () = assert!(
    (ROUND.max_deliveries as u64).div_ceil(AT_ONCE as u64) * TIMEOUT.as_secs() * 2
        <= ROUND.lease_seconds as u64
);

/// Handles one request: one round. `more` in the answer asks for another one.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(deliver(&platform, request).await)
}

async fn deliver<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (WebhookDeliveryOperation::DeliverWebhooks, incoming) = Incoming::new(platform, request)?;
    let principal = incoming.principal(platform).await?;
    let sender = Sender::load(platform).await?;
    Ok(json!(round(platform, &principal, &sender).await?))
}

/// Sends what is due, for the runtime's own scheduler.
pub async fn on_schedule<P: Platform>(platform: P) {
    let principal = principal::scheduler();
    if let Err(error) = deliver_for_a_while(&platform, &principal).await {
        platform.log(&format!("webhooks were not delivered: {}", error.detail));
    }
}

async fn deliver_for_a_while<P: Platform>(platform: &P, principal: &Principal) -> Result<(), ApiError> {
    let sender = Sender::load(platform).await?;
    let began = platform.unix_time_ms();
    while platform.unix_time_ms().saturating_sub(began) < SCHEDULE_MS {
        let delivered = round(platform, principal, &sender).await?;
        platform.log(&format!("webhooks: {}", json!(delivered)));
        if !delivered.more {
            break;
        }
    }
    Ok(())
}

async fn round<P: Platform>(
    platform: &P,
    principal: &Principal,
    sender: &Sender,
) -> Result<Delivered, ApiError> {
    let refused = |error| refusals::store_error(platform, error);
    let database = platform.database();
    let round = store::claim_deliveries(database, principal, ROUND).await.map_err(refused)?;
    refusals::log_unreadable(platform, &round.deliveries);
    let mut delivered = Delivered { more: round.more, ..Delivered::default() };
    if round.deliveries.is_empty() {
        return Ok(delivered);
    }
    let attempts = round.deliveries.iter().map(|due| sender.attempt(platform, due));
    let reports: Vec<_> = stream::iter(attempts).buffer_unordered(AT_ONCE).collect().await;
    store::report_deliveries(database, principal, &reports).await.map_err(refused)?;
    for report in &reports {
        match report.outcome {
            DeliveryOutcome::Delivered => delivered.delivered += 1,
            DeliveryOutcome::Retried { .. } => delivered.retried += 1,
            DeliveryOutcome::Dead | DeliveryOutcome::Gone => delivered.dead += 1,
        }
    }
    Ok(delivered)
}
