//! How much a model thinks, and the form of its answer.
//!
//! Anthropic has a budget of tokens for thinking on older models, an effort on newer ones (Anthropic "Thinking", "Effort", "Structured
//! outputs"). The middle has one effort for both, which the codecs turn into what each model has.

use api_derive::{Request, Word};
use serde_json::{Map, Value};

use crate::chat::{ReasoningEffort, ResponseFormat};
use crate::reading::Whole;

/// Whether a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum MessagesThinking {
    /// It does, with so many tokens.
    Enabled(ThinkingBudget),
    /// It does, as much as it finds right.
    Adaptive,
    /// It only says how it gets on, between calls of tools.
    BetweenTools,
    /// It does not.
    Disabled,
}

/// How many tokens a model may think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub(super) struct ThinkingBudget {
    /// The tokens. What the model gets is the budget of the effort that comes nearest from below.
    budget_tokens: Whole<1024, { u32::MAX as i64 }>,
}

/// How much a model thinks, and the form of its answer.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub(super) struct MessagesOutputConfig {
    /// How much the model should think.
    pub(super) effort: Option<MessagesEffort>,
    /// The form of the answer.
    pub(super) format: Option<MessagesFormat>,
}

/// How much a model should think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum MessagesEffort {
    /// Little.
    Low,
    /// As usual.
    Medium,
    /// Much.
    High,
    /// More than that.
    Xhigh,
    /// As much as the model can.
    Max,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum MessagesFormat {
    /// JSON of a schema.
    JsonSchema(MessagesSchema),
}

/// JSON of a schema.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesSchema {
    /// The JSON schema.
    schema: Map<String, Value>,
}

/// What providers that name a schema call this one.
const SCHEMA_NAME: &str = "answer";

/// The least budgets that stand for an effort, in tokens: the budgets that the codec gives for these efforts. A greater budget
/// asks for no more than `high`, which is the most that every model that thinks has.
const HIGH_BUDGET: i64 = 16_384;
const MEDIUM_BUDGET: i64 = 4_096;

/// The effort in the middle. An effort that is named counts before a budget; thinking that adapts itself is `high` without one, as
/// Anthropic has it.
pub(super) fn effort(
    thinking: Option<MessagesThinking>,
    effort: Option<MessagesEffort>,
) -> Option<ReasoningEffort> {
    let named = effort.map(|effort| match effort {
        MessagesEffort::Low => ReasoningEffort::Low,
        MessagesEffort::Medium => ReasoningEffort::Medium,
        MessagesEffort::High => ReasoningEffort::High,
        MessagesEffort::Xhigh => ReasoningEffort::Xhigh,
        MessagesEffort::Max => ReasoningEffort::Max,
    });
    match thinking {
        None => named,
        Some(MessagesThinking::Disabled | MessagesThinking::BetweenTools) => Some(ReasoningEffort::None),
        Some(MessagesThinking::Adaptive) => named.or(Some(ReasoningEffort::High)),
        Some(MessagesThinking::Enabled(ThinkingBudget { budget_tokens })) => {
            named.or(Some(match budget_tokens.get() {
                HIGH_BUDGET.. => ReasoningEffort::High,
                MEDIUM_BUDGET.. => ReasoningEffort::Medium,
                _ => ReasoningEffort::Low,
            }))
        }
    }
}

impl MessagesFormat {
    pub(super) fn into_format(self) -> ResponseFormat {
        let Self::JsonSchema(MessagesSchema { schema }) = self;
        ResponseFormat::JsonSchema { name: SCHEMA_NAME.to_owned(), schema, strict: Some(true) }
    }
}
