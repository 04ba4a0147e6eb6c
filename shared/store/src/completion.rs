//! Closing a job.

use api::ids::{CallId, JobId, TeamId};
use api::jobs::JobStatus;
use api::money::{Credits, Usd};
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::statements::statements;
use crate::{Answer, Idempotency, METADATA_LIMIT_BYTES, StoreError, decode_answer};

statements! {
    COMPLETE_JOB = "complete_job"(bytea, text, text, text, int8, text, text),
}

/// How a client closes its job.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The job.
    pub job_id: JobId,
    /// `completed` or `failed`.
    pub status: JobStatus,
    /// Merged into the job's metadata.
    pub metadata_patch: Map<String, Value>,
    /// Why it failed, in the client's words. The database cuts it at 1,000 characters.
    pub error_message: Option<String>,
}

/// A closed job as its team may see it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CompletedJob {
    /// The job.
    pub job_id: JobId,
    /// Its team.
    pub team_id: TeamId,
    /// `completed` or `failed`.
    pub status: JobStatus,
    /// When it was closed, RFC 3339.
    pub completed_at: Timestamp,
    /// What it has paid, refunds taken off.
    pub credits_charged: Credits,
    /// What the team has left.
    pub credits_remaining: Credits,
    /// Calls that have ended.
    pub total_calls: u64,
    /// Those with an answer.
    pub successful_calls: u64,
    /// Those without.
    pub failed_calls: u64,
    /// Input and output of all of them.
    pub total_tokens: u64,
    /// What the client is charged for them.
    pub total_cost_usd: Usd,
    /// Their mean latency, in milliseconds.
    pub avg_latency_ms: u64,
    /// Each of them, oldest first.
    pub calls: Vec<CallSummary>,
}

/// A call as its team may see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CallSummary {
    /// The call.
    pub call_id: CallId,
    /// The client's label.
    pub purpose: Option<String>,
    /// The model as the client asked for it.
    pub model_group: String,
    /// Input and output.
    pub tokens: u64,
    /// How long it took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// The stable code of its failure.
    pub error_code: Option<String>,
}

/// Closes a job. The same status again gives the same answer and charges nothing more.
///
/// # Errors
/// Refused for another team's, an unknown or an otherwise closed job, and while a call of the job is not settled.
pub async fn complete_job(
    database: &impl Database,
    key_hash: &[u8; 32],
    completion: &Completion,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<CompletedJob>, StoreError> {
    let answer = database
        .query_text(
            COMPLETE_JOB.sql,
            &[
                Param::Bytes(key_hash),
                Param::Text(Some(&completion.job_id.to_string())),
                Param::Text(Some(completion.status.as_str())),
                Param::Text(Some(&json(&completion.metadata_patch))),
                Param::Int(Some(METADATA_LIMIT_BYTES)),
                Param::Text(completion.error_message.as_deref()),
                Param::Text(idempotency.map(json).as_deref()),
            ],
        )
        .await?;
    decode_answer(&answer)
}
