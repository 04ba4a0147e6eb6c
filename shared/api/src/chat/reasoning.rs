//! What a model thought before it answered, as clients see it and send it back.
//!
//! OpenAI's API has no place for it. `reasoning_content` is the name that DeepSeek gave it and that most servers use;
//! `thinking_blocks`, for Anthropic's thinking with its signatures, is LiteLLM's.

use api_derive::Request;
use serde::{Deserialize, Serialize};

use crate::reading::{List, NonEmpty};

/// What a model thought before it answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasoning {
    /// Its text, if it is shown.
    pub content: Option<String>,
    /// The same in blocks, where the provider wants them back as they came.
    pub blocks: Vec<ThinkingBlock>,
}

/// A block of thinking, which the provider wants back as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ThinkingBlock {
    /// Thinking that is shown.
    Thinking {
        /// The text; empty where the provider shows none.
        thinking: String,
        /// The provider's signature of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// Thinking that only the provider can read.
    RedactedThinking {
        /// The encrypted text.
        data: String,
    },
}

impl Reasoning {
    /// The text: as such, or that of the blocks.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let shown = self.blocks.iter().filter_map(|block| match block {
            ThinkingBlock::Thinking { thinking, .. } => Some(thinking.as_str()),
            ThinkingBlock::RedactedThinking { .. } => None,
        });
        let text = self.content.clone().unwrap_or_else(|| shown.collect());
        Some(text).filter(|text| !text.is_empty())
    }
}

impl ThinkingBlock {
    /// How long it is, in bytes, its signature included.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let length = match self {
            Self::Thinking { thinking, signature } => {
                thinking.len() + signature.as_ref().map_or(0, String::len)
            }
            Self::RedactedThinking { data } => data.len(),
        };
        length as u64
    }
}

/// The most blocks of one message.
const MAX_BLOCKS: usize = 2_000;

/// The blocks of a message that is sent back.
pub(super) type EarlierThinking = List<ChatThinkingBlock, MAX_BLOCKS>;

/// A block of thinking, sent back as it came.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ChatThinkingBlock {
    /// Thinking that was shown.
    Thinking(ShownThinking),
    /// Thinking that only the provider can read.
    RedactedThinking(RedactedThinking),
}

/// Thinking that was shown.
#[derive(Debug, Clone, PartialEq, Request)]
pub(crate) struct ShownThinking {
    /// The text.
    pub(crate) thinking: String,
    /// The provider's signature of it.
    pub(crate) signature: Option<String>,
}

/// Thinking that only the provider can read.
#[derive(Debug, Clone, PartialEq, Request)]
pub(crate) struct RedactedThinking {
    /// The encrypted text.
    pub(crate) data: NonEmpty,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ThinkingBlock {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ChatThinkingBlock::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ChatThinkingBlock::json_schema(generator)
    }
}

impl From<ChatThinkingBlock> for ThinkingBlock {
    fn from(block: ChatThinkingBlock) -> Self {
        match block {
            ChatThinkingBlock::Thinking(ShownThinking { thinking, signature }) => {
                Self::Thinking { thinking, signature: signature.filter(|signature| !signature.is_empty()) }
            }
            ChatThinkingBlock::RedactedThinking(RedactedThinking { data }) => {
                Self::RedactedThinking { data: data.into_string() }
            }
        }
    }
}
