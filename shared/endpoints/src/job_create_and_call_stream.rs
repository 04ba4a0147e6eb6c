//! `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call, answered as a stream, completes it.

use api::error::ApiError;
use api::ids::JobId;
use platform::{Platform, Request, Response};

use crate::call::STREAM_LIFETIME_SECONDS;
use crate::deployment::Deployment;
use crate::job_create_and_call::CreateAndCall;
use crate::new_ids;
use crate::outgoing::refuse;
use crate::streamed_call::{replay, serve_streamed};
use crate::whole_call::WindUp;
use store::Admitted;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    create_and_call_stream(&platform, request).await.unwrap_or_else(|error| refuse(&error))
}

async fn create_and_call_stream<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let CreateAndCall { caller, job, call } = CreateAndCall::read(request)?;
    let deployment = Deployment::load(platform).await?;
    let job_id = JobId(new_ids::uuid(platform));
    let wind_up = WindUp { finish_job: true, keep_answer: caller.idempotency.is_some() };
    let admitted =
        call.admit(platform, &deployment, caller, job_id, Some(job), STREAM_LIFETIME_SECONDS).await?;
    match admitted {
        Admitted::Admitted(admission) => {
            serve_streamed(platform, &deployment, *admission, call, wind_up).await
        }
        Admitted::Replayed { answer } => replay(answer),
    }
}
