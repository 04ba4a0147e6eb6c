//! Jobs and the calls in them: what applications use.

use api::calls::{CallAnswer, JobAnswer, JobWithCall, LlmCall};
use api::error::ErrorCode as E;
use api::job_closing::{CompletedJob, JobEnd};
use api::job_opening::{CreatedJob, NewJob};
use api::routes::{
    JobCompleteOperation, JobCreateAndCallOperation, JobCreateAndCallStreamOperation, JobCreateOperation,
    JobLlmCallOperation, JobLlmCallStreamOperation,
};
use dialects::ChatCompletionEvent;
use serde_json::{Value, json};

use crate::document::RATE_HEADERS;
use crate::operation::{Operation, describe};

/// What a stream's head says: the answer itself comes too late for it.
const STREAM_HEADERS: [&str; 6] = [
    "X-Job-Id",
    "X-Call-Id",
    "Tollgate-Job-Id",
    "Tollgate-Call-Id",
    "Tollgate-Credits-Remaining",
    "Tollgate-Dropped",
];

/// Why a call may be refused, or fail.
pub(super) const CALL_FAULTS: [E; 21] = [
    E::ContextLengthExceeded,
    E::ContentRefused,
    E::InvalidSchema,
    E::InvalidImage,
    E::InvalidReasoning,
    E::ModelUnavailable,
    E::InsufficientCredits,
    E::ModelNotAllowed,
    E::MetadataTooLarge,
    E::UnsupportedParameter,
    E::WrongModelKind,
    E::RateLimited,
    E::ProviderRateLimited,
    E::Misconfigured,
    E::ProviderError,
    E::ProviderAuthFailed,
    E::ProviderBadRequest,
    E::ProviderBadResponse,
    E::NoProviderCredentials,
    E::ProviderTimeout,
    E::ValidationError,
];

/// What the operation takes and answers.
pub(super) fn create_job(operation: JobCreateOperation) -> Operation {
    match operation {
        JobCreateOperation::CreateJob => describe("Open a job")
            .body::<NewJob>()
            .example(json!({"team_id": "north-ops", "job_type": "invoice", "external_task_id": "task-17", "metadata": {"invoice": 4711}}))
            .idempotent()
            .answers::<CreatedJob>("The job is open.")
            .refuses(&[E::MetadataTooLarge, E::TooManyJobTypes, E::RateLimited]),
    }
}

/// What the operation takes and answers.
pub(super) fn create_and_call(operation: JobCreateAndCallOperation) -> Operation {
    match operation {
        JobCreateAndCallOperation::CreateAndCall => {
            describe("Open a job, make one call in it, and complete it")
                .body::<JobWithCall>()
                .example(job_with_call())
                .idempotent()
                .answers::<JobAnswer<'_>>("The call was answered, and the job is completed.")
                .headers(&["Tollgate-Dropped"])
                .headers(&RATE_HEADERS)
                .refuses(&CALL_FAULTS)
                .refuses(&[E::TooManyJobTypes])
        }
    }
}

/// What the operation takes and answers.
pub(super) fn create_and_call_stream(operation: JobCreateAndCallStreamOperation) -> Operation {
    match operation {
        JobCreateAndCallStreamOperation::CreateAndCallStream => {
            stream("Open a job with one call, answered as a stream")
                .body::<JobWithCall>()
                .example(job_with_call())
        }
    }
}

/// What the operation takes and answers.
pub(super) fn llm_call(operation: JobLlmCallOperation) -> Operation {
    match operation {
        JobLlmCallOperation::LlmCall => describe("Make a call in a job")
            .body::<LlmCall>()
            .example(call())
            .idempotent()
            .answers::<CallAnswer<'_>>("The call was answered.")
            .headers(&["Tollgate-Dropped"])
            .headers(&RATE_HEADERS)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobClosed]),
    }
}

/// What the operation takes and answers.
pub(super) fn llm_call_stream(operation: JobLlmCallStreamOperation) -> Operation {
    match operation {
        JobLlmCallStreamOperation::LlmCallStream => stream("Make a call in a job, answered as a stream")
            .body::<LlmCall>()
            .example(call())
            .refuses(&[E::JobClosed]),
    }
}

/// What the operation takes and answers.
pub(super) fn complete_job(operation: JobCompleteOperation) -> Operation {
    match operation {
        JobCompleteOperation::CompleteJob => describe("Complete a job, and charge for it")
            .about("Completing a job again as the same changes nothing, and gets the same answer.")
            .body::<JobEnd>()
            .example(json!({"status": "completed", "result": {"lines": 12}}))
            .idempotent()
            .answers::<CompletedJob>("The job is closed.")
            .refuses(&[E::JobClosed, E::CallsInProgress, E::MetadataTooLarge]),
    }
}

/// A call that is answered as a stream.
fn stream(summary: &str) -> Operation {
    describe(summary)
        .about(STREAM)
        .idempotent()
        .answers_events::<ChatCompletionEvent>("The answer, as it comes.")
        .headers(&STREAM_HEADERS)
        .headers(&RATE_HEADERS)
        .refuses(&CALL_FAULTS)
}

/// The body of a call.
fn call() -> Value {
    json!({"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]})
}

/// The body of a job with one call.
fn job_with_call() -> Value {
    let mut body = json!({"team_id": "north-ops", "job_type": "greeting"});
    if let (Some(job), Value::Object(call)) = (body.as_object_mut(), call()) {
        job.extend(call);
    }
    body
}

const STREAM: &str = "Server-sent events, each with one `chat.completion.chunk` of OpenAI's API as its `data`. The last chunk has \
    the `finish_reason`, the `usage`, and the ids of the job and the call as `tollgate`. The end is `data: [DONE]`. If the model \
    fails midway, the last chunk is `{\"error\", \"code\", \"type\"}` instead (`ChatStreamError`). Lines that begin with a colon keep the \
    connection open.";
