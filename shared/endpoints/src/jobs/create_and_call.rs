//! `POST /api/jobs/create-and-call`: opens a job, makes its one call, completes it.

use api::calls::{JobAnswer, JobWithCall};
use api::error::ApiError;
use api::ids::JobId;
use api::job_closing::{JobCharge, JobTotals};
use api::job_opening::NewJob;
use api::jobs::JobStatus;
use api::money::Usd;
use api::rate::RateLimits;
use api::reading::{Metadata, read_body};
use api::routes::JobCreateAndCallOperation;
use api::timestamp::Timestamp;
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{Admission, AdmissionOutcome, Answer, Charge};

use crate::call::answer::answer;
use crate::call::end::EndActions;
use crate::call::request::{Call, WHOLE_CALL_LIFETIME_SECONDS};
use crate::call::whole::{self, AnsweredCall};
use crate::http::caller::Caller;
use crate::http::incoming::Incoming;
use crate::http::outgoing::respond_to_call;
use crate::secrets::deployment::Deployment;
use crate::secrets::new_ids;

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond_to_call(create_and_call(&platform, request).await)
}

/// A request for a job with one call.
pub(crate) struct CreateAndCall {
    pub caller: Caller,
    pub job: NewJob,
    pub call: Call,
}

impl CreateAndCall {
    /// Reads it and frees the body as it was sent.
    pub(crate) fn read(incoming: Incoming) -> Result<Self, ApiError> {
        let caller = incoming.caller()?;
        let body = incoming.members_of::<JobWithCall>()?;
        let JobWithCall { job, job_metadata, terms, call_metadata: _, chat } = read_body(&body)?;
        let job = NewJob { terms: job, metadata: job_metadata.unwrap_or_default() };
        let call = Call::new(terms, chat, Metadata::default(), body, incoming.body_hash());
        Ok(Self { caller, job, call })
    }
}

async fn create_and_call<P: Platform>(
    platform: &P,
    request: Request,
) -> Result<(Answer<Value>, RateLimits), ApiError> {
    let (JobCreateAndCallOperation::CreateAndCall, incoming) = Incoming::new(platform, request)?;
    let CreateAndCall { caller, job, mut call } = CreateAndCall::read(incoming)?;
    let deployment = Deployment::load(platform).await?;
    let job_id = JobId(new_ids::uuid(platform));
    let end_actions = EndActions { finish_job: true, keep_answer: caller.idempotency.is_some() };
    let admitted = call
        .admit(platform, &deployment, caller, job_id, Some(job.into()), WHOLE_CALL_LIFETIME_SECONDS)
        .await?;
    let admission = match admitted {
        AdmissionOutcome::Admitted(admission) => admission,
        AdmissionOutcome::Replayed { answer } => {
            return Ok((Answer { value: answer, replayed: true }, RateLimits::default()));
        }
    };
    let body = |answered: &AnsweredCall| {
        json!(JobAnswer {
            call: answer(platform, &admission, &call, answered),
            job_id: admission.job_id,
            team_id: &admission.team_id,
            status: JobStatus::Completed,
            costs: costs(&admission, answered),
            completed_at: Timestamp { unix_ms: platform.unix_time_ms() },
        })
    };
    let whole =
        whole::serve_and_settle(platform, &deployment, &admission, &call, end_actions, body, tell_charge)
            .await?;
    Ok((Answer { value: whole.body, replayed: false }, admission.rate_limits))
}

/// Writes what the job was charged into its costs.
fn tell_charge(body: &mut Value, charge: Option<Charge>) {
    body["costs"]["credits_charged"] = json!(charge.map(|charge| charge.credits_charged));
    if let Some(charge) = charge {
        body["costs"]["credits_remaining"] = json!(charge.credits_remaining);
    }
}

/// The job's costs: it has this one call.
fn costs(admission: &Admission, answered: &AnsweredCall) -> JobCharge {
    let record = &answered.record;
    let tokens = record.prompt_tokens.saturating_add(record.completion_tokens);
    let cost = record.client_cost_usd + admission.job_price_usd.unwrap_or(Usd::ZERO);
    JobCharge::from(JobTotals {
        total_calls: 1,
        successful_calls: 1,
        failed_calls: 0,
        total_tokens: tokens,
        total_cost_usd: cost,
        avg_latency_ms: record.latency_ms.unwrap_or_default(),
        credits_charged: answered.charge.credits_charged,
        credits_remaining: answered.charge.credits_remaining,
    })
}
