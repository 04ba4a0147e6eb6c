//! `POST /api/jobs/{job_id}/complete`: closes a job and charges for it.

use std::time::Duration;

use api::error::ApiError;
use api::job_closing::{CompletedJob, JobEnd};
use api::routes::JobCompleteOperation;
use platform::{Platform, Request, Response};
use store::{Answer, Completion, Refusal, StoreError};

use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_or_replay;
use crate::http::refusals;

/// A call is settled just after its answer has left, so a client that completes at once may be earlier: how often
/// and how long (milliseconds) the completion then waits before it is refused.
const WAITS_MS: [u64; 9] = [15, 30, 60, 125, 250, 500, 1000, 2000, 4000];

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_or_replay(complete(&platform, request).await)
}

async fn complete<P: Platform>(platform: &P, request: Request) -> Result<Answer<CompletedJob>, ApiError> {
    let (JobCompleteOperation::CompleteJob, incoming) = Incoming::new(platform, request)?;
    let Caller { key_hash, idempotency } = incoming.caller()?;
    let job_id = incoming.job_id()?;
    let mut end: JobEnd = incoming.body()?;
    let metadata_patch = end.metadata_patch()?;
    let completion =
        Completion { job_id, status: end.status, metadata_patch, error_message: end.error_message };
    for wait in WAITS_MS {
        match store::complete_job(platform.database(), &key_hash, &completion, idempotency.as_ref()).await {
            Err(StoreError::Refused(Refusal::CallsInProgress)) => {
                platform.sleep(Duration::from_millis(wait)).await
            }
            outcome => {
                return outcome.map_err(|error| refusals::store_error(platform, error));
            }
        }
    }
    Err(refusals::store_error(platform, StoreError::Refused(Refusal::CallsInProgress)))
}
