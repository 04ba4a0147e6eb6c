//! Which provider is being played.

use serde::{Deserialize, Serialize};

/// A provider whose wire format the simulator speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// OpenAI, chat completions.
    OpenAi,
    /// Anthropic, messages.
    Anthropic,
    /// Google Gemini, `generateContent` and `streamGenerateContent`.
    Gemini,
    /// Fireworks AI: OpenAI's shape with its own models, headers and errors.
    Fireworks,
}

impl Provider {
    /// Every provider, in a fixed order.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Fireworks];

    /// The first path segment under which the provider is mounted, also its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Fireworks => "fireworks",
        }
    }

    /// The path below which the provider's API lies, at the provider as here.
    #[must_use]
    pub const fn api_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic => "/v1",
            Self::Gemini => "/v1beta",
            Self::Fireworks => "/inference/v1",
        }
    }
}
