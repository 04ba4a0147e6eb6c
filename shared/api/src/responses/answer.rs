//! An answer: OpenAI's `response` object.

use api_derive::Word;
use serde::Serialize;

use super::asked::RequestEcho;
use super::output::OutputItem;
use crate::calls::CallFacts;
use crate::chat::{FinishReason, RequestedTier, Usage};

/// The kind of an answer in OpenAI's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ResponseObject {
    /// An answer.
    Response,
}

/// How far an answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ResponseStatus {
    /// It is being made.
    InProgress,
    /// It is whole.
    Completed,
    /// It ended before the model had said everything.
    Incomplete,
    /// The model failed.
    Failed,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponsesAnswer<'a> {
    /// The call's id, as OpenAI's clients read it.
    pub id: String,
    /// `response`.
    pub object: ResponseObject,
    /// When it began, in seconds since 1970.
    pub created_at: u64,
    /// When it was whole, in seconds since 1970.
    pub completed_at: Option<u64>,
    /// How far it has come.
    pub status: ResponseStatus,
    /// Why the model failed, if it did.
    pub error: Option<ResponsesFailure<'a>>,
    /// Why it ended too early, if it did.
    pub incomplete_details: Option<IncompleteDetails>,
    /// What was asked for.
    pub model: &'a str,
    /// What the model thought, said and calls.
    pub output: &'a [OutputItem],
    /// The service tier: the one that was asked for, then the one that the provider named.
    pub service_tier: Option<RequestedTier>,
    /// What the call used.
    pub usage: Option<ResponsesUsage>,
    /// What the request asked for.
    #[serde(flatten)]
    pub echo: &'a RequestEcho,
    /// Always null: OpenAI's own programs of access have no meaning here.
    pub access_programs: Option<String>,
    /// What Tollgate says about the call: of an answer that has come to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tollgate: Option<CallFacts<'a>>,
}

/// Why a model failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponsesFailure<'a> {
    /// The stable code of it.
    pub code: &'a str,
    /// What happened, in a sentence for a person.
    pub message: &'a str,
}

/// Why an answer ended too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesIncompleteDetails"))]
pub struct IncompleteDetails {
    /// The reason.
    pub reason: IncompleteReason,
}

/// Why an answer ended too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum IncompleteReason {
    /// The limit of the answer was reached.
    MaxOutputTokens,
    /// The provider's filter, or the model's refusal, ended it.
    ContentFilter,
}

impl IncompleteReason {
    /// Why an answer that ended so is incomplete, if it is.
    #[must_use]
    pub const fn of(reason: FinishReason) -> Option<Self> {
        match reason {
            FinishReason::Stop | FinishReason::ToolCalls => None,
            FinishReason::Length => Some(Self::MaxOutputTokens),
            FinishReason::ContentFilter => Some(Self::ContentFilter),
        }
    }
}

/// What a call used, in tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponsesUsage {
    /// Input.
    input_tokens: u64,
    /// Of the input.
    input_tokens_details: InputTokens,
    /// Output, reasoning included.
    output_tokens: u64,
    /// Of the output.
    output_tokens_details: OutputTokens,
    /// Both.
    total_tokens: u64,
}

/// Tokens of the input, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesInputTokens"))]
struct InputTokens {
    /// Read from the provider's cache.
    cached_tokens: u64,
    /// Written to the provider's cache.
    cache_write_tokens: u64,
}

/// Tokens of the output, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesOutputTokens"))]
struct OutputTokens {
    /// Spent on reasoning.
    reasoning_tokens: u64,
}

impl From<&Usage> for ResponsesUsage {
    fn from(usage: &Usage) -> Self {
        let cache_write_tokens = usage.cache_write_5m_tokens.saturating_add(usage.cache_write_1h_tokens);
        Self {
            input_tokens: usage.prompt_tokens,
            input_tokens_details: InputTokens {
                cached_tokens: usage.cached_input_tokens,
                cache_write_tokens,
            },
            output_tokens: usage.completion_tokens,
            output_tokens_details: OutputTokens { reasoning_tokens: usage.reasoning_tokens },
            total_tokens: usage.total_tokens(),
        }
    }
}
