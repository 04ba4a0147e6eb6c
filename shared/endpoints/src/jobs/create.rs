//! `POST /api/jobs/create`: opens a job.

use api::error::ApiError;
use api::ids::JobId;
use api::job_opening::{CreatedJob, NewJob};
use api::routes::JobCreateOperation;
use platform::{Platform, Request, Response};
use store::Answer;

use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_or_replay;
use crate::http::refusals;
use crate::secrets::new_ids;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_or_replay(create(&platform, request).await)
}

async fn create<P: Platform>(platform: &P, request: Request) -> Result<Answer<CreatedJob>, ApiError> {
    let (JobCreateOperation::CreateJob, incoming) = Incoming::new(platform, request)?;
    let Caller { key_hash, idempotency } = incoming.caller()?;
    let job: NewJob = incoming.body()?;
    let job_id = JobId(new_ids::uuid(platform));
    store::create_job(platform.database(), &key_hash, job_id, &job, idempotency.as_ref())
        .await
        .map_err(|error| refusals::store_error(platform, error))
}
