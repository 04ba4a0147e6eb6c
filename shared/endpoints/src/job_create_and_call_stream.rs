//! `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call, answered as a stream, completes it.

use api::error::ApiError;
use api::ids::JobId;
use platform::{Platform, Request, Response};

use crate::call::STREAM_LIFETIME_SECONDS;
use crate::deployment::Deployment;
use crate::job_create_and_call::CreateAndCall;
use crate::new_ids;
use crate::outgoing::refuse;
use crate::streamed_call::serve_streamed;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    create_and_call_stream(&platform, request).await.unwrap_or_else(|error| refuse(&error))
}

async fn create_and_call_stream<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let CreateAndCall { key_hash, job, call } = CreateAndCall::read(request)?;
    let deployment = Deployment::load(platform)?;
    let job_id = JobId(new_ids::uuid(platform));
    let admission =
        call.admit(platform, &deployment, &key_hash, job_id, Some(job), STREAM_LIFETIME_SECONDS).await?;
    serve_streamed(platform, &deployment, admission, call, true).await
}
