//! The way of a call through a door, whatever it asks: into its job, and out with what headers say of it.

use api::chat::ChatRequest;
use api::error::ApiError;
use api::ids::JobId;
use api::job_opening::JobOfCall;
use api::reading::{Metadata, Text};
use dialects::Dialect;
use platform::{Platform, Response};
use serde_json::Value;
use store::{Admission, AdmissionOutcome};

use crate::call::end::EndActions;
use crate::call::question::Question;
use crate::call::request::{Call, WHOLE_CALL_LIFETIME_SECONDS};
use crate::call::whole::{self, AnsweredCall, WholeAnswer};
use crate::doors::JobChoice;
use crate::doors::waiting::after_the_first;
use crate::http::caller::Caller;
use crate::http::outgoing::{add_headers, dropped_header_of, ids_headers, rate_headers, replayed};
use crate::secrets::deployment::Deployment;
use crate::secrets::new_ids;

/// A call, and the job in which it is made.
pub(crate) struct Entry<Q = ChatRequest> {
    pub caller: Caller,
    pub job: JobChoice,
    /// What the client keeps with its job.
    pub metadata: Metadata,
    pub call: Call<Q>,
    /// The API that the client speaks.
    pub dialect: Dialect,
}

/// What came of asking for the admission of a call.
pub(crate) struct Entered<Q> {
    pub call: Call<Q>,
    pub end_actions: EndActions,
    pub outcome: AdmissionOutcome,
}

impl<Q: Question> Entry<Q> {
    /// Asks for the admission of the call, into an open job or one of its own, whose user is the request's.
    ///
    /// # Errors
    /// See [`store::Refusal`].
    pub(crate) async fn admit<P: Platform>(
        self,
        platform: &P,
        deployment: &Deployment,
        lifetime_seconds: u32,
    ) -> Result<Entered<Q>, ApiError> {
        let Self { caller, job, metadata, mut call, dialect: _ } = self;
        let keep_answer = caller.idempotency.is_some();
        let (job_id, new_job) = match job {
            JobChoice::Open(job_id) => {
                call.metadata_patch = metadata;
                (job_id, None)
            }
            JobChoice::Own(job_type) => {
                let user_id = call.asked.user().and_then(Text::beginning_of);
                let job = JobOfCall { team_id: None, job_type, user_id, external_task_id: None, metadata };
                (JobId(new_ids::uuid(platform)), Some(job))
            }
        };
        let end_actions = EndActions { finish_job: new_job.is_some(), keep_answer };
        let admitted = async |caller, new_job| {
            call.admit(platform, deployment, caller, job_id, new_job, lifetime_seconds).await
        };
        let outcome = after_the_first(platform, caller, new_job, admitted).await?;
        Ok(Entered { call, end_actions, outcome })
    }
}

/// Makes a call and answers it whole. `body` makes the answer, which has the member `tollgate` and is what is kept for repetitions of
/// the request; `written` makes the response of it, also of one that was kept.
pub(crate) async fn serve_whole<P: Platform, Q: Question>(
    platform: &P,
    entry: Entry<Q>,
    body: impl FnOnce(&Admission, &Call<Q>, &AnsweredCall<Q::Answer>) -> Value,
    written: impl FnOnce(Value) -> Response,
) -> Result<Response, ApiError> {
    let dialect = entry.dialect;
    let deployment = Deployment::load(platform).await?;
    let Entered { call, end_actions, outcome } =
        entry.admit(platform, &deployment, WHOLE_CALL_LIFETIME_SECONDS).await?;
    let admission = match outcome {
        AdmissionOutcome::Admitted(admission) => admission,
        AdmissionOutcome::Replayed { answer } => return Ok(replayed(with_facts(answer, written))),
    };
    let body = |answered: &AnsweredCall<Q::Answer>| body(&admission, &call, answered);
    let WholeAnswer { body, credits_remaining } =
        whole::serve_and_settle(platform, &deployment, &admission, &call, end_actions, body, |_, _| {})
            .await?;
    let mut response = with_facts(body, written);
    let headers = response.headers_mut();
    add_headers(headers, &[("tollgate-credits-remaining", credits_remaining.to_string())]);
    add_headers(headers, &rate_headers(dialect, &admission.rate_limits, platform.unix_time_ms()));
    Ok(response)
}

/// An answer, with what its member `tollgate` says in headers too.
fn with_facts(body: Value, written: impl FnOnce(Value) -> Response) -> Response {
    let facts = body["tollgate"].clone();
    let text = |name: &str| facts[name].as_str().unwrap_or_default();
    let mut response = written(body);
    add_headers(response.headers_mut(), &ids_headers(text("job_id"), text("call_id")));
    add_headers(response.headers_mut(), dropped_header_of(&facts).as_slice());
    response
}
