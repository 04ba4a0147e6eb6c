//! What kind of answer is asked for: its form, and how much the model thinks before.

use api_derive::{Request, Word};
use serde_json::{Map, Value};

use crate::reading::NonEmpty;

/// The form of an answer other than plain text.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseFormat {
    /// Any JSON object.
    JsonObject,
    /// JSON that follows a schema.
    JsonSchema {
        /// The schema's name.
        name: String,
        /// The schema.
        schema: Map<String, Value>,
        /// The answer must follow it exactly.
        strict: Option<bool>,
    },
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "enum")]
pub(crate) enum ChatResponseFormat {
    /// Plain text.
    Text,
    /// Any JSON object.
    JsonObject,
    /// JSON of a schema.
    JsonSchema(BySchema),
}

/// JSON of a schema.
#[derive(Debug, Clone, PartialEq, Request)]
pub(crate) struct BySchema {
    /// The schema.
    json_schema: ChatJsonSchema,
}

/// A JSON schema with a name.
#[derive(Debug, Clone, PartialEq, Request)]
pub(crate) struct ChatJsonSchema {
    /// Its name.
    name: NonEmpty,
    /// The JSON schema.
    schema: Map<String, Value>,
    /// The answer must follow it exactly.
    strict: Option<bool>,
}

impl ChatResponseFormat {
    /// JSON of a schema.
    pub(crate) const fn by_schema(json_schema: ChatJsonSchema) -> Self {
        Self::JsonSchema(BySchema { json_schema })
    }

    /// Whether it is another one than plain text.
    pub(super) const fn is_format(&self) -> bool {
        !matches!(self, Self::Text)
    }

    /// The form, unless it is plain text.
    pub(super) fn into_format(self) -> Option<ResponseFormat> {
        match self {
            Self::Text => None,
            Self::JsonObject => Some(ResponseFormat::JsonObject),
            Self::JsonSchema(BySchema { json_schema: ChatJsonSchema { name, schema, strict } }) => {
                Some(ResponseFormat::JsonSchema { name: name.into_string(), schema, strict })
            }
        }
    }
}

/// How much a reasoning model should think before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// As little as the model can.
    Minimal,
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

/// How wordy an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum Verbosity {
    /// Terse.
    Low,
    /// As usual.
    Medium,
    /// Detailed.
    High,
}
