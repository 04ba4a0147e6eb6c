//! What a client asks for.

use serde_json::{Map, Value};

use super::message::Message;

/// The greatest number of tools in one request, OpenAI's own limit.
pub const MAX_TOOLS: usize = 128;
/// The greatest number of stop sequences, OpenAI's own limit.
pub const MAX_STOP_SEQUENCES: usize = 4;

/// A chat completion request, checked: each value is in its range and each reference points somewhere.
/// A parameter the client left out (or set to null) is `None`: nothing is made up on its behalf.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatRequest {
    /// The conversation; at least one message.
    pub messages: Vec<Message>,
    /// Randomness, 0 to 2.
    pub temperature: Option<f64>,
    /// Nucleus sampling, 0 to 1.
    pub top_p: Option<f64>,
    /// -2 to 2.
    pub frequency_penalty: Option<f64>,
    /// -2 to 2.
    pub presence_penalty: Option<f64>,
    /// The most tokens the answer may have, reasoning included: `max_tokens` or `max_completion_tokens`.
    pub max_output_tokens: Option<u32>,
    /// Texts that end the answer, at most [`MAX_STOP_SEQUENCES`], none empty.
    pub stop: Vec<String>,
    /// Asks for repeatable sampling.
    pub seed: Option<i64>,
    /// The functions the model may call.
    pub tools: Vec<Tool>,
    /// Which of them it must, may or must not call.
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    pub response_format: Option<ResponseFormat>,
    /// How long to think.
    pub reasoning_effort: Option<ReasoningEffort>,
}

/// A function the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// Its name: letters, digits, `_`, `-`, at most 64.
    pub name: String,
    /// What it does, for the model.
    pub description: Option<String>,
    /// The JSON Schema of its arguments; `None` means that it takes none.
    pub parameters: Option<Map<String, Value>>,
    /// Whether the arguments must follow the schema exactly.
    pub strict: Option<bool>,
}

/// Whether tools are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// None is called.
    None,
    /// At least one is called.
    Required,
    /// This one is called: the name of one of the request's tools.
    Function(String),
}

impl ToolChoice {
    /// Whether the model has no choice but to call a tool.
    #[must_use]
    pub const fn is_forced(&self) -> bool {
        matches!(self, Self::Required | Self::Function(_))
    }
}

/// The form of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseFormat {
    /// Free text.
    Text,
    /// Some JSON object.
    JsonObject,
    /// JSON that follows a schema.
    JsonSchema {
        /// A name for the schema: letters, digits, `_`, `-`, at most 64.
        name: String,
        /// What it is for.
        description: Option<String>,
        /// The JSON Schema.
        schema: Map<String, Value>,
        /// Whether it must be followed exactly.
        strict: Option<bool>,
    },
}

/// How long the model should think before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// As little as it can.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// As much as it can.
    Xhigh,
}

impl ReasoningEffort {
    /// Every value, least first.
    pub const ALL: [Self; 6] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::Xhigh];

    /// The value as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
        }
    }
}
