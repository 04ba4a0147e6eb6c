//! Settling a call: how it ended, what it cost, and the charge, in one round trip.

use api::chat::{ServiceTier, Usage};
use api::error::ErrorCode;
use api::ids::{CallId, CredentialId, ModelAlias};
use api::jobs::{Attempt, JobStatus};
use api::money::{Credits, Usd};
use api::provider::Provider;
use api::reading::METADATA_LIMIT_BYTES;
use api::reading::Metadata;
use ledger::Pricing;
use platform::{Database, Param};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StoreError;
use crate::json::decode;
use crate::kept_settlement::KeptSettlement;
use crate::statements::statements;

statements! {
    // The one statement after the provider.
    SETTLE_CALL = "settle_call"(text, text, text, int8, text, text, text),
}

/// The record of a call that has ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallResult {
    /// `succeeded` or `failed`.
    pub status: api::jobs::CallStatus,
    /// The alias that served it; like all that follows up to the counts, of the last attempt.
    pub model_used: Option<ModelAlias>,
    /// The provider.
    pub provider: Option<Provider>,
    /// The provider's name of the model.
    pub resolved_model: Option<String>,
    /// The organization's key that was used; none for the deployment's.
    pub credential_id: Option<CredentialId>,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt<Usd>>,
    /// All tokens of the input, cached ones included.
    pub prompt_tokens: u64,
    /// Those of the input that the provider read from its cache.
    pub cached_input_tokens: u64,
    /// Those of the input that the provider wrote to its cache for five minutes.
    pub cache_write_5m_tokens: u64,
    /// Those of the input that the provider wrote to its cache for an hour.
    pub cache_write_1h_tokens: u64,
    /// All tokens of the output, reasoning included.
    pub completion_tokens: u64,
    /// Those of the output that were spent on reasoning.
    pub reasoning_tokens: u64,
    /// The provider did not count or price all of it: the tokens, or their cost, are an estimate.
    pub estimated: bool,
    /// The service tier, where the provider named one: the prices are those of the tier.
    pub service_tier: Option<ServiceTier>,
    /// The prices used, USD per million tokens.
    pub pricing: Option<Pricing>,
    /// What the provider charges for the input.
    pub input_cost_usd: Usd,
    /// What the provider charges for the output.
    pub output_cost_usd: Usd,
    /// What the provider charges for attempts of which the client got nothing. The client does not pay it.
    pub failed_attempts_cost_usd: Usd,
    /// The best estimate of what the provider charges beyond all that, for attempts whose end nobody knows.
    pub in_doubt_usd: Usd,
    /// The most that this can be.
    pub in_doubt_bound_usd: Usd,
    /// What the client is charged, markup included.
    pub client_cost_usd: Usd,
    /// From the start of the first attempt to the last byte of the answer, in milliseconds.
    pub latency_ms: Option<u64>,
    /// From the start of the first attempt to the first token, in milliseconds. Streams only.
    pub time_to_first_token_ms: Option<u64>,
    /// The stable code of the failure.
    pub error_code: Option<ErrorCode>,
    /// The provider's error text, for operators. The database cuts it at 1,000 characters.
    pub error: Option<String>,
}

impl CallResult {
    /// What was left out of the request for the model that was asked last.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        self.attempts.last().map_or(&[], |attempt| &attempt.dropped)
    }

    /// The tokens.
    #[must_use]
    pub const fn usage(&self) -> Usage {
        Usage {
            prompt_tokens: self.prompt_tokens,
            cached_input_tokens: self.cached_input_tokens,
            cache_write_5m_tokens: self.cache_write_5m_tokens,
            cache_write_1h_tokens: self.cache_write_1h_tokens,
            completion_tokens: self.completion_tokens,
            reasoning_tokens: self.reasoning_tokens,
        }
    }
}

/// A call's request and answer: as hashes, and in full where the organization keeps them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Transcript {
    /// SHA-256 of the request's body, in hex.
    pub request_hash: Option<String>,
    /// SHA-256 of the answer, in hex; none where there was none.
    pub response_hash: Option<String>,
    /// Both in full.
    #[serde(skip)]
    pub bodies: Option<Bodies>,
}

/// A request and its answer in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bodies {
    /// The body of the request.
    pub request_data: Value,
    /// The answer, null where there was none.
    pub response_data: Option<Value>,
}

#[derive(Serialize)]
pub(crate) struct ResultAndHashes<'a> {
    #[serde(flatten)]
    pub(crate) result: &'a CallResult,
    #[serde(flatten)]
    pub(crate) transcript: &'a Transcript,
}

/// A settlement to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// The call.
    pub call_id: CallId,
    /// How it ended.
    pub result: CallResult,
    /// The request and the answer.
    pub transcript: Transcript,
    /// What a successful call adds to the job's metadata.
    pub metadata_patch: Metadata,
    /// Closes the job as well, with this status.
    pub finish_job: Option<JobStatus>,
    /// The answer to keep for repetitions of the request; without it the request's `Idempotency-Key` is free again. The books fill
    /// in the charge of `costs` where its `credits_charged` is null.
    pub answer: Option<Value>,
}

impl Settlement {
    /// The same without any text of the request, the answer or the provider: what the books need, in a form that PostgreSQL
    /// cannot refuse for its texts. The request's `Idempotency-Key` is free again.
    #[must_use]
    pub fn numbers_alone(&self) -> Self {
        Self {
            call_id: self.call_id,
            result: CallResult { provider_request_id: None, error: None, ..self.result.clone() },
            transcript: Transcript { bodies: None, ..self.transcript.clone() },
            metadata_patch: Metadata::default(),
            finish_job: self.finish_job,
            answer: None,
        }
    }
}

/// What a job was charged, as the books have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Charge {
    /// What it was charged, refunds taken off.
    pub credits_charged: Credits,
    /// What its team has left, held credits included.
    pub credits_remaining: Credits,
}

/// What a settlement came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SettlementOutcome {
    /// The call was settled now.
    Settled {
        /// After its hold had expired.
        late: bool,
        /// What the job was charged, as the books have it.
        #[serde(flatten)]
        charge: Charge,
    },
    /// The call had been settled earlier; nothing was written.
    AlreadySettled,
}

/// Writes down how a call ended, charges for it and releases its hold. Settling twice charges once, so it may be
/// retried.
///
/// # Errors
/// When the database cannot be reached, or never admitted the call.
pub async fn settle_call(
    database: &impl Database,
    settlement: &Settlement,
) -> Result<SettlementOutcome, StoreError> {
    settle_kept(database, &KeptSettlement::of(settlement)).await
}

/// Settles a call with what was kept of its settlement.
///
/// # Errors
/// As [`settle_call`].
pub async fn settle_kept(
    database: &impl Database,
    settlement: &KeptSettlement,
) -> Result<SettlementOutcome, StoreError> {
    let answer = database
        .query_text(
            SETTLE_CALL.sql,
            &[
                Param::Text(Some(&settlement.call_id.to_string())),
                Param::Text(Some(&settlement.result)),
                Param::Text(Some(&settlement.metadata_patch)),
                Param::Int(Some(METADATA_LIMIT_BYTES)),
                Param::Text(settlement.finish_job.map(JobStatus::as_str)),
                Param::Text(settlement.answer.as_deref()),
                Param::Text(settlement.bodies.as_deref()),
            ],
        )
        .await?;
    decode(&answer)
}
