//! The providers Tollgate can call.

use serde::{Deserialize, Serialize};

/// A provider that Tollgate calls directly. Its JSON and SQL form is the lower-case name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// OpenAI, chat completions API.
    Openai,
    /// Anthropic, messages API.
    Anthropic,
    /// Google Gemini, `generateContent` API.
    Gemini,
    /// Fireworks AI, OpenAI-compatible chat completions API.
    Fireworks,
}

impl Provider {
    /// Every provider, in the order in which they are listed to people.
    pub const ALL: [Self; 4] = [Self::Openai, Self::Anthropic, Self::Gemini, Self::Fireworks];

    /// The name used in JSON, SQL and configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Fireworks => "fireworks",
        }
    }
}

/// A text that names no provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one of openai, anthropic, gemini, fireworks")]
pub struct UnknownProvider;

impl std::str::FromStr for Provider {
    type Err = UnknownProvider;

    /// Reads a name as people write it: in any case, `google` for Gemini.
    fn from_str(text: &str) -> Result<Self, UnknownProvider> {
        let name = text.to_ascii_lowercase();
        let name = if name == "google" { Self::Gemini.as_str() } else { &name };
        Self::ALL.into_iter().find(|provider| provider.as_str() == name).ok_or(UnknownProvider)
    }
}

impl std::fmt::Display for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
