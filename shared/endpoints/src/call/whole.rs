//! A call that is answered whole: admitted, served, and settled after the response.

use api::chat::Completion;
use api::error::ApiError;
use api::jobs::JobStatus;
use platform::Platform;
use serde_json::{Map, Value, json};
use store::{Admission, CallResult, Settlement};

use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::{Serving, serve_whole};
use crate::call::settling::{self, Consumption};
use crate::call::transcript::transcript;
use crate::secrets::deployment::Deployment;

/// An answered call: the answer and what will be in the books.
pub struct Answered {
    /// The answer.
    pub completion: Completion,
    /// What is written down of it.
    pub record: CallResult,
}

/// How an answered call is wound up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindUp {
    /// Closes the job with the call, as completed or as failed.
    pub finish_job: bool,
    /// Keeps the answer for whoever sends the same request again.
    pub keep_answer: bool,
}

/// Serves an admitted call, makes its answer with `body`, and leaves its settling for after the response.
///
/// # Errors
/// The fault of the last attempt, in the contract's words, with the ids of the job and the call.
pub async fn serve_and_settle<P: Platform>(
    platform: &P,
    deployment: &Deployment,
    admission: &Admission,
    call: &Call,
    wind_up: WindUp,
    body: impl FnOnce(&Answered) -> Value,
) -> Result<Value, ApiError> {
    let serving = serve_whole(platform, deployment, admission, &call.chat).await;
    let record = record(admission, &serving, call);
    let succeeded = serving.outcome.is_ok();
    let result = record.clone();
    let transcript = transcript(admission, call, serving.outcome.as_ref().ok().map(said));
    let answer = match serving.outcome {
        Ok(completion) => Ok(body(&Answered { completion, record })),
        Err(fault) => Err(refuse(platform, admission, &fault)),
    };
    let final_status = if succeeded { JobStatus::Completed } else { JobStatus::Failed };
    let settlement = Settlement {
        call_id: admission.call_id,
        result,
        transcript,
        metadata_patch: if succeeded { call.metadata_patch.clone() } else { Map::new() },
        finish_job: wind_up.finish_job.then_some(final_status),
        answer: answer.as_ref().ok().filter(|_| wind_up.keep_answer).cloned(),
    };
    settling::settle_after_response(platform, settlement);
    answer
}

fn record(admission: &Admission, serving: &Serving<Completion>, call: &Call) -> CallResult {
    let completion = serving.outcome.as_ref().ok();
    let consumption = completion.map(|completion| match completion.usage {
        Some(usage) => Consumption { usage, estimated: false },
        None => Consumption {
            usage: api::chat::Usage {
                prompt_tokens: call.chat.estimated_input_tokens(),
                completion_tokens: completion.estimated_output_tokens(),
                ..api::chat::Usage::default()
            },
            estimated: true,
        },
    });
    CallResult {
        provider_request_id: completion.and_then(|completion| completion.provider_request_id.clone()),
        ..settling::record(admission, &serving.route, serving.outcome.as_ref().err(), consumption)
    }
}

/// What was answered, as it is kept.
fn said(completion: &Completion) -> Value {
    let mut message = completion.message_json();
    message["finish_reason"] = json!(completion.finish_reason.as_str());
    message
}

/// The answer to a client whose admitted call failed, with the ids to find it by.
pub fn refuse<P: Platform>(platform: &P, admission: &Admission, fault: &Fault) -> ApiError {
    platform.log(&format!("call {} failed: {}", admission.call_id, fault.code.as_str()));
    fault
        .to_api_error()
        .with("job_id", admission.job_id.to_string())
        .with("call_id", admission.call_id.to_string())
}

/// What all whole answers have, in both shapes: the contract's own, and OpenAI's.
pub fn answer<P: Platform>(platform: &P, admission: &Admission, call: &Call, answered: &Answered) -> Value {
    let Answered { completion, record } = answered;
    let usage = api::chat::Usage {
        prompt_tokens: record.prompt_tokens,
        cached_input_tokens: record.cached_input_tokens,
        cache_write_5m_tokens: record.cache_write_5m_tokens,
        cache_write_1h_tokens: record.cache_write_1h_tokens,
        completion_tokens: record.completion_tokens,
        reasoning_tokens: record.reasoning_tokens,
    };
    let message = completion.message_json();
    let finish_reason = completion.finish_reason.as_str();
    json!({
        "call_id": admission.call_id,
        "response": {
            "content": completion.content,
            "finish_reason": finish_reason,
            "tool_calls": message["tool_calls"],
            "refusal": completion.refusal,
        },
        "metadata": {
            "tokens_used": usage.total_tokens(),
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "latency_ms": record.latency_ms,
            "model": call.model.as_str(),
            "model_group": call.model.as_str(),
        },
        "id": admission.call_id,
        "object": "chat.completion",
        "created": platform.unix_time_ms() / 1000,
        "model": call.model.as_str(),
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": usage.to_json(),
    })
}
