//! `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.

use api::calls::LlmCall;
use api::error::ApiError;
use api::ids::JobId;
use api::rate::RateLimits;
use api::reading::read_body;
use api::routes::JobLlmCallOperation;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};

use crate::call::answer::answer;
use crate::call::end::EndActions;
use crate::call::request::{Call, WHOLE_CALL_LIFETIME_SECONDS};
use crate::call::whole::{self, AnsweredCall};
use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_to_call;
use crate::secrets::deployment::Deployment;
use store::{AdmissionOutcome, Answer};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_to_call(llm_call(&platform, request).await)
}

/// A request for one call of a job.
pub(crate) struct CallInJob {
    pub caller: Caller,
    pub job_id: JobId,
    pub call: Call,
}

impl CallInJob {
    /// Reads it and frees the body as it was sent.
    pub(crate) fn read(incoming: Incoming) -> Result<Self, ApiError> {
        let caller = incoming.caller()?;
        let job_id = incoming.job_id()?;
        let body = incoming.members_of::<LlmCall>()?;
        let LlmCall { terms, call_metadata, chat } = read_body(&body)?;
        let call = Call::new(terms, chat, call_metadata.unwrap_or_default(), body, incoming.body_hash());
        Ok(Self { caller, job_id, call })
    }
}

async fn llm_call<P: Platform>(
    platform: &P,
    request: Request,
) -> Result<(Answer<Value>, RateLimits), ApiError> {
    let (JobLlmCallOperation::LlmCall, incoming) = Incoming::new(platform, request)?;
    let CallInJob { caller, job_id, mut call } = CallInJob::read(incoming)?;
    let deployment = Deployment::load(platform).await?;
    let end_actions = EndActions { finish_job: false, keep_answer: caller.idempotency.is_some() };
    let admitted =
        call.admit(platform, &deployment, caller, job_id, None, WHOLE_CALL_LIFETIME_SECONDS).await?;
    let admission = match admitted {
        AdmissionOutcome::Admitted(admission) => admission,
        AdmissionOutcome::Replayed { answer } => {
            return Ok((Answer { value: answer, replayed: true }, RateLimits::default()));
        }
    };
    let body = |answered: &AnsweredCall| json!(answer(platform, &admission, &call, answered));
    // The job stays open: what it is charged is in the answer to its completion.
    let tell_charge = |_: &mut Value, _| {};
    let whole =
        whole::serve_and_settle(platform, &deployment, &admission, &call, end_actions, body, tell_charge)
            .await?;
    Ok((Answer { value: whole.body, replayed: false }, admission.rate_limits))
}
