//! What webhooks are told, and how that went.

use api::error::{ApiError, ErrorCode};
use api::ids::DeliveryId;
use platform::Platform;
use serde_json::Value;
use store::DeliveryQuery;

use super::webhook_id;
use crate::http::fields::{Fields, UUID_LENGTH};
use crate::http::incoming::Incoming;
use crate::http::{page, refusals};

/// How many a list has unless it is asked for more.
const USUAL_LIMIT: u32 = 50;
/// What becomes of a delivery.
const STATUSES: [&str; 3] = ["pending", "delivered", "dead"];

/// `POST /api/webhooks/{webhook_id}/test`.
pub async fn test<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let sent = store::test_webhook(platform.database(), &principal, webhook_id(incoming)?).await;
    refusals::granted(platform, sent)
}

/// `GET /api/webhooks/{webhook_id}/deliveries`.
pub async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let webhook_id = webhook_id(incoming)?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let asked = DeliveryQuery {
        status: fields.one_of("status", &STATUSES),
        before: before(&mut fields),
        limit: page::limit(&mut fields, USUAL_LIMIT),
    };
    let asked = fields.finish_with(Some(asked))?;
    let listed = store::list_deliveries(platform.database(), &principal, webhook_id, asked).await;
    refusals::granted(platform, listed)
}

/// `GET /api/webhooks/dead-letters`.
pub async fn list_dead_letters<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let query = incoming.query_parameters();
    let mut fields = Fields::of_query(&query);
    let asked = (fields.optional_name("team_id"), before(&mut fields), page::limit(&mut fields, USUAL_LIMIT));
    let (team_id, before, limit) = fields.finish_with(Some(asked))?;
    let database = platform.database();
    let listed = store::list_dead_letters(database, &principal, team_id.as_ref(), before, limit).await;
    refusals::granted(platform, listed)
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

fn before(query: &mut Fields<'_>) -> Option<DeliveryId> {
    query.optional_uuid("before", UUID_LENGTH, "the id of a delivery")
}
