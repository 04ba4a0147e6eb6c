//! What is sent to webhooks, and how that went.

use api::error::{ApiError, ErrorCode};
use api::ids::DeliveryId;
use api::webhook_deliveries::{DeadLetterQuery, DeliveryQuery};
use platform::{Platform, Response};
use serde_json::Value;

use super::webhook_id;
use crate::http::incoming::Incoming;
use crate::http::{listing, refusals};

/// `POST /api/webhooks/{webhook_id}/test`.
pub async fn test<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let sent = store::test_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    refusals::granted(platform, sent)
}

/// `GET /api/webhooks/{webhook_id}/deliveries`.
pub async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let query: DeliveryQuery = incoming.query()?;
    let listed = store::list_deliveries(platform.database(), &principal, webhook_id, query).await;
    listing::before(platform, incoming, listed)
}

/// `GET /api/webhooks/dead-letters`.
pub async fn list_dead_letters<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query: DeadLetterQuery = incoming.query()?;
    let listed = store::list_dead_letters(platform.database(), &principal, &query).await;
    listing::before(platform, incoming, listed)
}

/// `POST /api/webhooks/{webhook_id}/deliveries/{delivery_id}/retry`.
pub async fn retry<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let delivery_id: DeliveryId = incoming.path_param("delivery_id", || {
        ApiError::new(ErrorCode::DeliveryNotFound, "The webhook has no such delivery.")
    })?;
    let retried = store::retry_delivery(platform.database(), &principal, webhook_id, delivery_id).await;
    refusals::granted(platform, retried)
}
