//! Deliveries: those of a webhook, and how a round sends what is in the outbox: it claims the deliveries that are due, and
//! reports how sending them went.

use api::ids::{DeliveryId, TeamId, WebhookId};
use api::rows::Rows;
use api::webhook_deliveries::{
    DeadLetterQuery, Delivery, DeliveryError, DeliveryPage, DeliveryQuery, DeliveryStatus,
};
use platform::{Database, Param};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::json::json_text;
use crate::listing::PageBefore;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    TEST_WEBHOOK = "test_webhook"(text, text),
    LIST_DELIVERIES = "list_deliveries"(text, text, text, text, int8),
    LIST_DEAD_LETTERS = "list_dead_letters"(text, text, text, int8),
    RETRY_DELIVERY = "retry_delivery"(text, text, text),
    CLAIM_DELIVERIES = "claim_deliveries"(text, int8, int8, int8),
    REPORT_DELIVERIES = "report_deliveries"(text, text),
}

/// How much a round claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundSize {
    /// At most so many deliveries.
    pub max_deliveries: u32,
    /// At most so many deliveries to each webhook.
    pub max_per_webhook: u32,
    /// The lease, in seconds: what is not reported on by then is due again.
    pub lease_seconds: u32,
}

/// What a round has claimed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Round {
    /// The deliveries to send.
    pub deliveries: Rows<DueDelivery>,
    /// Whether others are due.
    pub more: bool,
}

/// A delivery to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DueDelivery {
    /// Its id.
    pub delivery_id: DeliveryId,
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The team.
    pub team_id: TeamId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The body to send.
    pub body: String,
    /// Where to.
    pub webhook_url: String,
    /// The secret that signs, sealed.
    pub sealed_secret: String,
    /// The replaced secret, which still signs beside it, sealed.
    pub previous_sealed_secret: Option<String>,
    /// The `Authorization` header, sealed.
    pub sealed_auth_header: Option<String>,
}

/// How an attempt to send a delivery went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryReport {
    /// What was sent.
    pub delivery_id: DeliveryId,
    /// Which attempt it was.
    pub attempt: u32,
    /// What happens with it next.
    #[serde(flatten)]
    pub outcome: DeliveryOutcome,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// What was wrong.
    pub error: Option<DeliveryError>,
}

/// What happens with a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// It has arrived.
    Delivered,
    /// It is tried again.
    Retried {
        /// In so many seconds.
        retry_in_seconds: u64,
    },
    /// It becomes a dead letter.
    Dead,
    /// The receiver answered 410 Gone: the webhook is switched off.
    Gone,
}

/// Sends a webhook a test.
///
/// # Errors
/// Refused for an unknown webhook, another team's, or one that is switched off, and to a paused or suspended team.
pub async fn test_webhook(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
) -> Result<Delivery, StoreError> {
    ask(database, TEST_WEBHOOK.sql, principal, &[Param::Text(Some(&webhook_id.to_string()))]).await
}

/// A webhook's deliveries, newest first.
///
/// # Errors
/// Refused for an unknown webhook and for another team's.
pub async fn list_deliveries(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    query: DeliveryQuery,
) -> Result<PageBefore<Delivery, DeliveryId>, StoreError> {
    let DeliveryQuery { status, page: DeliveryPage { before, limit } } = query;
    let before = before.map(|before| before.to_string());
    let params = [
        Param::Text(Some(&webhook_id.to_string())),
        Param::Text(status.map(DeliveryStatus::as_str)),
        Param::Text(before.as_deref()),
        Param::Int(Some(limit.get())),
    ];
    ask(database, LIST_DELIVERIES.sql, principal, &params).await
}

/// The dead letters, newest first: of a team, or, for operators that name none, of all teams.
///
/// # Errors
/// Refused to other teams, and for an unknown team.
pub async fn list_dead_letters(
    database: &impl Database,
    principal: &Principal,
    query: &DeadLetterQuery,
) -> Result<PageBefore<Delivery, DeliveryId>, StoreError> {
    let DeliveryPage { before, limit } = query.page;
    let before = before.map(|before| before.to_string());
    let params = [
        Param::Text(query.team_id.as_ref().map(TeamId::as_str)),
        Param::Text(before.as_deref()),
        Param::Int(Some(limit.get())),
    ];
    ask(database, LIST_DEAD_LETTERS.sql, principal, &params).await
}

/// Sends a delivery once more, at once.
///
/// # Errors
/// Refused for an unknown webhook or delivery, for a webhook that is switched off, and to a paused or suspended team.
pub async fn retry_delivery(
    database: &impl Database,
    principal: &Principal,
    webhook_id: WebhookId,
    delivery_id: DeliveryId,
) -> Result<Delivery, StoreError> {
    let params = [Param::Text(Some(&webhook_id.to_string())), Param::Text(Some(&delivery_id.to_string()))];
    ask(database, RETRY_DELIVERY.sql, principal, &params).await
}

/// Claims what is due, under a lease.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn claim_deliveries(
    database: &impl Database,
    principal: &Principal,
    size: RoundSize,
) -> Result<Round, StoreError> {
    let params = [size.max_deliveries, size.max_per_webhook, size.lease_seconds];
    let params = params.map(|number| Param::Int(Some(number.into())));
    ask(database, CLAIM_DELIVERIES.sql, principal, &params).await
}

/// Reports how sending went, and clears away what is old.
///
/// # Errors
/// Refused to callers that are not operators.
pub async fn report_deliveries(
    database: &impl Database,
    principal: &Principal,
    reports: &[DeliveryReport],
) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Reported {}
    let Reported {} =
        ask(database, REPORT_DELIVERIES.sql, principal, &[Param::Text(Some(&json_text(&reports)))]).await?;
    Ok(())
}
