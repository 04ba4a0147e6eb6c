//! A streamed answer, as clients read it: OpenAI's `chat.completion.chunk` in server-sent events.
//!
//! Every event is one `data:` line and an empty line. Typed clients require id, created, model and a choice with its
//! index in every chunk; documented loops read `choices[0]` unguarded and join `content` without a look.

use api_derive::Word;
use serde::Serialize;

use super::completion::{AnswerRole, FinishReason};
use super::tools::ToolKind;
use super::usage::{ChatUsage, Usage};
use crate::error::ErrorCode;
use crate::ids::{CallId, JobId};

/// The event that ends every stream.
pub const DONE: &str = "data: [DONE]\n\n";

/// A comment, which no client reads: it keeps a quiet connection open.
pub const KEEPALIVE: &str = ": keepalive\n\n";

/// What the last chunk says about the call, in its `tollgate` member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallFacts {
    /// The job.
    pub job_id: JobId,
    /// The call.
    pub call_id: CallId,
    /// From the request to the end of the answer, in milliseconds.
    pub latency_ms: u64,
}

/// A part of a tool call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolCallPart<'a> {
    /// Which call of the answer, from 0.
    pub index: usize,
    /// The call's id, with its first part.
    pub id: Option<&'a str>,
    /// The function, with the call's first part.
    pub name: Option<&'a str>,
    /// The next characters of the arguments.
    pub arguments: &'a str,
}

/// Writes the events of one stream.
#[derive(Debug, Clone)]
pub struct ChunkWriter {
    id: String,
    created: u64,
    model: String,
}

impl ChunkWriter {
    /// For one stream: our id of it, when it began in seconds since 1970, and the alias that was asked for, never a
    /// provider's name of the model.
    #[must_use]
    pub fn new(id: impl Into<String>, created: u64, alias: impl Into<String>) -> Self {
        Self { id: id.into(), created, model: alias.into() }
    }

    /// The first chunk: who speaks.
    #[must_use]
    pub fn start(&self) -> String {
        let role = Some(AnswerRole::Assistant);
        event(&self.chunk(ChatDelta { role, content: Some(""), ..ChatDelta::default() }))
    }

    /// The next characters of the text.
    #[must_use]
    pub fn content(&self, text: &str) -> String {
        event(&self.chunk(ChatDelta { content: Some(text), ..ChatDelta::default() }))
    }

    /// The next characters of a refusal.
    #[must_use]
    pub fn refusal(&self, text: &str) -> String {
        event(&self.chunk(ChatDelta { refusal: Some(text), ..ChatDelta::default() }))
    }

    /// The next part of a tool call.
    #[must_use]
    pub fn tool_call(&self, part: ToolCallPart<'_>) -> String {
        let call = ChatToolCallPart {
            index: part.index,
            id: part.id,
            r#type: part.id.map(|_| ToolKind::Function),
            function: ChatFunctionPart { name: part.name, arguments: part.arguments },
        };
        event(&self.chunk(ChatDelta { tool_calls: Some([call]), ..ChatDelta::default() }))
    }

    /// The last chunk: why the answer ended, what it used, and whose call it was, all in one.
    #[must_use]
    pub fn finish(&self, reason: FinishReason, usage: &Usage, facts: &CallFacts) -> String {
        let mut chunk = self.chunk(ChatDelta::default());
        chunk.choices[0].finish_reason = Some(reason);
        chunk.usage = Some(usage.into());
        chunk.tollgate = Some(*facts);
        event(&chunk)
    }

    fn chunk<'a>(&'a self, delta: ChatDelta<'a>) -> ChatCompletionChunk<'a> {
        ChatCompletionChunk {
            id: &self.id,
            object: ChunkObject::ChatCompletionChunk,
            created: self.created,
            model: &self.model,
            choices: [ChatChunkChoice { index: 0, delta, finish_reason: None }],
            usage: None,
            tollgate: None,
        }
    }
}

/// What takes the last chunk's place when a stream fails. `text` is for people and stands there as a string, for
/// documented clients print it.
#[must_use]
pub fn error_event(code: ErrorCode, text: &str) -> String {
    event(&ChatStreamError { error: text, code, r#type: code })
}

fn event(data: &impl Serialize) -> String {
    // Chunks have string keys only: their serialization cannot fail.
    format!("data: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

/// What a chunk is, in the words of OpenAI's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
enum ChunkObject {
    /// A part of an answer.
    #[word("chat.completion.chunk")]
    ChatCompletionChunk,
}

/// A part of a streamed answer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatCompletionChunk<'a> {
    /// The call.
    id: &'a str,
    /// `chat.completion.chunk`.
    object: ChunkObject,
    /// Seconds since 1970.
    created: u64,
    /// What was asked for.
    model: &'a str,
    /// The next part of the one answer.
    choices: [ChatChunkChoice<'a>; 1],
    /// What the call used: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<ChatUsage>,
    /// Whose call it was: with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    tollgate: Option<CallFacts>,
}

/// The next part of an answer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatChunkChoice<'a> {
    /// 0.
    index: u32,
    /// What is new.
    delta: ChatDelta<'a>,
    /// Why the answer ended; null until then.
    finish_reason: Option<FinishReason>,
}

/// What is new in a part of an answer.
#[derive(Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatDelta<'a> {
    /// Who answers: in the first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<AnswerRole>,
    /// The next characters of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    /// The next characters of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a str>,
    /// The next part of a tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_calls: Option<[ChatToolCallPart<'a>; 1]>,
}

/// A part of a tool call.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatToolCallPart<'a> {
    /// Which call of the answer, from 0.
    index: usize,
    /// The call's id: with its first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The kind of tool: with the call's first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<ToolKind>,
    /// What is called.
    function: ChatFunctionPart<'a>,
}

/// A part of what is called.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatFunctionPart<'a> {
    /// Its name: with the call's first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// The next characters of the arguments, which are JSON text.
    arguments: &'a str,
}

/// What takes the last part's place when a stream fails.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChatStreamError<'a> {
    /// What happened, in a sentence for a person.
    error: &'a str,
    /// The stable code of it.
    code: ErrorCode,
    /// The same once more.
    r#type: ErrorCode,
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    const FACTS: CallFacts =
        CallFacts { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::max()), latency_ms: 918 };

    fn writer() -> ChunkWriter {
        ChunkWriter::new("chatcmpl-1", 1_762_161_165, "fast")
    }

    fn read(event: &str) -> Value {
        let line = event.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
        assert!(!line.contains(['\n', '\r']), "an event is one line: {line}");
        serde_json::from_str(line).unwrap()
    }

    proptest! {
        #[test]
        fn every_chunk_has_what_typed_clients_require(text in any::<String>(), name: Option<String>, index in 0..9_usize) {
            let writer = writer();
            let part = ToolCallPart { index, id: name.as_deref(), name: name.as_deref(), arguments: &text };
            let chunks = [
                writer.start(),
                writer.content(&text),
                writer.refusal(&text),
                writer.tool_call(part),
                writer.finish(FinishReason::Stop, &Usage::default(), &FACTS),
            ];
            for chunk in &chunks {
                let chunk = read(chunk);
                prop_assert_eq!(&chunk["id"], "chatcmpl-1");
                prop_assert_eq!(&chunk["object"], "chat.completion.chunk");
                prop_assert_eq!(&chunk["created"], 1_762_161_165);
                prop_assert_eq!(&chunk["model"], "fast");
                prop_assert_eq!(chunk["choices"].as_array().map(Vec::len), Some(1));
                prop_assert_eq!(&chunk["choices"][0]["index"], 0);
                let delta = chunk["choices"][0]["delta"].as_object().unwrap();
                prop_assert!(delta.get("content").is_none_or(Value::is_string));
            }
            prop_assert_eq!(&read(&chunks[1])["choices"][0]["delta"]["content"], &text);
        }
    }

    #[test]
    fn the_first_chunk_has_the_role_and_an_empty_text() {
        let chunk = read(&writer().start());
        assert_eq!(chunk["choices"][0]["delta"], json!({"role": "assistant", "content": ""}));
        assert_eq!(chunk["choices"][0]["finish_reason"], Value::Null);
    }

    #[test]
    fn a_tool_call_has_id_and_name_once_and_then_arguments_only() {
        let writer = writer();
        let calls = |part| read(&writer.tool_call(part))["choices"][0]["delta"]["tool_calls"].clone();
        assert_eq!(
            calls(ToolCallPart { index: 1, id: Some("call_1"), name: Some("weather"), arguments: "" }),
            json!([{"index": 1, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ""}}])
        );
        assert_eq!(
            calls(ToolCallPart { index: 1, id: None, name: None, arguments: "{\"city\"" }),
            json!([{"index": 1, "function": {"arguments": "{\"city\""}}])
        );
    }

    #[test]
    fn the_last_chunk_has_reason_usage_and_call_together() {
        let usage = Usage { prompt_tokens: 380, completion_tokens: 32, ..Usage::default() };
        let chunk = read(&writer().finish(FinishReason::Length, &usage, &FACTS));
        assert_eq!(chunk["choices"], json!([{"index": 0, "delta": {}, "finish_reason": "length"}]));
        assert_eq!(chunk["usage"]["total_tokens"], 412);
        assert_eq!(
            chunk["tollgate"],
            json!({
                "job_id": "00000000-0000-0000-0000-000000000000",
                "call_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "latency_ms": 918,
            })
        );
    }

    #[test]
    fn an_error_is_a_text_with_its_code_beside_it() {
        assert_eq!(
            read(&error_event(ErrorCode::ProviderError, "The provider stopped answering.")),
            json!({"error": "The provider stopped answering.", "code": "provider_error", "type": "provider_error"})
        );
    }
}
