//! An answer in Anthropic's form.

use api::chat::{Completion, FinishReason, ToolCall};
use serde_json::Value;

use super::failure;
use super::usage::Counts;
use crate::{ProviderError, service_tier};

pub(super) fn completion(body: &Value) -> Result<Completion, ProviderError> {
    if let Some(error) = failure::in_body(body) {
        return Err(error);
    }
    let bad = |what: &str| ProviderError::bad_response(what, body.to_string().as_bytes());
    let blocks = body["content"].as_array().ok_or_else(|| bad("no content"))?;
    let mut content = String::new();
    let mut tool_calls = Vec::new();
    for block in blocks {
        match block["type"].as_str() {
            Some("text") => content.push_str(block["text"].as_str().unwrap_or_default()),
            Some("tool_use") => {
                tool_calls.push(tool_call(block).ok_or_else(|| bad("a tool use without id or name"))?)
            }
            // Thinking and whatever else there may be is not for clients.
            _ => {}
        }
    }
    let finish_reason = finish_reason(body["stop_reason"].as_str());
    let refused = body["stop_reason"] == "refusal";
    let mut counts = Counts::of(&body["usage"]);
    if refused && blocks.is_empty() {
        counts = counts.of_a_refusal();
    }
    let totals = counts.totals();
    // An empty text is an answer, unless something else was answered.
    let has_content = !content.is_empty() || (tool_calls.is_empty() && !refused);
    Ok(Completion {
        content: has_content.then_some(content),
        refusal: refused.then(|| refusal(body)),
        tool_calls,
        hidden_output_bytes: blocks.iter().map(bytes_of_thinking).sum(),
        finish_reason,
        usage: totals.usage.filter(|_| body["usage"].is_object()),
        counted: totals.counted,
        provider_request_id: body["id"].as_str().map(str::to_owned),
        service_tier: service_tier::named(&body["usage"]["service_tier"]),
    })
}

/// Why the model refused: its own explanation, where it gives one.
pub(super) fn refusal(message: &Value) -> String {
    let explained = message["stop_details"]["explanation"].as_str().filter(|text| !text.is_empty());
    explained.unwrap_or("The model refused to answer.").to_owned()
}

/// How long the thinking in a block or a delta is. Redacted thinking is in base64, four characters for three bytes (Anthropic
/// "Extended thinking").
pub(super) fn bytes_of_thinking(part: &Value) -> u64 {
    let length = |name: &str| part[name].as_str().map_or(0, |text| text.len() as u64);
    match part["type"].as_str() {
        Some("thinking" | "thinking_delta") => length("thinking"),
        Some("redacted_thinking") => length("data") / 4 * 3,
        _ => 0,
    }
}

pub(super) fn tool_call(block: &Value) -> Option<ToolCall> {
    Some(ToolCall {
        id: block["id"].as_str()?.to_owned(),
        name: block["name"].as_str()?.to_owned(),
        arguments: if block["input"].is_null() { "{}".to_owned() } else { block["input"].to_string() },
    })
}

/// `pause_turn` ends a turn of the provider's own tools, which are never asked for.
pub(super) fn finish_reason(reason: Option<&str>) -> FinishReason {
    match reason {
        Some("max_tokens" | "model_context_window_exceeded") => FinishReason::Length,
        Some("tool_use") => FinishReason::ToolCalls,
        Some("refusal") => FinishReason::ContentFilter,
        _ => FinishReason::Stop,
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
