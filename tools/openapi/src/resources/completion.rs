//! What models answer: OpenAI's chat completions, whole and streamed.

use std::borrow::Cow;

use api::ids::{CallId, JobId};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Number, Value};

use super::chat::{CalledFunction, ToolKind};

/// A call of a tool.
#[derive(JsonSchema)]
#[schemars(rename = "ChatToolCall")]
pub(super) struct ToolCall {
    /// Its id.
    #[schemars(length(min = 1))]
    id: String,
    /// The kind of tool.
    r#type: ToolKind,
    /// What is called.
    function: CalledFunction,
}

/// An answer of a model.
#[derive(JsonSchema)]
#[schemars(rename = "ChatChoice")]
pub(super) struct Choice {
    /// 0.
    index: u32,
    /// What it said.
    message: AssistantMessage,
    /// Why it ended.
    finish_reason: FinishReason,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct AssistantMessage {
    /// `assistant`.
    role: String,
    /// Its text.
    content: Option<String>,
    /// Why it refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<String>,
    /// The tools it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_calls: Option<Vec<ToolCall>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
pub(super) enum FinishReason {
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
}

/// What a call used, in tokens.
#[derive(JsonSchema)]
#[schemars(rename = "ChatUsage")]
pub(super) struct Usage {
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
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct PromptTokens {
    /// Read from the provider's cache.
    cached_tokens: u64,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct CompletionTokens {
    /// Spent on reasoning.
    reasoning_tokens: u64,
}

/// An event of a streamed answer.
pub(super) struct ChatCompletionEvent;

impl JsonSchema for ChatCompletionEvent {
    fn schema_name() -> Cow<'static, str> {
        "ChatCompletionEvent".into()
    }

    // As OpenAPI 3.2 has it for server-sent events: what stands in `data` is JSON of its own.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An event of a streamed answer.",
            "properties": {"data": {
                "type": "string",
                "description": "A `ChatCompletionChunk` in JSON; `[DONE]` at the end.",
                "anyOf": [
                    {
                        "contentMediaType": "application/json",
                        "contentSchema": generator.subschema_for::<ChatCompletionChunk>(),
                    },
                    {"const": "[DONE]"},
                ],
            }},
            "required": ["data"],
        })
    }
}

/// A part of a streamed answer.
#[derive(JsonSchema)]
struct ChatCompletionChunk {
    /// The call.
    id: String,
    /// `chat.completion.chunk`.
    object: String,
    /// Seconds since 1970.
    created: u64,
    /// What was asked for.
    model: String,
    /// The next part of the one answer.
    choices: Vec<ChunkChoice>,
    /// What the call used: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    /// Whose call it was: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    tollgate: Option<CallFacts>,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct ChunkChoice {
    /// 0.
    index: u32,
    /// What is new.
    delta: Map<String, Value>,
    /// Why the answer ended; null until then.
    finish_reason: Option<FinishReason>,
}

#[derive(JsonSchema)]
#[schemars(inline)]
struct CallFacts {
    /// The job.
    job_id: JobId,
    /// The call.
    call_id: CallId,
    /// From the request to the end of the answer, in milliseconds.
    latency_ms: Number,
}
