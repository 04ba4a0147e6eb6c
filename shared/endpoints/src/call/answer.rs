//! The answer to a call that was answered whole.

use api::calls::{CallAnswer, CallMetadata, CompletionObject, ModelResponse};
use api::chat::{ChatChoice, ChatUsage, ServiceTier};
use platform::Platform;
use store::Admission;

use crate::call::request::Call;
use crate::call::whole::AnsweredCall;

/// What all whole answers have, in both shapes: the contract's own, and OpenAI's.
pub fn answer<'a, P: Platform>(
    platform: &P,
    admission: &Admission,
    call: &'a Call,
    answered: &'a AnsweredCall,
) -> CallAnswer<'a> {
    let AnsweredCall { completion, record, .. } = answered;
    let usage = record.usage();
    let message = completion.message();
    let finish_reason = completion.finish_reason;
    CallAnswer {
        call_id: admission.call_id,
        response: ModelResponse {
            content: message.content,
            finish_reason,
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
        id: admission.call_id,
        object: CompletionObject::ChatCompletion,
        created: platform.unix_time_ms() / 1000,
        model: &call.model,
        choices: [ChatChoice { index: 0, message, logprobs: completion.logprobs.as_ref(), finish_reason }],
        usage: ChatUsage::from(&usage),
        service_tier: record.service_tier.and_then(ServiceTier::for_clients),
    }
}
