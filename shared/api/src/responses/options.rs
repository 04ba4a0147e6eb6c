//! How the model should work and answer: `reasoning`, `text`, `truncation`.

use api_derive::{Request, Word};

use crate::chat::{ChatJsonSchema, ChatResponseFormat, ReasoningEffort, Verbosity};

/// How the model should think.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Request)]
pub(super) struct ResponsesReasoning {
    /// How much.
    pub(super) effort: Option<ReasoningEffort>,
    /// How much of it the answer should show. It shows what the provider shows.
    pub(super) summary: Option<ReasoningSummary>,
}

/// How much of its reasoning an answer should show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum ReasoningSummary {
    /// As the model can.
    Auto,
    /// Little.
    Concise,
    /// Much.
    Detailed,
}

/// How the answer's text should be.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub(super) struct ResponsesTextOptions {
    /// Its form.
    pub(super) format: Option<ResponsesFormat>,
    /// How wordy it is.
    pub(super) verbosity: Option<Verbosity>,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "enum")]
pub(super) enum ResponsesFormat {
    /// Plain text.
    Text,
    /// Any JSON object.
    JsonObject,
    /// JSON of a schema.
    JsonSchema(ChatJsonSchema),
}

/// What becomes of a conversation that is longer than the model can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub(super) enum ResponsesTruncation {
    /// Items in its middle are left out, which is not done here.
    Auto,
    /// The request is refused.
    Disabled,
}

impl From<ResponsesFormat> for ChatResponseFormat {
    fn from(format: ResponsesFormat) -> Self {
        match format {
            ResponsesFormat::Text => Self::Text,
            ResponsesFormat::JsonObject => Self::JsonObject,
            ResponsesFormat::JsonSchema(schema) => Self::by_schema(schema),
        }
    }
}
