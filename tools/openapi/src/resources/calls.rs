//! Jobs and the calls in them: what applications use.

use api::error::ErrorCode as E;
use api::ids::{CallId, JobId, ModelAlias, TeamId};
use schemars::JsonSchema;
use serde_json::{Map, Number, Value, json};

use super::chat::ChatParameters;
use super::completion::{ChatCompletionEvent, Choice, FinishReason, ToolCall, Usage};
use crate::document::RATE_HEADERS;
use crate::operation::{Operation, operation};

/// What a stream's head says: the answer itself comes too late for it.
const STREAM_HEADERS: [&str; 2] = ["X-Job-Id", "X-Call-Id"];

/// Why a call may be refused, or fail.
const CALL_FAULTS: [E; 14] = [
    E::InsufficientCredits,
    E::ModelNotAllowed,
    E::MetadataTooLarge,
    E::UnsupportedParameter,
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

/// A job to be opened.
#[derive(JsonSchema)]
struct NewJob {
    #[schemars(flatten)]
    terms: JobTerms,
    /// Anything that the client wants to keep with the job, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
}

#[derive(JsonSchema)]
struct JobTerms {
    /// The key's team.
    team_id: TeamId,
    /// What kind of business operation it is: reports and pricing plans go by it.
    #[schemars(length(min = 1, max = 100))]
    job_type: String,
    /// The client's own user.
    #[schemars(length(max = 255))]
    user_id: Option<String>,
    /// The client's own id of the operation.
    #[schemars(length(max = 255))]
    external_task_id: Option<String>,
}

/// A job that was opened.
#[derive(JsonSchema)]
struct CreatedJob {
    /// The job.
    job_id: JobId,
    /// Its team.
    team_id: TeamId,
    /// `pending`, until its first call.
    status: String,
    /// RFC 3339.
    created_at: String,
}

/// A call: OpenAI's chat completion parameters, and what Tollgate adds to them.
#[derive(JsonSchema)]
struct LlmCall {
    /// The alias or model group. Older clients may say `model_group`.
    model: ModelAlias,
    /// The client's label of the call.
    #[schemars(length(max = 200))]
    purpose: Option<String>,
    /// What a good call adds to the job's metadata.
    call_metadata: Option<Map<String, Value>>,
    #[schemars(flatten)]
    chat: ChatParameters,
}

/// A job with one call.
#[derive(JsonSchema)]
struct JobWithCall {
    #[schemars(flatten)]
    job: JobTerms,
    /// Anything that the client wants to keep with the job, of at most 10 KB.
    job_metadata: Option<Map<String, Value>>,
    #[schemars(flatten)]
    call: LlmCall,
}

/// An answered call: in Tollgate's own form, and as an OpenAI chat completion.
#[derive(JsonSchema)]
struct CallAnswer {
    /// The call.
    call_id: CallId,
    /// What the model said.
    response: Said,
    /// What it took.
    metadata: CallMetadata,
    /// The call once more, as OpenAI's clients read it.
    id: CallId,
    /// `chat.completion`.
    object: String,
    /// Seconds since 1970.
    created: u64,
    /// What was asked for.
    model: String,
    /// One answer.
    choices: Vec<Choice>,
    /// What it used.
    usage: Usage,
}

/// What a model said.
#[derive(JsonSchema)]
struct Said {
    /// Its text.
    content: Option<String>,
    /// Why it ended.
    finish_reason: FinishReason,
    /// The tools it calls.
    tool_calls: Option<Vec<ToolCall>>,
    /// Why it refused.
    refusal: Option<String>,
}

/// What a call took.
#[derive(JsonSchema)]
struct CallMetadata {
    /// Input and output.
    tokens_used: u64,
    /// Input.
    prompt_tokens: u64,
    /// Output.
    completion_tokens: u64,
    /// How long it took, in milliseconds.
    latency_ms: u64,
    /// What was asked for.
    model: String,
    /// The same once more, for clients that read it by this name.
    model_group: String,
}

/// An answered call, with the job that was opened and completed for it.
#[derive(JsonSchema)]
struct JobAnswer {
    #[schemars(flatten)]
    call: CallAnswer,
    /// The job.
    job_id: JobId,
    /// Its team.
    team_id: TeamId,
    /// `completed`.
    status: String,
    /// What the job costs.
    costs: JobCharge,
    /// RFC 3339.
    completed_at: String,
}

/// What a job costs.
#[derive(JsonSchema)]
struct JobCharge {
    /// Calls that have ended.
    total_calls: u64,
    /// Those with an answer.
    successful_calls: u64,
    /// Those without.
    failed_calls: u64,
    /// Input and output.
    total_tokens: u64,
    /// What the client pays, USD.
    total_cost_usd: Number,
    /// The mean latency, in milliseconds.
    avg_latency_ms: u64,
    /// Whether credits were charged.
    credit_applied: bool,
    /// How many.
    credits_charged: i64,
    /// What the team has left, held credits included.
    credits_remaining: i64,
}

/// How a job ended.
#[derive(JsonSchema)]
struct JobEnd {
    /// How it ended.
    status: FinalStatus,
    /// What is added to the job's metadata.
    metadata: Option<Map<String, Value>>,
    /// Why it failed.
    error_message: Option<String>,
    /// Kept in the job's metadata, as `result`.
    result: Option<Map<String, Value>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum FinalStatus {
    Completed,
    Failed,
}

/// A job that was completed.
#[derive(JsonSchema)]
struct CompletedJob {
    /// The job.
    job_id: JobId,
    /// Its team.
    team_id: TeamId,
    /// `completed` or `failed`.
    status: String,
    /// RFC 3339.
    completed_at: String,
    /// What it costs.
    costs: JobCharge,
    /// Its calls.
    calls: Vec<CallOfJob>,
    /// What the team has left, held credits included.
    credits_remaining: i64,
    /// How many calls it had.
    total_calls: u64,
}

/// A call of a job that was completed.
#[derive(JsonSchema)]
struct CallOfJob {
    /// The call.
    call_id: CallId,
    /// The client's label.
    purpose: Option<String>,
    /// What was asked for.
    model_group: String,
    /// Input and output.
    tokens: u64,
    /// How long it took, in milliseconds.
    latency_ms: Option<u64>,
    /// The stable code of its failure.
    error: Option<String>,
}

pub(super) fn operations() -> Vec<Operation> {
    let call = json!({"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]});
    let mut job_with_call = json!({"team_id": "north-ops", "job_type": "greeting"});
    if let (Some(job), Some(call)) = (job_with_call.as_object_mut(), call.as_object()) {
        job.extend(call.clone());
    }
    vec![
        operation("create_job", "Open a job")
            .body::<NewJob>()
            .example(json!({"team_id": "north-ops", "job_type": "invoice", "external_task_id": "task-17", "metadata": {"invoice": 4711}}))
            .idempotent()
            .answers::<CreatedJob>("The job is open.")
            .refuses(&[E::MetadataTooLarge]),
        operation("create_and_call", "Open a job, make one call in it, and complete it")
            .body::<JobWithCall>()
            .example(job_with_call.clone())
            .idempotent()
            .answers::<JobAnswer>("The call was answered, and the job is completed.")
            .headers(&RATE_HEADERS)
            .refuses(&CALL_FAULTS),
        operation("create_and_call_stream", "Open a job with one call, answered as a stream")
            .about(STREAM)
            .body::<JobWithCall>()
            .example(job_with_call)
            .idempotent()
            .answers_as::<ChatCompletionEvent>("text/event-stream", "The answer, as it comes.")
            .headers(&STREAM_HEADERS)
            .headers(&RATE_HEADERS)
            .refuses(&CALL_FAULTS),
        operation("llm_call", "Make a call in a job")
            .body::<LlmCall>()
            .example(call.clone())
            .idempotent()
            .answers::<CallAnswer>("The call was answered.")
            .headers(&RATE_HEADERS)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobClosed]),
        operation("llm_call_stream", "Make a call in a job, answered as a stream")
            .about(STREAM)
            .body::<LlmCall>()
            .example(call)
            .idempotent()
            .answers_as::<ChatCompletionEvent>("text/event-stream", "The answer, as it comes.")
            .headers(&STREAM_HEADERS)
            .headers(&RATE_HEADERS)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobClosed]),
        operation("complete_job", "Complete a job, and charge for it")
            .about("Completing a job again as the same changes nothing, and gets the same answer.")
            .body::<JobEnd>()
            .example(json!({"status": "completed", "result": {"lines": 12}}))
            .idempotent()
            .answers::<CompletedJob>("The job is closed.")
            .refuses(&[E::JobClosed, E::CallsInProgress, E::MetadataTooLarge]),
    ]
}

const STREAM: &str = "Server-sent events, each with one `chat.completion.chunk` of OpenAI's API as its `data`. The last chunk has \
    the `finish_reason`, the `usage`, and the ids of the job and the call as `tollgate`. The end is `data: [DONE]`. If the model \
    fails midway, the last chunk is `{\"error\", \"code\", \"type\"}` instead. Lines that begin with a colon keep the \
    connection open.";
