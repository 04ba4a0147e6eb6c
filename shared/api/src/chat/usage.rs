//! Token counts of one call, the same for every provider.

use serde::Serialize;

/// What a call used. All counts are tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// All of the input, cached and cache-written tokens included.
    pub prompt_tokens: u64,
    /// Those of the input that were read from the provider's cache.
    pub cached_input_tokens: u64,
    /// Those of the input that were written to the provider's cache for five minutes.
    pub cache_write_5m_tokens: u64,
    /// Those of the input that were written to the provider's cache for an hour.
    pub cache_write_1h_tokens: u64,
    /// All of the output, reasoning included.
    pub completion_tokens: u64,
    /// Those of the output that were spent on reasoning.
    pub reasoning_tokens: u64,
}

impl Usage {
    /// Input and output.
    #[must_use]
    pub const fn total_tokens(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }
}

/// Which counts a provider has sent. One that it has not sent is estimated, where there is something to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// The tokens of the input.
    pub prompt: bool,
    /// The tokens of the output.
    pub completion: bool,
}

/// What a call used, in tokens, as OpenAI's `usage` object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatUsage {
    /// Input.
    prompt_tokens: u64,
    /// Output, reasoning included.
    completion_tokens: u64,
    /// Both.
    total_tokens: u64,
    /// Of the input.
    prompt_tokens_details: PromptTokens,
    /// Of the output.
    completion_tokens_details: CompletionTokens,
}

/// Tokens of the input, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChatPromptTokens"))]
struct PromptTokens {
    /// Read from the provider's cache.
    cached_tokens: u64,
}

/// Tokens of the output, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChatCompletionTokens"))]
struct CompletionTokens {
    /// Spent on reasoning.
    reasoning_tokens: u64,
}

impl From<&Usage> for ChatUsage {
    fn from(usage: &Usage) -> Self {
        Self {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            total_tokens: usage.total_tokens(),
            prompt_tokens_details: PromptTokens { cached_tokens: usage.cached_input_tokens },
            completion_tokens_details: CompletionTokens { reasoning_tokens: usage.reasoning_tokens },
        }
    }
}
