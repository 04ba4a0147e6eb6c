//! A part of a streamed answer, as JSON: OpenAI's `chat.completion.chunk`.

use api::calls::{CallFacts, ChunkObject};
use api::chat::{AnswerRole, ChatServiceTier, ChatUsage, FinishReason, ThinkingBlock, ToolKind};
use api::error::ErrorCode;

use serde::Serialize;
use serde_json::Value;

/// A part of a streamed answer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatCompletionChunk<'a> {
    /// The call.
    pub(super) id: &'a str,
    /// `chat.completion.chunk`.
    pub(super) object: ChunkObject,
    /// Seconds since 1970.
    pub(super) created: u64,
    /// What was asked for.
    pub(super) model: &'a str,
    /// The next part of the one answer. None beside the counts, where they come after it.
    pub(super) choices: Vec<ChatChunkChoice<'a>>,
    /// What the call used: with the last part, or after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<Option<ChatUsage>>,
    /// The service tier, where the provider named one: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_tier: Option<ChatServiceTier>,
    /// The ids of job and call: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tollgate: Option<CallFacts<'a>>,
}

/// The next part of an answer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatChunkChoice<'a> {
    /// 0.
    pub(super) index: u32,
    /// What is new.
    pub(super) delta: ChatDelta<'a>,
    /// The probabilities of the next tokens, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logprobs: Option<&'a Value>,
    /// Why the answer ended; null until then.
    pub(super) finish_reason: Option<FinishReason>,
}

/// What is new in a part of an answer.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatDelta<'a> {
    /// Who answers: in the first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<AnswerRole>,
    /// The next characters of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<&'a str>,
    /// The next characters of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refusal: Option<&'a str>,
    /// The next characters of what the model thinks before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reasoning_content: Option<&'a str>,
    /// A block of its thinking, whole, where the provider wants it back with the next request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thinking_blocks: Option<[&'a ThinkingBlock; 1]>,
    /// The next part of a tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tool_calls: Option<[ChatToolCallPart<'a>; 1]>,
}

/// A part of a tool call.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatToolCallPart<'a> {
    /// Which call of the answer, from 0.
    pub(super) index: usize,
    /// The call's id: with its first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    /// The kind of tool: with the call's first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) r#type: Option<ToolKind>,
    /// What is called.
    pub(super) function: ChatFunctionPart<'a>,
}

/// A part of what is called.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatFunctionPart<'a> {
    /// Its name: with the call's first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    /// The next characters of the arguments, which are JSON text.
    pub(super) arguments: &'a str,
}

/// The event that replaces the last part when a stream fails.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChatStreamError<'a> {
    /// What happened, in a sentence for a person.
    pub(super) error: &'a str,
    /// The stable code of it.
    pub(super) code: ErrorCode,
    /// The same once more.
    pub(super) r#type: ErrorCode,
}

/// An event of a streamed answer, for its schema.
#[cfg(feature = "schema")]
#[derive(Debug)]
pub struct ChatCompletionEvent;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ChatCompletionEvent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ChatCompletionEvent".into()
    }

    // As OpenAPI 3.2 has it for server-sent events: what stands in `data` is JSON of its own.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let chunk = generator.subschema_for::<ChatCompletionChunk<'_>>();
        let error = generator.subschema_for::<ChatStreamError<'_>>();
        schemars::json_schema!({
            "type": "object",
            "description": "An event of a streamed answer.",
            "properties": {"data": {
                "type": "string",
                "description": "A `ChatCompletionChunk` in JSON, or a `ChatStreamError`; `[DONE]` at the end.",
                "anyOf": [
                    {"contentMediaType": "application/json", "contentSchema": chunk},
                    {"contentMediaType": "application/json", "contentSchema": error},
                    {"const": "[DONE]"},
                ],
            }},
            "required": ["data"],
        })
    }
}
