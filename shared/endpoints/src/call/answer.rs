//! The answer to a call that was answered whole.

use api::calls::{CallAnswer, CallMetadata, CompletionObject, ModelResponse, OpenaiCompletion};
use api::chat::{ChatChoice, ChatUsage, ServiceTier};
use platform::Platform;
use store::Admission;

use crate::call::request::Call;
use crate::call::whole::AnsweredCall;

/// What all whole answers of the job endpoints have, in both shapes: the contract's own, and OpenAI's.
pub fn answer<'a, P: Platform>(
    platform: &P,
    admission: &Admission,
    call: &'a Call,
    answered: &'a AnsweredCall,
) -> CallAnswer<'a> {
    let AnsweredCall { answer: completion, record, .. } = answered;
    let usage = record.usage();
    let message = completion.message();
    CallAnswer {
        call_id: admission.call_id,
        response: ModelResponse {
            content: message.content,
            finish_reason: completion.finish_reason,
            tool_calls: message.tool_calls,
            refusal: message.refusal,
        },
        metadata: CallMetadata {
            tokens_used: usage.total_tokens(),
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            latency_ms: record.latency_ms.unwrap_or_default(),
            model: &call.model,
            model_group: &call.model,
            dropped: record.dropped(),
        },
        completion: openai_completion(admission, call, answered, platform.unix_time_ms() / 1000),
    }
}

/// The answer as OpenAI's clients read it. `created` is in seconds since 1970.
#[must_use]
pub fn openai_completion<'a>(
    admission: &Admission,
    call: &'a Call,
    answered: &'a AnsweredCall,
    created: u64,
) -> OpenaiCompletion<'a> {
    let AnsweredCall { answer: completion, record, .. } = answered;
    let (message, finish_reason) = (completion.message(), completion.finish_reason);
    OpenaiCompletion {
        id: admission.call_id,
        object: CompletionObject::ChatCompletion,
        created,
        model: &call.model,
        choices: [ChatChoice { index: 0, message, logprobs: completion.logprobs.as_ref(), finish_reason }],
        usage: ChatUsage::from(&record.usage()),
        service_tier: record.service_tier.and_then(ServiceTier::for_clients),
    }
}
