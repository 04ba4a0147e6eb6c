//! `POST /api/jobs/{job_id}/llm-call-stream`: one call of a job, answered as a stream.

use api::error::ApiError;
use api::routes::JobLlmCallStreamOperation;
use platform::{Platform, Request, Response};

use crate::call::end::EndActions;
use crate::call::request::STREAM_LIFETIME_SECONDS;
use crate::call::stream_pump::StreamForm;
use crate::call::streamed::{replay, serve_streamed};
use crate::http::incoming::Incoming;
use crate::http::outgoing::refuse;
use crate::jobs::llm_call::CallInJob;
use crate::secrets::deployment::Deployment;
use store::AdmissionOutcome;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    llm_call_stream(&platform, request).await.unwrap_or_else(|error| refuse(&error))
}

async fn llm_call_stream<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (JobLlmCallStreamOperation::LlmCallStream, incoming) = Incoming::new(platform, request)?;
    let CallInJob { caller, job_id, mut call } = CallInJob::read(incoming)?;
    let deployment = Deployment::load(platform).await?;
    let end_actions = EndActions { finish_job: false, keep_answer: caller.idempotency.is_some() };
    let admitted = call.admit(platform, &deployment, caller, job_id, None, STREAM_LIFETIME_SECONDS).await?;
    match admitted {
        AdmissionOutcome::Admitted(admission) => {
            serve_streamed(platform, deployment, *admission, call, end_actions, StreamForm::JOBS).await
        }
        AdmissionOutcome::Replayed { answer } => replay(answer, StreamForm::JOBS),
    }
}
