//! An answer in Gemini's form.
//!
//! Source: Google "Gemini API reference: GenerateContentResponse". Its JSON leaves out what is zero or empty.

use api::chat::{Completion, FinishReason, Reasoning, ToolCall};
use serde_json::Value;

use super::usage::{Counts, service_tier};
use crate::codec::Totals;
use crate::{ProviderError, arguments, call_id};

/// What is in an answer, or in one event of a streamed answer.
#[derive(Debug, Default, PartialEq)]
pub(super) struct AnswerParts {
    pub(super) texts: Vec<String>,
    pub(super) tool_calls: Vec<ToolCall>,
    /// The summaries of the model's thoughts.
    pub(super) thoughts: Vec<String>,
    /// Why the model stopped, if it did.
    pub(super) stop_reason: Option<StopReason>,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopReason {
    Done,
    Limit,
    Filter,
}

impl StopReason {
    pub(super) const fn reason(self, called_tools: bool) -> FinishReason {
        match self {
            Self::Done if called_tools => FinishReason::ToolCalls,
            Self::Done => FinishReason::Stop,
            Self::Limit => FinishReason::Length,
            Self::Filter => FinishReason::ContentFilter,
        }
    }
}

pub(super) fn completion(body: &Value) -> Result<Completion, ProviderError> {
    let bad = |what: &str| ProviderError::bad_response(what, body.to_string().as_bytes());
    if let Some(message) = super::failure::message(body) {
        return Err(bad(&format!("an error with a good status: {message}")));
    }
    let parts = answer_parts(body, 0)?;
    if body["candidates"].get(0).is_none() && parts.stop_reason.is_none() {
        return Err(bad("no candidates"));
    }
    let mut totals = Totals::default();
    totals.merge_usage(Counts::read(&body["usageMetadata"]).update());
    let called_tools = !parts.tool_calls.is_empty();
    let text = parts.texts.concat();
    Ok(Completion {
        // An empty text is an answer, unless tools are called.
        content: (!text.is_empty() || !called_tools).then_some(text),
        refusal: None,
        finish_reason: parts.stop_reason.unwrap_or(StopReason::Done).reason(called_tools),
        tool_calls: parts.tool_calls,
        reasoning: Reasoning {
            content: Some(parts.thoughts.concat()).filter(|thoughts| !thoughts.is_empty()),
            blocks: Vec::new(),
        },
        logprobs: None,
        hidden_output_bytes: 0,
        usage: totals.usage,
        counted: totals.counted,
        provider_request_id: body["responseId"].as_str().map(str::to_owned),
        service_tier: service_tier(&body["usageMetadata"]),
    })
}

/// Reads the first candidate; Tollgate never asks for more. `first_call` is the number of the calls read earlier.
pub(super) fn answer_parts(body: &Value, first_call: usize) -> Result<AnswerParts, ProviderError> {
    let bad = |what: &str| ProviderError::bad_response(what, body.to_string().as_bytes());
    let mut parts = AnswerParts::default();
    let candidates = match &body["candidates"] {
        Value::Null => &[][..],
        Value::Array(candidates) => candidates,
        _ => return Err(bad("candidates are not a list")),
    };
    let answer_id = body["responseId"].as_str().unwrap_or_default();
    for candidate in candidates.iter().filter(|one| one["index"].as_u64().unwrap_or(0) == 0).take(1) {
        for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
            if let Some(call) = part.get("functionCall") {
                let index = first_call + parts.tool_calls.len();
                let signature = part["thoughtSignature"].as_str();
                let call = tool_call(call, signature, answer_id, index);
                parts.tool_calls.push(call.ok_or_else(|| bad("a function call without name"))?);
            } else {
                let text = part["text"].as_str().filter(|text| !text.is_empty());
                if part["thought"] == true {
                    parts.thoughts.extend(text.map(str::to_owned));
                } else {
                    parts.texts.extend(text.map(str::to_owned));
                }
            }
        }
        let reason = candidate["finishReason"].as_str();
        if reason.is_some_and(is_broken) {
            return Err(ProviderError::broken_answer(
                "the model's answer is broken",
                body.to_string().as_bytes(),
            ));
        }
        parts.stop_reason = reason.map(stop_reason);
    }
    // A prompt that is blocked has no candidates, only the reason.
    if parts.stop_reason.is_none() && body["promptFeedback"]["blockReason"].is_string() {
        parts.stop_reason = Some(StopReason::Filter);
    }
    Ok(parts)
}

/// A function call comes whole. Gemini 3 gives it an id.
fn tool_call(call: &Value, signature: Option<&str>, answer_id: &str, index: usize) -> Option<ToolCall> {
    let name = call["name"].as_str().filter(|name| !name.is_empty())?;
    let id = match call["id"].as_str().filter(|id| call_id::is_usable(id)) {
        Some(id) => id.to_owned(),
        None => call_id::make(answer_id, index, name, &call["args"]),
    };
    Some(ToolCall {
        id: call_id::join(&id, signature),
        name: name.to_owned(),
        arguments: arguments::text(&call["args"]),
    })
}

/// The model's own mistakes, which leave no answer behind; another attempt may do better.
fn is_broken(reason: &str) -> bool {
    matches!(
        reason,
        "MALFORMED_FUNCTION_CALL"
            | "MALFORMED_RESPONSE"
            | "UNEXPECTED_TOOL_CALL"
            | "TOO_MANY_TOOL_CALLS"
            | "MISSING_THOUGHT_SIGNATURE"
    )
}

fn stop_reason(reason: &str) -> StopReason {
    match reason {
        "MAX_TOKENS" => StopReason::Limit,
        "SAFETY"
        | "RECITATION"
        | "LANGUAGE"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION" => StopReason::Filter,
        _ => StopReason::Done,
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
