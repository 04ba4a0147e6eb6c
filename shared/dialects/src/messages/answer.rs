//! A message in Anthropic's form: as a whole answer, and as the first event of a stream.
//!
//! Source: Anthropic "API reference: Messages".

use api::calls::CallFacts;
use api::chat::{AnswerRole, CacheCreation, ChatServiceTier, Completion, ThinkingBlock, ToolCall, Usage};
use api::ids::CallId;
use api::messages::{MessagesServedTier, StopReason};
use serde::Serialize;
use serde_json::{Map, Value};

use super::constants::{MessageKind, RedactedThinkingKind, TextKind, ThinkingKind, ToolUseKind};

/// A message of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnthropicMessage<'a> {
    /// The call's id, where Anthropic's clients read it.
    pub(super) id: CallId,
    /// `message`.
    pub(super) r#type: MessageKind,
    /// Who answers.
    pub(super) role: AnswerRole,
    /// What was asked for.
    pub(super) model: &'a str,
    /// What the model thought, what it said, and the tools that it calls.
    pub(super) content: Vec<AnthropicBlock<'a>>,
    /// Why the answer ended; null at the beginning of a stream.
    pub(super) stop_reason: Option<StopReason>,
    /// Null: not every provider says at which text an answer ended.
    pub(super) stop_sequence: Option<&'a str>,
    /// What it used.
    pub(super) usage: AnthropicUsage,
    /// What Tollgate says about the call; not at the beginning of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tollgate: Option<CallFacts<'a>>,
}

/// A block of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum AnthropicBlock<'a> {
    /// A text.
    Text(AnthropicText<'a>),
    /// A call of a tool.
    ToolUse(AnthropicToolUse<'a>),
    /// What the model thought before.
    Thinking(AnthropicThinking<'a>),
    /// What it thought before, as only the provider can read it.
    RedactedThinking(AnthropicRedactedThinking<'a>),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicText<'a> {
    /// `text`.
    pub(super) r#type: TextKind,
    /// The text.
    pub(super) text: &'a str,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicToolUse<'a> {
    /// `tool_use`.
    pub(super) r#type: ToolUseKind,
    /// The call's id; the result names it.
    pub(super) id: &'a str,
    /// The function.
    pub(super) name: &'a str,
    /// The arguments.
    pub(super) input: Map<String, Value>,
}

/// What a model thought before it answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicThinking<'a> {
    /// `thinking`.
    pub(super) r#type: ThinkingKind,
    /// The text.
    pub(super) thinking: &'a str,
    /// The provider's signature of it; empty where it signs nothing.
    pub(super) signature: &'a str,
}

/// What a model thought before, as only the provider can read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicRedactedThinking<'a> {
    /// `redacted_thinking`.
    pub(super) r#type: RedactedThinkingKind,
    /// The encrypted text.
    pub(super) data: &'a str,
}

/// What a call used, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicUsage {
    /// Input that was neither read from a cache nor written to one.
    input_tokens: u64,
    /// Input that was written to the provider's cache.
    cache_creation_input_tokens: u64,
    /// Input that was read from the provider's cache.
    cache_read_input_tokens: u64,
    /// What was written to the cache, by how long it is kept.
    cache_creation: CacheCreation,
    /// Output, thinking included.
    output_tokens: u64,
    /// Of the output.
    output_tokens_details: AnthropicOutputTokens,
    /// The service tier, where the provider named one that Anthropic has.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<MessagesServedTier>,
}

/// Tokens of the output, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AnthropicOutputTokens {
    /// Spent on thinking.
    thinking_tokens: u64,
}

impl AnthropicUsage {
    /// Anthropic counts what a cache had apart from the rest of the input.
    pub(super) fn of(usage: &Usage, tier: Option<ChatServiceTier>) -> Self {
        let written = usage.cache_written_tokens();
        let cached = usage.cached_input_tokens.saturating_add(written);
        Self {
            input_tokens: usage.prompt_tokens.saturating_sub(cached),
            cache_creation_input_tokens: written,
            cache_read_input_tokens: usage.cached_input_tokens,
            cache_creation: CacheCreation::from(usage),
            output_tokens: usage.completion_tokens,
            output_tokens_details: AnthropicOutputTokens { thinking_tokens: usage.reasoning_tokens },
            service_tier: tier.and_then(MessagesServedTier::of),
        }
    }
}

impl<'a> AnthropicMessage<'a> {
    /// A whole answer. `model` is what was asked for.
    #[must_use]
    pub fn new(
        model: &'a str,
        completion: &'a Completion,
        usage: &Usage,
        tier: Option<ChatServiceTier>,
        facts: CallFacts<'a>,
    ) -> Self {
        Self {
            id: facts.call_id,
            r#type: MessageKind,
            role: AnswerRole::Assistant,
            model,
            content: content(completion),
            stop_reason: Some(StopReason::of(completion.finish_reason, !completion.tool_calls.is_empty())),
            stop_sequence: None,
            usage: AnthropicUsage::of(usage, tier),
            tollgate: Some(facts),
        }
    }
}

/// What an answer says, in Anthropic's order. A text that is empty is no block.
fn content(completion: &Completion) -> Vec<AnthropicBlock<'_>> {
    let reasoning = &completion.reasoning;
    // Blocks have the same text once more.
    let unsigned = reasoning.content.as_deref().filter(|_| reasoning.blocks.is_empty());
    let thoughts = unsigned.filter(|text| !text.is_empty()).map(|text| AnthropicBlock::thinking(text, ""));
    let thoughts = thoughts.into_iter().chain(reasoning.blocks.iter().map(AnthropicBlock::from));
    let texts = [completion.content.as_deref(), completion.refusal.as_deref()];
    let texts = texts.into_iter().flatten().filter(|text| !text.is_empty()).map(AnthropicBlock::text);
    thoughts.chain(texts).chain(completion.tool_calls.iter().map(AnthropicBlock::from)).collect()
}

impl<'a> AnthropicBlock<'a> {
    pub(super) const fn text(text: &'a str) -> Self {
        Self::Text(AnthropicText { r#type: TextKind, text })
    }

    pub(super) const fn thinking(thinking: &'a str, signature: &'a str) -> Self {
        Self::Thinking(AnthropicThinking { r#type: ThinkingKind, thinking, signature })
    }

    pub(super) const fn redacted_thinking(data: &'a str) -> Self {
        Self::RedactedThinking(AnthropicRedactedThinking { r#type: RedactedThinkingKind, data })
    }

    pub(super) const fn tool_use(id: &'a str, name: &'a str, input: Map<String, Value>) -> Self {
        Self::ToolUse(AnthropicToolUse { r#type: ToolUseKind, id, name, input })
    }
}

impl<'a> From<&'a ThinkingBlock> for AnthropicBlock<'a> {
    fn from(block: &'a ThinkingBlock) -> Self {
        match block {
            ThinkingBlock::Thinking { thinking, signature } => {
                Self::thinking(thinking, signature.as_deref().unwrap_or_default())
            }
            ThinkingBlock::RedactedThinking { data } => Self::redacted_thinking(data),
        }
    }
}

impl<'a> From<&'a ToolCall> for AnthropicBlock<'a> {
    fn from(call: &'a ToolCall) -> Self {
        Self::tool_use(&call.id, &call.name, call.input())
    }
}
