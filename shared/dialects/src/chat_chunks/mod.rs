//! Streamed answers in OpenAI's form, `chat.completion.chunk` in server-sent events, as two dialects have them.
//!
//! Every event is one `data:` line and an empty line. Typed clients require id, created, model and a choice with its
//! index in every chunk; documented loops read `choices[0]` unguarded and join `content` without a look.

mod chunk;

use api::calls::ChunkObject;
use api::chat::{AnswerRole, ChatUsage, ThinkingBlock, ToolKind};
use api::error::{ApiError, ErrorCode};
use serde::Serialize;
use serde_json::Value;

use crate::openai_error;
use crate::{Dialect, StreamFinish, StreamHead, StreamWriter, ToolCallPart};
#[cfg(feature = "schema")]
pub use chunk::ChatCompletionEvent;
use chunk::{
    ChatChunkChoice, ChatCompletionChunk, ChatDelta, ChatFunctionPart, ChatStreamError, ChatToolCallPart,
};

/// The event that ends every stream.
const DONE: &str = "data: [DONE]\n\n";

/// Writes the events of one stream.
#[derive(Debug, Clone)]
pub struct ChunkWriter {
    id: String,
    head: StreamHead,
    dialect: Dialect,
}

impl ChunkWriter {
    /// For one stream of [`Dialect::Jobs`] or [`Dialect::OpenaiChat`].
    #[must_use]
    pub fn new(head: StreamHead, dialect: Dialect) -> Self {
        Self { id: head.call_id.to_string(), head, dialect }
    }

    fn chunk<'a>(&'a self, delta: ChatDelta<'a>) -> ChatCompletionChunk<'a> {
        // OpenAI's chunks say that the counts are to come.
        let are_counts_to_come = self.dialect == Dialect::OpenaiChat && self.head.with_usage;
        ChatCompletionChunk {
            id: &self.id,
            object: ChunkObject::ChatCompletionChunk,
            created: self.head.created,
            model: &self.head.model,
            choices: vec![ChatChunkChoice { index: 0, delta, logprobs: None, finish_reason: None }],
            usage: are_counts_to_come.then_some(None),
            service_tier: None,
            tollgate: None,
        }
    }
}

impl StreamWriter for ChunkWriter {
    fn start(&mut self) -> String {
        let role = Some(AnswerRole::Assistant);
        event(&self.chunk(ChatDelta { role, content: Some(""), ..ChatDelta::default() }))
    }

    fn content(&mut self, text: &str) -> String {
        event(&self.chunk(ChatDelta { content: Some(text), ..ChatDelta::default() }))
    }

    fn refusal(&mut self, text: &str) -> String {
        event(&self.chunk(ChatDelta { refusal: Some(text), ..ChatDelta::default() }))
    }

    fn reasoning(&mut self, text: &str) -> String {
        event(&self.chunk(ChatDelta { reasoning_content: Some(text), ..ChatDelta::default() }))
    }

    fn thinking_block(&mut self, block: &ThinkingBlock) -> String {
        event(&self.chunk(ChatDelta { thinking_blocks: Some([block]), ..ChatDelta::default() }))
    }

    fn tool_call(&mut self, part: ToolCallPart<'_>) -> String {
        let call = ChatToolCallPart {
            index: part.index,
            id: part.id,
            r#type: part.id.map(|_| ToolKind::Function),
            function: ChatFunctionPart { name: part.name, arguments: part.arguments },
        };
        event(&self.chunk(ChatDelta { tool_calls: Some([call]), ..ChatDelta::default() }))
    }

    fn logprobs(&mut self, logprobs: &Value) -> String {
        let mut chunk = self.chunk(ChatDelta::default());
        chunk.choices[0].logprobs = Some(logprobs);
        event(&chunk)
    }

    /// The finish reason, the service tier and the ids of job and call; the counts beside them, or after them where a client of
    /// OpenAI's has asked for them.
    fn finish(&mut self, finish: &StreamFinish<'_>) -> String {
        let usage = ChatUsage::from(finish.usage);
        let mut last = self.chunk(ChatDelta::default());
        last.choices[0].finish_reason = Some(finish.reason);
        last.service_tier = finish.service_tier;
        last.tollgate = Some(finish.facts);
        if self.dialect == Dialect::Jobs {
            last.usage = Some(Some(usage));
            return format!("{}{DONE}", event(&last));
        }
        let counts = if self.head.with_usage {
            let counts = self.chunk(ChatDelta::default());
            event(&ChatCompletionChunk { choices: Vec::new(), usage: Some(Some(usage)), ..counts })
        } else {
            String::new()
        };
        format!("{}{counts}{DONE}", event(&last))
    }

    /// Documented clients of the job endpoints print `error`, which is therefore a plain text there.
    fn fail(&mut self, code: ErrorCode, sentence: &str) -> String {
        let error = if self.dialect == Dialect::Jobs {
            event(&ChatStreamError { error: sentence, code, r#type: code })
        } else {
            event(&openai_error::body(&ApiError::new(code, sentence)))
        };
        format!("{error}{DONE}")
    }
}

fn event(data: &impl Serialize) -> String {
    // Chunks have string keys only: their serialization cannot fail.
    format!("data: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::calls::CallFacts;
    use api::chat::{ChatServiceTier, FinishReason, Usage};
    use api::ids::{CallId, JobId};
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    const FACTS: CallFacts<'static> =
        CallFacts { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::max()), latency_ms: 918, dropped: &[] };

    const ID: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    fn writer_of(dialect: Dialect, with_usage: bool) -> ChunkWriter {
        let head = StreamHead {
            call_id: CallId(Uuid::max()),
            created: 1_762_161_165,
            model: "fast".to_owned(),
            with_usage,
            asked: None,
        };
        ChunkWriter::new(head, dialect)
    }

    fn writer() -> ChunkWriter {
        writer_of(Dialect::Jobs, false)
    }

    fn finish(usage: &Usage, service_tier: Option<ChatServiceTier>) -> StreamFinish<'_> {
        StreamFinish { reason: FinishReason::Length, usage, service_tier, facts: FACTS }
    }

    /// The events of a text, without the last one, which is `[DONE]`.
    fn all(events: &str) -> Vec<Value> {
        let events = events.strip_suffix(DONE).unwrap();
        events.split_inclusive("\n\n").map(read).collect()
    }

    fn read(event: &str) -> Value {
        let line = event.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
        assert!(!line.contains(['\n', '\r']), "an event is one line: {line}");
        serde_json::from_str(line).unwrap()
    }

    proptest! {
        #[test]
        fn every_chunk_has_what_typed_clients_require(text in any::<String>(), name: Option<String>, index in 0..9_usize) {
            let mut writer = writer();
            let part = ToolCallPart { index, id: name.as_deref(), name: name.as_deref(), arguments: &text };
            let chunks = [
                writer.start(),
                writer.content(&text),
                writer.refusal(&text),
                writer.tool_call(part),
                writer.finish(&finish(&Usage::default(), None)).strip_suffix(DONE).unwrap().to_owned(),
            ];
            for chunk in &chunks {
                let chunk = read(chunk);
                prop_assert_eq!(&chunk["id"], ID);
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
        let mut writer = writer();
        let mut calls = |part| read(&writer.tool_call(part))["choices"][0]["delta"]["tool_calls"].clone();
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
        let chunk = &all(&writer().finish(&finish(&usage, Some(ChatServiceTier::Flex))))[0];
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
            all(&writer().fail(ErrorCode::ProviderError, "The provider stopped answering.")),
            [
                json!({"error": "The provider stopped answering.", "code": "provider_error", "type": "provider_error"})
            ]
        );
    }

    #[test]
    fn openais_clients_get_the_counts_after_the_answer_if_they_ask_for_them() {
        let usage = Usage { prompt_tokens: 380, completion_tokens: 32, ..Usage::default() };
        let mut writer = writer_of(Dialect::OpenaiChat, true);
        assert_eq!(read(&writer.content("a")).get("usage"), Some(&Value::Null));
        let last = all(&writer.finish(&finish(&usage, None)));
        assert_eq!(
            (&last[0]["choices"][0]["finish_reason"], &last[0]["usage"]),
            (&json!("length"), &Value::Null)
        );
        assert_eq!((&last[1]["choices"], &last[1]["usage"]["total_tokens"]), (&json!([]), &json!(412)));
        let mut writer = writer_of(Dialect::OpenaiChat, false);
        assert_eq!(read(&writer.content("a")).get("usage"), None);
        let last = all(&writer.finish(&finish(&usage, None)));
        assert_eq!((last.len(), last[0].get("usage")), (1, None));
    }

    #[test]
    fn an_error_of_openais_is_an_object() {
        let events =
            all(&writer_of(Dialect::OpenaiChat, false).fail(ErrorCode::ProviderTimeout, "Too slow."));
        let error = json!({"message": "Too slow.", "type": "server_error", "param": null, "code": "provider_timeout"});
        assert_eq!(events, [json!({"error": error})]);
    }
}
