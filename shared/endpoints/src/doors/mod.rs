//! Doors for clients that are made for other APIs: each call is in a job, whether the client knows of jobs or not.
//!
//! `Tollgate-Job` names an open job, which stays open. Without it, a call is a job of its own, completed with it, of the type in
//! `Tollgate-Job-Type`.

pub mod chat_completions;
pub mod messages;
pub mod models;
pub mod responses;

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::JobId;
use api::job_opening::JobOfCall;
use api::reading::{Metadata, Text};
use platform::{Platform, Response};
use serde_json::Value;
use store::{Admission, AdmissionOutcome};

use crate::call::end::EndActions;
use crate::call::request::{Call, STREAM_LIFETIME_SECONDS, WHOLE_CALL_LIFETIME_SECONDS};
use crate::call::stream_pump::StreamForm;
use crate::call::streamed::{replay, serve_streamed};
use crate::call::whole::{self, AnsweredCall, WholeAnswer};
use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::{
    add_headers, dropped_header_of, ids_headers, ok_with_numbers, rate_headers, replayed,
};
use crate::secrets::deployment::Deployment;
use crate::secrets::new_ids;

/// In which job a call is made.
pub(crate) enum JobChoice {
    /// In one that is open.
    Open(JobId),
    /// In one of its own, of this type.
    Own(Text<1, 100>),
}

impl JobChoice {
    /// What the headers say. `usual_type` is the type of a job whose request names none.
    pub(crate) fn read(incoming: &Incoming, usual_type: &str) -> Result<Self, ApiError> {
        let header = |name: &str| {
            let value = incoming.headers().get(name)?;
            Some(value.to_str().map_or_else(|_| String::new(), |text| text.trim().to_owned()))
        };
        if let Some(job_id) = header("tollgate-job") {
            let no_such_job = || ApiError::new(ErrorCode::JobNotFound, "There is no such job.");
            return job_id.parse().map(Self::Open).map_err(|_| no_such_job());
        }
        let name = header("tollgate-job-type").unwrap_or_else(|| usual_type.to_owned());
        Text::beginning_of(&name).filter(|text| **text == *name).map(Self::Own).ok_or_else(|| {
            let location = vec!["header".to_owned(), "Tollgate-Job-Type".to_owned()];
            let message = "Must be 1 to 100 characters".to_owned();
            ApiError::validation(vec![FieldError { location, message, kind: "value_error" }])
        })
    }
}

/// A call that comes through a door.
pub(crate) struct DoorCall {
    pub caller: Caller,
    pub job: JobChoice,
    /// What the client keeps with its job.
    pub metadata: Metadata,
    pub call: Call,
    pub is_streamed: bool,
    pub form: StreamForm,
}

/// Makes the call and answers it: whole with what `body` makes of it, or as a stream. The body has the member `tollgate`.
pub(crate) async fn serve<P: Platform>(
    platform: &P,
    door: DoorCall,
    body: impl FnOnce(&Admission, &Call, &AnsweredCall) -> Value,
) -> Result<Response, ApiError> {
    let DoorCall { caller, job, metadata, mut call, is_streamed, form } = door;
    let deployment = Deployment::load(platform).await?;
    let keep_answer = caller.idempotency.is_some();
    let (job_id, new_job) = match job {
        JobChoice::Open(job_id) => {
            call.metadata_patch = metadata;
            (job_id, None)
        }
        JobChoice::Own(job_type) => {
            let user = call.chat.safety_identifier.as_ref().or(call.chat.user.as_ref());
            let user_id = user.and_then(|user| Text::beginning_of(user));
            let job = JobOfCall { team_id: None, job_type, user_id, external_task_id: None, metadata };
            (JobId(new_ids::uuid(platform)), Some(job))
        }
    };
    let end_actions = EndActions { finish_job: new_job.is_some(), keep_answer };
    let lifetime = if is_streamed { STREAM_LIFETIME_SECONDS } else { WHOLE_CALL_LIFETIME_SECONDS };
    let admission = match call.admit(platform, &deployment, caller, job_id, new_job, lifetime).await? {
        AdmissionOutcome::Admitted(admission) => admission,
        AdmissionOutcome::Replayed { answer } if is_streamed => return replay(answer, form),
        AdmissionOutcome::Replayed { answer } => return Ok(replayed(answered(&answer))),
    };
    if is_streamed {
        return serve_streamed(platform, deployment, *admission, call, end_actions, form).await;
    }
    let body = |answered: &AnsweredCall| body(&admission, &call, answered);
    let WholeAnswer { body, credits_remaining } =
        whole::serve_and_settle(platform, &deployment, &admission, &call, end_actions, body, |_, _| {})
            .await?;
    let mut response = answered(&body);
    let headers = response.headers_mut();
    add_headers(headers, &[("tollgate-credits-remaining", credits_remaining.to_string())]);
    add_headers(headers, &rate_headers(form.dialect, &admission.rate_limits, platform.unix_time_ms()));
    Ok(response)
}

/// An answer, with what its member `tollgate` says in headers too.
fn answered(body: &Value) -> Response {
    let facts = &body["tollgate"];
    let text = |name: &str| facts[name].as_str().unwrap_or_default();
    let mut response = ok_with_numbers(body);
    add_headers(response.headers_mut(), &ids_headers(text("job_id"), text("call_id")));
    add_headers(response.headers_mut(), dropped_header_of(facts).as_slice());
    response
}
