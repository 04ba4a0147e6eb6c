//! Closing a job.

use api::ids::{JobId, TeamId};
use api::job_closing::{CallOfJob, CompletedJob, FailureReason, FinalStatus, JobTotals};
use api::jobs::JobStatus;
use api::reading::METADATA_LIMIT_BYTES;
use api::reading::Metadata;
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::Deserialize;

use crate::answer::Answer;
use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::{decode_answer, json_text};
use crate::statements::statements;

statements! {
    COMPLETE_JOB = "complete_job"(bytea, text, text, text, int8, text, text),
}

/// How a client closes its job.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The job.
    pub job_id: JobId,
    /// How it ended.
    pub status: FinalStatus,
    /// Merged into the job's metadata.
    pub metadata_patch: Metadata,
    /// Why it failed. The database cuts it at 1,000 characters.
    pub error_message: Option<FailureReason>,
}

/// The database's answer about a closed job.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct ClosedJob {
    job_id: JobId,
    team_id: TeamId,
    status: JobStatus,
    completed_at: Timestamp,
    #[serde(flatten)]
    totals: JobTotals,
    calls: Vec<CallOfJob>,
}

impl From<ClosedJob> for CompletedJob {
    fn from(job: ClosedJob) -> Self {
        Self {
            job_id: job.job_id,
            team_id: job.team_id,
            status: job.status,
            completed_at: job.completed_at,
            credits_remaining: job.totals.credits_remaining,
            total_calls: job.totals.total_calls,
            costs: job.totals.into(),
            calls: job.calls,
        }
    }
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
                Param::Text(Some(&json_text(&completion.metadata_patch))),
                Param::Int(Some(METADATA_LIMIT_BYTES)),
                Param::Text(completion.error_message.as_ref().and_then(FailureReason::as_deref)),
                Param::Text(idempotency.map(json_text).as_deref()),
            ],
        )
        .await?;
    let Answer { value, replayed } = decode_answer::<ClosedJob>(&answer)?;
    Ok(Answer { value: value.into(), replayed })
}
