//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

use std::time::Duration;

use api::error::{ApiError, FieldError};
use api::jobs::JobStatus;
use api::routes::JobCompleteOperation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{Answer, CompletedJob, Completion, Refusal, StoreError};

use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_or_replay;
use crate::http::{metadata, refusals};

/// A call is settled just after its answer has left, so a client that completes at once may be earlier: how often
/// and how long (milliseconds) the completion then waits before it is refused.
const WAITS_MS: [u64; 9] = [15, 30, 60, 125, 250, 500, 1000, 2000, 4000];

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_or_replay(complete(&platform, request).await)
}

async fn complete<P: Platform>(platform: &P, request: Request) -> Result<Answer<Value>, ApiError> {
    let (JobCompleteOperation::CompleteJob, incoming) = Incoming::new(platform, request)?;
    let Caller { key_hash, idempotency } = incoming.caller()?;
    let job_id = incoming.job_id()?;
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let status = final_status(&mut fields);
    let mut metadata_patch = fields.object("metadata");
    let error_message = fields.get("error_message").and_then(Value::as_str).map(str::to_owned);
    let result = fields.object("result");
    let status = fields.finish_with(status)?;
    if !result.is_empty() {
        metadata_patch.entry("result").or_insert(Value::Object(result));
    }
    metadata::check_size(&metadata_patch)?;
    let completion = Completion { job_id, status, metadata_patch, error_message };
    for wait in WAITS_MS {
        match store::complete_job(platform.database(), &key_hash, &completion, idempotency.as_ref()).await {
            Err(StoreError::Refused(Refusal::CallsInProgress)) => {
                platform.sleep(Duration::from_millis(wait)).await
            }
            outcome => {
                return outcome
                    .map(|job| Answer { value: answer(&job.value), replayed: job.replayed })
                    .map_err(|error| refusals::store_error(platform, error));
            }
        }
    }
    Err(refusals::store_error(platform, StoreError::Refused(Refusal::CallsInProgress)))
}

fn final_status(fields: &mut Fields<'_>) -> Option<JobStatus> {
    match fields.get("status").map(Value::as_str) {
        None => fields.reject(FieldError::missing("status")),
        Some(Some("completed")) => return Some(JobStatus::Completed),
        Some(Some("failed")) => return Some(JobStatus::Failed),
        Some(_) => fields.reject(FieldError::body("status", "enum", "Must be `completed` or `failed`")),
    }
    None
}

fn answer(job: &CompletedJob) -> Value {
    let calls: Vec<Value> = job
        .calls
        .iter()
        .map(|call| {
            json!({
                "call_id": call.call_id,
                "purpose": call.purpose,
                "model_group": call.model_group,
                "tokens": call.tokens,
                "latency_ms": call.latency_ms,
                "error": call.error_code,
            })
        })
        .collect();
    json!({
        "job_id": job.job_id,
        "team_id": job.team_id,
        "status": job.status.as_str(),
        "completed_at": job.completed_at,
        "costs": {
            "total_calls": job.total_calls,
            "successful_calls": job.successful_calls,
            "failed_calls": job.failed_calls,
            "total_tokens": job.total_tokens,
            "total_cost_usd": job.total_cost_usd.to_json_number(),
            "avg_latency_ms": job.avg_latency_ms,
            "credit_applied": job.credits_charged.0 > 0,
            "credits_charged": job.credits_charged,
            "credits_remaining": job.credits_remaining,
        },
        "calls": calls,
        "credits_remaining": job.credits_remaining,
        "total_calls": job.total_calls,
    })
}
