//! A call that is answered whole: admitted, served, and settled after the response.

use api::chat::Completion;
use api::error::ApiError;
use platform::Platform;
use serde_json::{Value, json};
use store::{Admission, CallResult};

use crate::call::end::{CallEnd, WindUp};
use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::{Serving, serve_whole};
use crate::call::settling;
use crate::secrets::deployment::Deployment;

/// An answered call: the answer and what will be in the books.
pub struct Answered {
    /// The answer.
    pub completion: Completion,
    /// What is written down of it.
    pub record: CallResult,
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
    let Serving { outcome, route } = serve_whole(platform, deployment, admission, &call.chat).await;
    let (end, outcome) = match outcome {
        Ok(completion) => (CallEnd::answered(route, &completion), Ok(completion)),
        Err(fault) => (CallEnd::unanswered(route, fault.clone()), Err(fault)),
    };
    let record = end.record(admission, end.consumption(call));
    let answer = match outcome {
        Ok(completion) => Ok(body(&Answered { completion, record: record.clone() })),
        Err(fault) => Err(refuse(platform, admission, &fault)),
    };
    let kept = answer.as_ref().ok().filter(|_| wind_up.keep_answer).cloned();
    let settlement = end.settlement(admission, call, wind_up, record, kept);
    settling::settle_after_response(platform, settlement);
    answer
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
