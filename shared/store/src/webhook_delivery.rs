//! Sending what is in the outbox: a round takes what is due, and reports how sending it went.

use api::ids::{DeliveryId, TeamId, WebhookId};
use platform::{Database, Param};
use serde::{Deserialize, Serialize};

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Principal, StoreError};

statements! {
    CLAIM_DELIVERIES = "claim_deliveries"(text, int8, int8, int8),
    REPORT_DELIVERIES = "report_deliveries"(text, text),
}

/// How much a round takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundSize {
    /// At most so many deliveries.
    pub most: u32,
    /// Of each webhook at most so many.
    pub each: u32,
    /// In so many seconds it is reported how they went; they are due again then.
    pub lease_seconds: u32,
}

/// What a round has taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Round {
    /// What is to be sent.
    pub deliveries: Vec<DueDelivery>,
    /// Whether others are due.
    pub more: bool,
}

/// Something to be sent.
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
    /// The event.
    pub event: String,
    /// What is sent, word for word.
    pub body: String,
    /// Where to.
    pub webhook_url: String,
    /// What signs, sealed.
    pub sealed_secret: String,
    /// What signs beside it for a while, sealed.
    pub previous_sealed_secret: Option<String>,
    /// What is sent as `Authorization`, sealed.
    pub sealed_auth_header: Option<String>,
}

/// How sending something went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryReport {
    /// What was sent.
    pub delivery_id: DeliveryId,
    /// Which attempt it was.
    pub attempt: u32,
    /// What is to become of it.
    #[serde(flatten)]
    pub outcome: DeliveryOutcome,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// What was wrong.
    pub error: Option<&'static str>,
}

/// What is to become of a delivery after an attempt.
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
    /// It is given up.
    Dead,
    /// The webhook wants nothing any more: it is switched off.
    Gone,
}

/// Takes what is due, for a while.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn claim_deliveries(
    database: &impl Database,
    principal: &Principal,
    size: RoundSize,
) -> Result<Round, StoreError> {
    let params = [size.most, size.each, size.lease_seconds].map(|number| Param::Int(Some(number.into())));
    ask(database, CLAIM_DELIVERIES.sql, principal, &params).await
}

/// Reports how sending went, and clears away what is old.
///
/// # Errors
/// Refused to whoever is no operator.
pub async fn report_deliveries(
    database: &impl Database,
    principal: &Principal,
    reports: &[DeliveryReport],
) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Reported {}
    let Reported {} =
        ask(database, REPORT_DELIVERIES.sql, principal, &[Param::Text(Some(&json(&reports)))]).await?;
    Ok(())
}
