//! Doors for clients that are made for other APIs: each call is in a job, whether the client knows of jobs or not.
//!
//! `Tollgate-Job` names an open job, which stays open. Without it, a call is a job of its own, completed with it, of the type in
//! `Tollgate-Job-Type`.

pub mod chat_completions;
pub mod embeddings;
mod entry;
pub mod messages;
pub mod models;
pub mod responses;
mod waiting;

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::JobId;
use api::reading::{Metadata, Text};
use platform::{Platform, Response};
use serde_json::Value;
use store::{Admission, AdmissionOutcome};

use crate::call::request::{Call, STREAM_LIFETIME_SECONDS};
use crate::call::stream_pump::StreamForm;
use crate::call::streamed::{replay, serve_streamed};
use crate::call::whole::AnsweredCall;
use crate::doors::entry::{Entered, Entry, serve_whole};
use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::ok_with_numbers;
use crate::secrets::deployment::Deployment;

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
    let DoorCall { caller, job, metadata, call, is_streamed, form } = door;
    let entry = Entry { caller, job, metadata, call, dialect: form.dialect };
    if !is_streamed {
        return serve_whole(platform, entry, body, |body| ok_with_numbers(&body)).await;
    }
    let deployment = Deployment::load(platform).await?;
    match entry.admit(platform, &deployment, STREAM_LIFETIME_SECONDS).await? {
        Entered { call, end_actions, outcome: AdmissionOutcome::Admitted(admission) } => {
            serve_streamed(platform, deployment, *admission, call, end_actions, form).await
        }
        Entered { outcome: AdmissionOutcome::Replayed { answer }, .. } => replay(answer, form),
    }
}
