//! Token counts of one call, the same for every provider.

use serde::{Deserialize, Serialize};

/// What a call used. All counts are tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Those of the input that were written to the provider's cache.
    #[must_use]
    pub const fn cache_written_tokens(&self) -> u64 {
        self.cache_write_5m_tokens.saturating_add(self.cache_write_1h_tokens)
    }
}

/// Which counts a provider has sent. One that it has not sent is estimated, where there is something to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// The tokens of the input.
    pub prompt: bool,
    /// The tokens of the output.
    pub completion: bool,
    /// Some of them have no price here and are priced as the others are, so the cost is an estimate: sound, film, a surcharge for
    /// where the model ran.
    pub unpriced: bool,
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
    /// Input read from the provider's cache, by Anthropic's name; only where there is some.
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_read_input_tokens: Option<u64>,
    /// Input written to the provider's cache, by Anthropic's name; only where there is some.
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_creation_input_tokens: Option<u64>,
    /// The same by how long it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_creation: Option<CacheCreation>,
}

/// Tokens of the input, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChatPromptTokens"))]
struct PromptTokens {
    /// Read from the provider's cache.
    cached_tokens: u64,
    /// Written to the provider's cache; only where some were.
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_creation_tokens: Option<u64>,
}

/// Tokens of the input that were written to the provider's cache, by how long they are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChatCacheCreation"))]
pub struct CacheCreation {
    /// For five minutes.
    ephemeral_5m_input_tokens: u64,
    /// For an hour.
    ephemeral_1h_input_tokens: u64,
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
        let written = usage.cache_written_tokens();
        let some = |count: u64| (count > 0).then_some(count);
        Self {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            total_tokens: usage.total_tokens(),
            prompt_tokens_details: PromptTokens {
                cached_tokens: usage.cached_input_tokens,
                cache_creation_tokens: some(written),
            },
            completion_tokens_details: CompletionTokens { reasoning_tokens: usage.reasoning_tokens },
            cache_read_input_tokens: some(usage.cached_input_tokens),
            cache_creation_input_tokens: some(written),
            cache_creation: some(written).map(|_| CacheCreation::from(usage)),
        }
    }
}

impl From<&Usage> for CacheCreation {
    fn from(usage: &Usage) -> Self {
        Self {
            ephemeral_5m_input_tokens: usage.cache_write_5m_tokens,
            ephemeral_1h_input_tokens: usage.cache_write_1h_tokens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cache_writes_and_reads_are_shown_as_anthropic_shows_them() {
        let usage = Usage {
            prompt_tokens: 160,
            cached_input_tokens: 100,
            cache_write_5m_tokens: 20,
            cache_write_1h_tokens: 30,
            completion_tokens: 7,
            reasoning_tokens: 3,
        };
        let expected = json!({
            "prompt_tokens": 160, "completion_tokens": 7, "total_tokens": 167,
            "prompt_tokens_details": {"cached_tokens": 100, "cache_creation_tokens": 50},
            "completion_tokens_details": {"reasoning_tokens": 3},
            "cache_read_input_tokens": 100, "cache_creation_input_tokens": 50,
            "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30},
        });
        assert_eq!(json!(ChatUsage::from(&usage)), expected);
    }

    #[test]
    fn a_usage_without_a_cache_has_only_openais_members() {
        let usage = Usage { prompt_tokens: 9, completion_tokens: 7, ..Usage::default() };
        let expected = json!({
            "prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        });
        assert_eq!(json!(ChatUsage::from(&usage)), expected);
    }
}
