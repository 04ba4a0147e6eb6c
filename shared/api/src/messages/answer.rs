//! Words of answers in Anthropic's API.

use api_derive::Word;

use crate::chat::{ChatServiceTier, FinishReason};

/// Why an answer ended (Anthropic "Stop reasons"). A text of `stop_sequences` ends it like the model itself does: not every provider says
/// which of the two it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum StopReason {
    /// The model had said what it wanted, or met one of the texts at which it ends.
    EndTurn,
    /// The limit of the answer was reached.
    MaxTokens,
    /// The model called tools.
    ToolUse,
    /// The provider's filter, or the model's refusal, ended it.
    Refusal,
}

/// The service tier that served a call, where Anthropic has a name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum MessagesServedTier {
    /// The ordinary one.
    Standard,
    /// Faster, with capacity that was bought in advance.
    Priority,
}

impl StopReason {
    /// The reason in Anthropic's words. Agents go on for as long as an answer ends with calls of tools, which not every provider says
    /// of an answer that has some.
    #[must_use]
    pub const fn of(reason: FinishReason, has_calls: bool) -> Self {
        match reason {
            FinishReason::Stop if has_calls => Self::ToolUse,
            FinishReason::Stop => Self::EndTurn,
            FinishReason::Length => Self::MaxTokens,
            FinishReason::ToolCalls => Self::ToolUse,
            FinishReason::ContentFilter => Self::Refusal,
        }
    }
}

impl MessagesServedTier {
    /// The tier by Anthropic's name, if it has one.
    #[must_use]
    pub const fn of(tier: ChatServiceTier) -> Option<Self> {
        match tier {
            ChatServiceTier::Default => Some(Self::Standard),
            ChatServiceTier::Priority => Some(Self::Priority),
            ChatServiceTier::Flex => None,
        }
    }
}
