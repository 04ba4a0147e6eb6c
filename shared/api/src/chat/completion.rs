//! A whole answer, the same for every provider, and OpenAI's form of it.

use serde_json::{Value, json};

use super::tools::ToolCall;
use super::usage::Usage;

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// The model had said what it wanted, or met a stop text.
    Stop,
    /// The limit of the answer was reached.
    Length,
    /// The model called tools.
    ToolCalls,
    /// The provider's filter, or the model's refusal, ended it.
    ContentFilter,
}

impl FinishReason {
    /// OpenAI's name for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Its text, if it has any.
    pub content: Option<String>,
    /// Why the model refused, if it did.
    pub refusal: Option<String>,
    /// The tools it calls.
    pub tool_calls: Vec<ToolCall>,
    /// Why it ended.
    pub finish_reason: FinishReason,
    /// What it used, if the provider said so.
    pub usage: Option<Usage>,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
}

impl Completion {
    /// OpenAI's assistant message.
    #[must_use]
    pub fn message_json(&self) -> Value {
        let mut message = json!({"role": "assistant", "content": self.content});
        if let Some(refusal) = &self.refusal {
            message["refusal"] = json!(refusal);
        }
        if !self.tool_calls.is_empty() {
            message["tool_calls"] = self.tool_calls.iter().map(ToolCall::to_json).collect();
        }
        message
    }

    /// About how many tokens the answer has, for a provider that does not say.
    #[must_use]
    pub fn estimated_output_tokens(&self) -> u64 {
        let texts = [self.content.as_deref(), self.refusal.as_deref()];
        let written: u64 = texts.into_iter().flatten().map(super::estimate_tokens).sum();
        let called: u64 = self
            .tool_calls
            .iter()
            .map(|call| super::estimate_tokens(&call.name) + super::estimate_tokens(&call.arguments))
            .sum();
        written + called
    }
}
