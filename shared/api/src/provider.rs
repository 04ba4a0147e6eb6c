//! The providers Tollgate can call.

use api_derive::Word;

/// A provider that Tollgate calls directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
#[word(postgres = "provider", impossible, kind = "string_type")]
pub enum Provider {
    /// OpenAI, chat completions API.
    Openai,
    /// Anthropic, messages API.
    Anthropic,
    /// Google Gemini, `generateContent` API. In requests, `google` means the same.
    #[word("gemini", also = "google")]
    Gemini,
    /// Fireworks AI, OpenAI-compatible chat completions API.
    Fireworks,
}
