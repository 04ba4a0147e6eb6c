//! Token counts of one call, the same for every provider.

use serde_json::{Value, json};

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

    /// OpenAI's `usage` object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.total_tokens(),
            "prompt_tokens_details": {"cached_tokens": self.cached_input_tokens},
            "completion_tokens_details": {"reasoning_tokens": self.reasoning_tokens},
        })
    }
}
