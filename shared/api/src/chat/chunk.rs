//! The chunks of a streamed answer.

use serde_json::{Map, Value, json};

use super::completion::{FinishReason, ToolCallDelta, Usage};
use crate::error::ErrorCode;
use crate::ids::{CallId, JobId};

/// The last event of every stream.
pub const STREAM_END: &str = "data: [DONE]\n\n";

/// A chunk as one server-sent event: `data: <json>` and an empty line.
#[must_use]
pub fn event_line(json: &str) -> String {
    format!("data: {json}\n\n")
}

/// What the last chunk says beside its usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamMetadata {
    /// The job the call belongs to.
    pub job_id: JobId,
    /// The call.
    pub call_id: CallId,
    /// From the request to the last token, in milliseconds.
    pub latency_ms: u64,
}

/// Writes the chunks of one stream as JSON. Every chunk has the same id, time and model, and exactly one
/// choice; `content` is never null.
#[derive(Debug, Clone)]
pub struct ChunkWriter {
    id: String,
    created: u64,
    model: String,
}

impl ChunkWriter {
    /// A writer for one stream: our id, the time in seconds since 1970, and the alias that was asked for
    /// (never a provider's name for the model).
    #[must_use]
    pub fn new(id: impl Into<String>, created: u64, alias: impl Into<String>) -> Self {
        Self { id: id.into(), created, model: alias.into() }
    }

    /// The first chunk: the role.
    #[must_use]
    pub fn start(&self) -> String {
        self.chunk(&json!({"role": "assistant", "content": ""}), None).to_string()
    }

    /// The next characters of the text.
    #[must_use]
    pub fn content(&self, text: &str) -> String {
        self.chunk(&json!({"content": text}), None).to_string()
    }

    /// The next characters of a refusal.
    #[must_use]
    pub fn refusal(&self, text: &str) -> String {
        self.chunk(&json!({"refusal": text}), None).to_string()
    }

    /// The next piece of a tool call.
    #[must_use]
    pub fn tool_call(&self, delta: &ToolCallDelta) -> String {
        let mut function = Map::new();
        if let Some(name) = &delta.name {
            function.insert("name".to_owned(), json!(name));
        }
        function.insert("arguments".to_owned(), json!(delta.arguments));
        let mut call = Map::new();
        call.insert("index".to_owned(), json!(delta.index));
        if let Some(id) = &delta.id {
            call.insert("id".to_owned(), json!(id));
            call.insert("type".to_owned(), json!("function"));
        }
        call.insert("function".to_owned(), Value::Object(function));
        if let Some(signature) = &delta.signature {
            call.insert("extra_content".to_owned(), json!({"thought_signature": signature}));
        }
        self.chunk(&json!({"tool_calls": [call]}), None).to_string()
    }

    /// The last chunk: why the model stopped, the tokens, and whose call it was.
    #[must_use]
    pub fn finish(&self, reason: FinishReason, usage: &Usage, metadata: &StreamMetadata) -> String {
        let mut chunk = self.chunk(&json!({}), Some(reason));
        chunk["usage"] = usage.to_json();
        chunk["tollgate"] = json!({
            "job_id": metadata.job_id,
            "call_id": metadata.call_id,
            "latency_ms": metadata.latency_ms,
        });
        chunk.to_string()
    }

    /// The chunk that takes the place of the last one when the stream fails: `error` is a sentence for a
    /// person, a plain string because documented clients print it as such.
    #[must_use]
    pub fn error(&self, code: ErrorCode, text: &str) -> String {
        json!({"error": text, "code": code.as_str(), "type": code.as_str()}).to_string()
    }

    fn chunk(&self, delta: &Value, reason: Option<FinishReason>) -> Value {
        json!({
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": reason.map(FinishReason::as_str)}],
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn writer() -> ChunkWriter {
        ChunkWriter::new("chatcmpl-1", 1_762_161_165, "fast")
    }

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_chunk_has_what_typed_clients_require() {
        let delta = ToolCallDelta { index: 1, id: Some("c".to_owned()), ..ToolCallDelta::default() };
        let metadata =
            StreamMetadata { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::nil()), latency_ms: 9 };
        let writer = writer();
        let chunks = [
            writer.start(),
            writer.content("a\n\"b\""),
            writer.refusal("no"),
            writer.tool_call(&delta),
            writer.finish(FinishReason::Stop, &Usage::default(), &metadata),
        ];
        for chunk in chunks {
            assert!(!chunk.contains('\n'), "an event is one line: {chunk}");
            let chunk = json(&chunk);
            assert_eq!(chunk["id"], "chatcmpl-1");
            assert_eq!(chunk["object"], "chat.completion.chunk");
            assert_eq!(chunk["created"], 1_762_161_165);
            assert_eq!(chunk["model"], "fast");
            assert_eq!(chunk["choices"][0]["index"], 0);
            assert!(chunk["choices"][0]["delta"].get("content").is_none_or(Value::is_string));
        }
    }

    #[test]
    fn a_tool_call_names_itself_once_and_then_only_goes_on() {
        let first = ToolCallDelta {
            index: 0,
            id: Some("call_1".to_owned()),
            name: Some("weather".to_owned()),
            ..ToolCallDelta::default()
        };
        let next = ToolCallDelta { arguments: "{\"city\"".to_owned(), ..ToolCallDelta::default() };
        assert_eq!(
            json(&writer().tool_call(&first))["choices"][0]["delta"]["tool_calls"],
            json!([{"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": "weather", "arguments": ""}}])
        );
        assert_eq!(
            json(&writer().tool_call(&next))["choices"][0]["delta"]["tool_calls"],
            json!([{"index": 0, "function": {"arguments": "{\"city\""}}])
        );
    }

    #[test]
    fn the_last_chunk_has_reason_usage_and_metadata_together() {
        let metadata =
            StreamMetadata { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::max()), latency_ms: 918 };
        let usage = Usage { prompt_tokens: 3, completion_tokens: 4, ..Usage::default() };
        let chunk = json(&writer().finish(FinishReason::Length, &usage, &metadata));
        assert_eq!(chunk["choices"][0]["finish_reason"], "length");
        assert_eq!(chunk["choices"][0]["delta"], json!({}));
        assert_eq!(chunk["usage"]["total_tokens"], 7);
        assert_eq!(chunk["tollgate"]["job_id"], "00000000-0000-0000-0000-000000000000");
        assert_eq!(chunk["tollgate"]["call_id"], "ffffffff-ffff-ffff-ffff-ffffffffffff");
        assert_eq!(chunk["tollgate"]["latency_ms"], 918);
    }

    #[test]
    fn an_error_is_a_string_with_its_code_beside_it() {
        assert_eq!(
            json(&writer().error(ErrorCode::ProviderError, "The provider stopped answering.")),
            json!({"error": "The provider stopped answering.", "code": "provider_error", "type": "provider_error"})
        );
    }
}
