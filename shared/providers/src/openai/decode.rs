//! An answer in OpenAI's form.

use api::chat::{Completion, FinishReason, Reasoning, ToolCall};
use api::json_text;
use serde_json::Value;

use crate::codec::{Totals, UsageUpdate, count};
use crate::{ProviderError, ProviderErrorKind, arguments, call_id, service_tier};

pub(super) fn completion(body: &Value) -> Result<Completion, ProviderError> {
    let bad = |what: &str| ProviderError::bad_response(what, body.to_string().as_bytes());
    if let Some(message) = error_message(body) {
        return Err(bad(&format!("an error with a good status: {message}")));
    }
    let choice = body["choices"].get(0).ok_or_else(|| bad("no choices"))?;
    let message = choice["message"].as_object().ok_or_else(|| bad("no message"))?;
    let text = |name: &str| {
        message.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut tool_calls = Vec::new();
    for call in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
        let index = tool_calls.len();
        tool_calls
            .push(tool_call(call, &answer_id(body), index).ok_or_else(|| bad("a tool call without name"))?);
    }
    let mut totals = Totals::default();
    totals.merge_usage(usage(&body["usage"]));
    let refusal = text("refusal");
    if choice["finish_reason"] == FAILED {
        return Err(failed());
    }
    let finish_reason = finish_reason(choice["finish_reason"].as_str(), !tool_calls.is_empty());
    Ok(Completion {
        // An empty text is an answer, unless something else was answered.
        content: message
            .get("content")
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty() || (refusal.is_none() && tool_calls.is_empty()))
            .map(str::to_owned),
        refusal,
        tool_calls,
        reasoning: Reasoning {
            content: text("reasoning_content").or_else(|| text("reasoning")),
            blocks: Vec::new(),
        },
        logprobs: logprobs(choice),
        hidden_output_bytes: 0,
        finish_reason,
        usage: totals.usage,
        counted: totals.counted,
        provider_request_id: body["id"].as_str().map(str::to_owned),
        service_tier: service_tier::named(&body["service_tier"]),
    })
}

pub(super) fn error_message(body: &Value) -> Option<String> {
    match &body["error"] {
        Value::Null => None,
        Value::String(message) => Some(message.clone()),
        error => Some(error["message"].as_str().map_or_else(|| error.to_string(), str::to_owned)),
    }
}

/// The finish reason by which gateways say that the provider behind them failed.
pub(super) const FAILED: &str = "error";

pub(super) fn failed() -> ProviderError {
    let kind = ProviderErrorKind::Unavailable { retry_after_ms: None };
    ProviderError::in_body(kind, "the answer ended with the reason `error`")
}

/// What tells made ids of different answers apart.
pub(super) fn answer_id(body: &Value) -> String {
    format!("{}{}", body["id"].as_str().unwrap_or_default(), body["created"])
}

/// A call without an id, as some servers in this form send it, gets one: the same each time the answer is read.
fn tool_call(call: &Value, answer_id: &str, index: usize) -> Option<ToolCall> {
    let function = &call["function"];
    let name = function["name"].as_str().filter(|name| !name.is_empty())?;
    let id = match call["id"].as_str().filter(|id| call_id::is_usable(id)) {
        Some(id) => id.to_owned(),
        None => call_id::make(answer_id, index, name, &function["arguments"]),
    };
    Some(ToolCall { id, name: name.to_owned(), arguments: arguments::text(&function["arguments"]) })
}

/// The probabilities of tokens, if an answer or a part of it has them.
pub(super) fn logprobs(choice: &Value) -> Option<Value> {
    let has_any = |list: &Value| list.as_array().is_some_and(|tokens| !tokens.is_empty());
    let logprobs = &choice["logprobs"];
    let mut logprobs =
        Some(logprobs.clone()).filter(|all| has_any(&all["content"]) || has_any(&all["refusal"]))?;
    json_text::round_numbers(&mut logprobs);
    Some(logprobs)
}

/// `stop`, `length`, `tool_calls`, `content_filter`; `function_call` is the older name of a tool call.
pub(super) fn finish_reason(reason: Option<&str>, called_tools: bool) -> FinishReason {
    match reason {
        Some("length") => FinishReason::Length,
        Some("content_filter") => FinishReason::ContentFilter,
        Some("tool_calls" | "function_call") => FinishReason::ToolCalls,
        _ if called_tools => FinishReason::ToolCalls,
        _ => FinishReason::Stop,
    }
}

/// `cached_tokens` are part of `prompt_tokens`, `reasoning_tokens` of `completion_tokens`. Null is no usage; zeros are
/// a usage.
pub(super) fn usage(usage: &Value) -> UsageUpdate {
    let (input, output) = (&usage["prompt_tokens_details"], &usage["completion_tokens_details"]);
    let is_counted = |value: &Value| count(value).is_some_and(|tokens| tokens > 0);
    UsageUpdate {
        prompt_tokens: count(&usage["prompt_tokens"]),
        cached_input_tokens: count(&input["cached_tokens"]),
        cache_write_5m_tokens: count(&input["cache_write_tokens"]),
        cache_write_1h_tokens: None,
        completion_tokens: count(&usage["completion_tokens"]),
        reasoning_tokens: count(&output["reasoning_tokens"]),
        unpriced: is_counted(&input["audio_tokens"]) || is_counted(&output["audio_tokens"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::chat::Usage;
    use serde_json::json;

    fn answer(message: Value, finish_reason: &str) -> Value {
        json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini-2024-07-18",
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 20, "completion_tokens": 9, "total_tokens": 29,
                "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 5, "audio_tokens": 0}},
            "service_tier": "default", "system_fingerprint": "fp_1",
        })
    }

    #[test]
    fn text_usage_and_ids_are_read() {
        let completion =
            completion(&answer(json!({"role": "assistant", "content": "hi", "refusal": null}), "stop"))
                .unwrap();
        assert_eq!(completion.content.as_deref(), Some("hi"));
        assert_eq!(completion.finish_reason, FinishReason::Stop);
        assert_eq!(completion.provider_request_id.as_deref(), Some("chatcmpl-1"));
        let usage = completion.usage.unwrap();
        assert_eq!((usage.prompt_tokens, usage.cached_input_tokens), (20, 8));
        assert_eq!((usage.completion_tokens, usage.reasoning_tokens), (9, 5));
    }

    #[test]
    fn tool_calls_and_refusals_are_read() {
        let call =
            json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}});
        let called = completion(&answer(
            json!({"role": "assistant", "content": null, "tool_calls": [call]}),
            "tool_calls",
        ))
        .unwrap();
        assert_eq!((called.content, called.tool_calls.len()), (None, 1));
        assert_eq!(called.finish_reason, FinishReason::ToolCalls);
        let refused =
            completion(&answer(json!({"role": "assistant", "content": "", "refusal": "No."}), "stop"))
                .unwrap();
        assert_eq!((refused.content, refused.refusal.as_deref()), (None, Some("No.")));
    }

    #[test]
    fn calls_come_without_ids_and_with_arguments_in_any_form() {
        let with = |call: Value| {
            let message = json!({"role": "assistant", "content": null, "tool_calls": [call, call]});
            completion(&answer(message, "tool_calls")).map(|completion| completion.tool_calls)
        };
        for (arguments, expected) in
            [(json!({"a": 1}), "{\"a\":1}"), (json!(""), "{}"), (json!(null), "{}"), (json!("{"), "{")]
        {
            let calls = with(json!({"function": {"name": "f", "arguments": arguments}})).unwrap();
            assert_eq!(calls[0].arguments, expected);
            assert!(calls[0].id.starts_with("call_") && calls[0].id != calls[1].id, "{calls:?}");
            let again = with(json!({"id": "", "function": {"name": "f", "arguments": arguments}}));
            assert_eq!(again.unwrap(), calls);
        }
        assert!(with(json!({"id": "c1", "function": {"arguments": "{}"}})).is_err());
    }

    #[test]
    fn the_reason_error_is_a_failure_and_none_after_tool_calls_means_them() {
        let text = json!({"role": "assistant", "content": "half an ans"});
        let failed = completion(&answer(text, "error")).unwrap_err();
        assert_eq!(failed.kind, ProviderErrorKind::Unavailable { retry_after_ms: None });
        let call = json!({"id": "c1", "function": {"name": "f", "arguments": "{}"}});
        let mut body = answer(json!({"role": "assistant", "tool_calls": [call]}), "stop");
        body["choices"][0]["finish_reason"] = Value::Null;
        assert_eq!(completion(&body).unwrap().finish_reason, FinishReason::ToolCalls);
    }

    #[test]
    fn reasoning_is_read_under_either_name() {
        for name in ["reasoning_content", "reasoning"] {
            let read =
                completion(&answer(json!({"role": "assistant", "content": "", name: "I think"}), "length"))
                    .unwrap();
            assert_eq!(read.message().reasoning_content, Some("I think"));
            assert_eq!((read.estimated_output_tokens(), read.hidden_output_bytes), (2, 0));
        }
    }

    #[test]
    fn an_absent_usage_is_none_and_zeros_are_a_usage() {
        let mut body = answer(json!({"role": "assistant", "content": "hi"}), "stop");
        body["usage"] = Value::Null;
        assert_eq!(completion(&body).unwrap().usage, None);
        body["usage"] = json!({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0});
        assert_eq!(completion(&body).unwrap().usage, Some(Usage::default()));
    }

    #[test]
    fn sound_among_the_counts_has_no_price() {
        let mut body = answer(json!({"role": "assistant", "content": "hi"}), "stop");
        assert!(!completion(&body).unwrap().counted.unpriced);
        body["usage"]["prompt_tokens_details"]["audio_tokens"] = json!(3);
        assert!(completion(&body).unwrap().counted.unpriced);
    }

    #[test]
    fn an_answer_in_another_form_is_a_bad_response() {
        for body in [
            json!({}),
            json!({"choices": []}),
            json!({"choices": [{"index": 0}]}),
            json!({"error": {"message": "x"}}),
        ] {
            assert_eq!(completion(&body).unwrap_err().kind, crate::ProviderErrorKind::BadResponse);
        }
    }
}
