//! A streamed answer, as clients read it: OpenAI's `chat.completion.chunk` in server-sent events.
//!
//! Every event is one `data:` line and an empty line. Typed clients require id, created, model and a choice with its
//! index in every chunk; documented loops read `choices[0]` unguarded and join `content` without a look.

use serde::Serialize;
use serde_json::Value;

use super::chunk::{
    CallFacts, ChatChunkChoice, ChatCompletionChunk, ChatDelta, ChatFunctionPart, ChatStreamError,
    ChatToolCallPart, ChunkObject,
};
use super::completion::{AnswerRole, FinishReason};
use super::reasoning::ThinkingBlock;
use super::service_tier::ChatServiceTier;
use super::tools::ToolKind;
use super::usage::Usage;
use crate::error::ErrorCode;

/// The event that ends every stream.
pub const DONE: &str = "data: [DONE]\n\n";

/// A comment, which no client reads: it keeps a quiet connection open.
pub const KEEPALIVE: &str = ": keepalive\n\n";

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

    /// The next characters of what the model thinks.
    #[must_use]
    pub fn reasoning(&self, text: &str) -> String {
        event(&self.chunk(ChatDelta { reasoning_content: Some(text), ..ChatDelta::default() }))
    }

    /// A block of thinking that has come to its end.
    #[must_use]
    pub fn thinking_block(&self, block: &ThinkingBlock) -> String {
        event(&self.chunk(ChatDelta { thinking_blocks: Some([block]), ..ChatDelta::default() }))
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

    /// The probabilities of the next tokens.
    #[must_use]
    pub fn logprobs(&self, logprobs: &Value) -> String {
        let mut chunk = self.chunk(ChatDelta::default());
        chunk.choices[0].logprobs = Some(logprobs);
        event(&chunk)
    }

    /// The last chunk: the finish reason, the usage, the service tier and the ids of job and call.
    #[must_use]
    pub fn finish(
        &self,
        reason: FinishReason,
        usage: &Usage,
        service_tier: Option<ChatServiceTier>,
        facts: &CallFacts<'_>,
    ) -> String {
        let mut chunk = self.chunk(ChatDelta::default());
        chunk.choices[0].finish_reason = Some(reason);
        chunk.usage = Some(usage.into());
        chunk.service_tier = service_tier;
        chunk.tollgate = Some(*facts);
        event(&chunk)
    }

    fn chunk<'a>(&'a self, delta: ChatDelta<'a>) -> ChatCompletionChunk<'a> {
        ChatCompletionChunk {
            id: &self.id,
            object: ChunkObject::ChatCompletionChunk,
            created: self.created,
            model: &self.model,
            choices: [ChatChunkChoice { index: 0, delta, logprobs: None, finish_reason: None }],
            usage: None,
            service_tier: None,
            tollgate: None,
        }
    }
}

/// The event that replaces the last chunk when a stream fails. `text` is a plain string, because documented clients print it.
#[must_use]
pub fn error_event(code: ErrorCode, text: &str) -> String {
    event(&ChatStreamError { error: text, code, r#type: code })
}

fn event(data: &impl Serialize) -> String {
    // Chunks have string keys only: their serialization cannot fail.
    format!("data: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CallId, JobId};
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    const FACTS: CallFacts<'static> =
        CallFacts { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::max()), latency_ms: 918, dropped: &[] };

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
                writer.finish(FinishReason::Stop, &Usage::default(), None, &FACTS),
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
        let chunk = read(&writer().finish(FinishReason::Length, &usage, Some(ChatServiceTier::Flex), &FACTS));
        assert_eq!(chunk["choices"], json!([{"index": 0, "delta": {}, "finish_reason": "length"}]));
        assert_eq!((&chunk["usage"]["total_tokens"], &chunk["service_tier"]), (&json!(412), &json!("flex")));
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
