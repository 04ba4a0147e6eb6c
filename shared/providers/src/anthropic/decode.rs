//! An answer in Anthropic's form.

use api::chat::{Completion, FinishReason, Reasoning, ThinkingBlock, ToolCall};
use serde_json::Value;

use super::failure;
use super::usage::Counts;
use crate::{ProviderError, arguments, call_id, service_tier};

pub(super) fn completion(body: &Value) -> Result<Completion, ProviderError> {
    if let Some(error) = failure::in_body(body) {
        return Err(error);
    }
    let bad = |what: &str| ProviderError::bad_response(what, body.to_string().as_bytes());
    let blocks = body["content"].as_array().ok_or_else(|| bad("no content"))?;
    let mut content = String::new();
    let mut tool_calls = Vec::new();
    let mut reasoning = Vec::new();
    for block in blocks {
        match block["type"].as_str() {
            Some("text") => content.push_str(block["text"].as_str().unwrap_or_default()),
            Some("tool_use") => {
                let answer_id = body["id"].as_str().unwrap_or_default();
                let call = tool_call(block, answer_id, tool_calls.len());
                tool_calls.push(call.ok_or_else(|| bad("a tool use without name"))?);
            }
            // What else there may be is not for clients.
            _ => reasoning.extend(thinking_block(block)),
        }
    }
    let finish_reason = finish_reason(body["stop_reason"].as_str(), !tool_calls.is_empty());
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
        reasoning: Reasoning {
            content: Reasoning { content: None, blocks: reasoning.clone() }.text(),
            blocks: reasoning,
        },
        logprobs: None,
        hidden_output_bytes: blocks.iter().map(bytes_of_hidden_thinking).sum(),
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

/// A block of thinking, if that is what a block is.
pub(super) fn thinking_block(block: &Value) -> Option<ThinkingBlock> {
    let text = |name: &str| block[name].as_str().unwrap_or_default().to_owned();
    match block["type"].as_str()? {
        "thinking" => Some(ThinkingBlock::Thinking {
            thinking: text("thinking"),
            signature: Some(text("signature")).filter(|signature| !signature.is_empty()),
        }),
        "redacted_thinking" => Some(ThinkingBlock::RedactedThinking { data: text("data") }),
        _ => None,
    }
}

/// The length of the thinking in a block that only the provider can read. It is in base64, four characters for three bytes
/// (Anthropic "Extended thinking").
pub(super) fn bytes_of_hidden_thinking(block: &Value) -> u64 {
    match block["type"].as_str() {
        Some("redacted_thinking") => block["data"].as_str().map_or(0, |data| data.len() as u64 / 4 * 3),
        _ => 0,
    }
}

/// A tool use; one without an id gets one, the same each time the answer is read.
pub(super) fn tool_call(block: &Value, answer_id: &str, index: usize) -> Option<ToolCall> {
    let name = block["name"].as_str().filter(|name| !name.is_empty())?;
    let id = match block["id"].as_str().filter(|id| call_id::is_usable(id)) {
        Some(id) => id.to_owned(),
        None => call_id::make(answer_id, index, name, &Value::Null),
    };
    Some(ToolCall { id, name: name.to_owned(), arguments: arguments::text(&block["input"]) })
}

/// `pause_turn` ends a turn of the provider's own tools, which are never asked for.
pub(super) fn finish_reason(reason: Option<&str>, called_tools: bool) -> FinishReason {
    match reason {
        Some("max_tokens" | "model_context_window_exceeded") => FinishReason::Length,
        Some("tool_use") => FinishReason::ToolCalls,
        Some("refusal") => FinishReason::ContentFilter,
        _ if called_tools => FinishReason::ToolCalls,
        _ => FinishReason::Stop,
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
