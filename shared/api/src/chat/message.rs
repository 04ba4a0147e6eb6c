//! The messages of a conversation.

use serde_json::{Map, Value};

/// One turn of the conversation. Each role has only what that role may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Instructions of the application: roles `system` and `developer`.
    Instruction {
        /// Which of the two names the client used.
        role: InstructionRole,
        /// The text, in the parts in which it came; at least one.
        text: Vec<String>,
        /// Who speaks, if there are several.
        name: Option<String>,
    },
    /// What the user says or shows.
    User {
        /// At least one part.
        parts: Vec<UserPart>,
        /// Who speaks, if there are several.
        name: Option<String>,
    },
    /// What the model said before: text, a refusal, tool calls, or several of them, but never nothing.
    Assistant {
        /// The text, in the parts in which it came.
        text: Vec<String>,
        /// The text of a refusal.
        refusal: Option<String>,
        /// The tools it asked for.
        tool_calls: Vec<ToolCall>,
        /// Who speaks, if there are several.
        name: Option<String>,
    },
    /// What a tool answered.
    Tool {
        /// The call it answers: one of an earlier assistant message.
        tool_call_id: String,
        /// The result, in the parts in which it came; at least one.
        text: Vec<String>,
    },
}

/// The two names of the role that instructs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionRole {
    /// `system`
    System,
    /// `developer`, what newer OpenAI models call it.
    Developer,
}

impl InstructionRole {
    /// The role as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
        }
    }
}

/// A part of a user message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserPart {
    /// Text.
    Text(String),
    /// A picture.
    Image {
        /// Where its bytes are.
        source: ImageSource,
        /// How closely to look. A hint: providers without it look as they always do.
        detail: Option<ImageDetail>,
    },
}

/// Where the bytes of a picture are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageSource {
    /// In the request: a `data:` URL, taken apart.
    Data {
        /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
        media_type: String,
        /// The bytes in base64 (standard alphabet), checked.
        base64: String,
    },
    /// At an https URL, which the provider fetches.
    Url(String),
}

impl ImageSource {
    /// The source as one URL, as OpenAI wants it.
    #[must_use]
    pub fn to_url(&self) -> String {
        match self {
            Self::Data { media_type, base64 } => format!("data:{media_type};base64,{base64}"),
            Self::Url(url) => url.clone(),
        }
    }
}

/// How closely the model should look at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageDetail {
    /// The provider chooses.
    Auto,
    /// A small version.
    Low,
    /// Full resolution.
    High,
}

impl ImageDetail {
    /// The value as it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

/// A function the model wants to be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// Links the call with its result.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// The arguments as the model wrote them: JSON text, which may be malformed.
    pub arguments: String,
    /// An opaque token of the provider that it wants back with the call, so that it can go on with its
    /// line of thought. Clients see it as `extra_content.thought_signature` and may send it back.
    pub signature: Option<String>,
}

/// Tool arguments as the JSON object that some providers want. No text at all means no arguments; anything
/// else that is not an object is `None`.
#[must_use]
pub fn arguments_as_object(arguments: &str) -> Option<Map<String, Value>> {
    if arguments.trim().is_empty() {
        return Some(Map::new());
    }
    match serde_json::from_str(arguments) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}
