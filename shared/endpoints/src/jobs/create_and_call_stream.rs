//! `POST /api/jobs/create-and-call-stream`: opens a job, makes its one call, answered as a stream, completes it.

use api::error::ApiError;
use api::ids::JobId;
use api::routes::JobCreateAndCallStreamOperation;
use platform::{Platform, Request, Response};

use crate::call::end::EndActions;
use crate::call::request::STREAM_LIFETIME_SECONDS;
use crate::call::stream_pump::StreamForm;
use crate::call::streamed::{replay, serve_streamed};
use crate::http::incoming::Incoming;
use crate::http::outgoing::refuse;
use crate::jobs::create_and_call::CreateAndCall;
use crate::secrets::deployment::Deployment;
use crate::secrets::new_ids;
use store::AdmissionOutcome;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    create_and_call_stream(&platform, request).await.unwrap_or_else(|error| refuse(&error))
}

async fn create_and_call_stream<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (JobCreateAndCallStreamOperation::CreateAndCallStream, incoming) = Incoming::new(platform, request)?;
    let CreateAndCall { caller, job, mut call } = CreateAndCall::read(incoming)?;
    let deployment = Deployment::load(platform).await?;
    let job_id = JobId(new_ids::uuid(platform));
    let end_actions = EndActions { finish_job: true, keep_answer: caller.idempotency.is_some() };
    let admitted =
        call.admit(platform, &deployment, caller, job_id, Some(job.into()), STREAM_LIFETIME_SECONDS).await?;
    match admitted {
        AdmissionOutcome::Admitted(admission) => {
            serve_streamed(platform, deployment, *admission, call, end_actions, StreamForm::JOBS).await
        }
        AdmissionOutcome::Replayed { answer } => replay(answer, StreamForm::JOBS),
    }
}
