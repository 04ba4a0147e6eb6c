//! A whole answer, the same for every provider, and OpenAI's form of it.

use api_derive::Word;
use serde::Serialize;
use serde_json::Value;

use super::reasoning::{Reasoning, ThinkingBlock};
use super::service_tier::ServiceTier;
use super::tools::ToolCall;
use super::usage::{Counted, Usage};

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
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

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Its text, if it has any.
    pub content: Option<String>,
    /// Why the model refused, if it did.
    pub refusal: Option<String>,
    /// The tools it calls.
    pub tool_calls: Vec<ToolCall>,
    /// What the model thought before, as far as the provider shows it.
    pub reasoning: Reasoning,
    /// The probabilities of its tokens, where they were asked for, as the provider gives them.
    pub logprobs: Option<Value>,
    /// The bytes of thinking that is not shown, which is output too.
    pub hidden_output_bytes: u64,
    /// Why it ended.
    pub finish_reason: FinishReason,
    /// What it used, if the provider said so.
    pub usage: Option<Usage>,
    /// Which of these counts the provider has sent.
    pub counted: Counted,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// The service tier, where the provider named one.
    pub service_tier: Option<ServiceTier>,
}

impl Completion {
    /// OpenAI's assistant message.
    #[must_use]
    pub fn message(&self) -> AnswerMessage<'_> {
        AnswerMessage {
            role: AnswerRole::Assistant,
            content: self.content.as_deref(),
            refusal: self.refusal.as_deref(),
            tool_calls: (!self.tool_calls.is_empty()).then_some(&*self.tool_calls),
            reasoning_content: self.reasoning.content.as_deref(),
            thinking_blocks: (!self.reasoning.blocks.is_empty()).then_some(&*self.reasoning.blocks),
        }
    }

    /// Whether there is neither text, nor a refusal, nor a tool call, nor reasoning that is shown.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        let texts = [&self.content, &self.refusal, &self.reasoning.content];
        texts.into_iter().flatten().all(String::is_empty) && self.tool_calls.is_empty()
    }

    /// The estimated tokens of the answer, hidden thinking included, for a provider that does not report them.
    #[must_use]
    pub fn estimated_output_tokens(&self) -> u64 {
        let texts = [self.content.as_deref(), self.refusal.as_deref(), self.reasoning.content.as_deref()];
        let written: u64 = texts.into_iter().flatten().map(super::estimate_tokens).sum();
        let called: u64 = self
            .tool_calls
            .iter()
            .map(|call| super::estimate_tokens(&call.name) + super::estimate_tokens(&call.arguments))
            .sum();
        written + called + super::estimate_tokens_of_bytes(self.hidden_output_bytes)
    }
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum AnswerRole {
    /// The model.
    Assistant,
}

/// An answer of a model in OpenAI's API.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatChoice<'a> {
    /// 0.
    pub index: u32,
    /// What it said.
    pub message: AnswerMessage<'a>,
    /// The probabilities of its tokens, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<&'a Value>,
    /// Why it ended.
    pub finish_reason: FinishReason,
}

/// What a model said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ChatAnswerMessage"))]
pub struct AnswerMessage<'a> {
    /// Who answers.
    pub role: AnswerRole,
    /// Its text.
    pub content: Option<&'a str>,
    /// Why it refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<&'a str>,
    /// The tools it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<&'a [ToolCall]>,
    /// What it thought before, if its provider shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_content: Option<&'a str>,
    /// The blocks of its thinking, where the provider wants them back with the next request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking_blocks: Option<&'a [ThinkingBlock]>,
}
