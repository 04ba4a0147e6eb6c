//! The record of a stream, from which it is replayed to a request with the same `Idempotency-Key`: the same answer in
//! fewer chunks.

use api::calls::CallFacts;
use api::chat::{AnswerRole, ChatServiceTier, FinishReason, ThinkingBlock, ToolKind, Usage};
use api::error::ErrorCode;
use api::ids::{CallId, JobId};
use dialects::{KEEPALIVE, StreamFinish, StreamWriter, ToolCallPart};
use providers::StreamEvent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::call::stream_pump::StreamForm;

/// Everything that a stream has sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedStream {
    /// The job.
    pub job_id: JobId,
    /// The call.
    pub call_id: CallId,
    /// When the stream began, in seconds since 1970.
    pub created: u64,
    /// The alias that was asked for.
    pub model: String,
    /// What was left out of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    content: String,
    refusal: String,
    tool_calls: Vec<RecordedToolCall>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reasoning: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    thinking_blocks: Vec<ThinkingBlock>,
    /// The probabilities of tokens, where they were asked for.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    logprobs: Map<String, Value>,
    /// How it ended.
    closing: Option<Closing>,
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Closing {
    /// The last events, as they were sent: in records that earlier versions have stored.
    Sent(String),
    /// The answer was whole.
    Whole {
        /// Why the model stopped.
        finish_reason: FinishReason,
        /// What the call used.
        usage: Usage,
        /// The service tier, where the provider named one.
        service_tier: Option<ChatServiceTier>,
        /// From the request to the end of the answer, in milliseconds.
        latency_ms: u64,
    },
    /// It was not.
    BrokenOff {
        /// The code of what happened.
        code: ErrorCode,
        /// What happened, in words that a person can read.
        sentence: String,
    },
}

impl Closing {
    /// The last events of a stream.
    pub fn written_by(&self, writer: &mut dyn StreamWriter, recorded: &RecordedStream) -> String {
        match self {
            Self::Sent(events) => events.clone(),
            Self::BrokenOff { code, sentence } => writer.fail(*code, sentence),
            Self::Whole { finish_reason, usage, service_tier, latency_ms } => {
                let facts = CallFacts {
                    job_id: recorded.job_id,
                    call_id: recorded.call_id,
                    latency_ms: *latency_ms,
                    dropped: &recorded.dropped,
                };
                let (reason, service_tier) = (*finish_reason, *service_tier);
                writer.finish(&StreamFinish { reason, usage, service_tier, facts })
            }
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RecordedToolCall {
    id: Option<String>,
    name: Option<String>,
    arguments: String,
}

/// The message of a streamed answer, as the transcript keeps it. A stream that broke off may lack the finish reason, and
/// its last tool call an id or a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedMessage<'a> {
    role: AnswerRole,
    content: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<ToolCallOfMessage<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    thinking_blocks: &'a [ThinkingBlock],
    finish_reason: Option<FinishReason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ToolCallOfMessage<'a> {
    id: Option<&'a str>,
    r#type: ToolKind,
    function: FunctionOfMessage<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FunctionOfMessage<'a> {
    name: Option<&'a str>,
    arguments: &'a str,
}

impl<'a> From<&'a RecordedToolCall> for ToolCallOfMessage<'a> {
    fn from(call: &'a RecordedToolCall) -> Self {
        let RecordedToolCall { id, name, arguments } = call;
        let function = FunctionOfMessage { name: name.as_deref(), arguments };
        Self { id: id.as_deref(), r#type: ToolKind::Function, function }
    }
}

/// More tool calls than any answer has; those with a higher index are not recorded.
const MAX_TOOL_CALLS: usize = 4096;

impl RecordedStream {
    /// The record of a stream that has sent nothing yet.
    #[must_use]
    pub fn new(job_id: JobId, call_id: CallId, created: u64, model: String) -> Self {
        Self {
            job_id,
            call_id,
            created,
            model,
            dropped: Vec::new(),
            content: String::new(),
            refusal: String::new(),
            tool_calls: Vec::new(),
            reasoning: String::new(),
            thinking_blocks: Vec::new(),
            logprobs: Map::new(),
            closing: None,
        }
    }

    /// Adds an event of the provider.
    pub fn add(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::Content(text) => self.content.push_str(text),
            StreamEvent::Refusal(text) => self.refusal.push_str(text),
            StreamEvent::ToolCall { index, id, name, arguments } if *index < MAX_TOOL_CALLS => {
                if self.tool_calls.len() <= *index {
                    self.tool_calls.resize_with(index + 1, RecordedToolCall::default);
                }
                let call = &mut self.tool_calls[*index];
                call.id = id.clone().or(call.id.take());
                call.name = name.clone().or(call.name.take());
                call.arguments.push_str(arguments);
            }
            StreamEvent::Reasoning(text) => self.reasoning.push_str(text),
            StreamEvent::ThinkingBlock(block) => self.thinking_blocks.push(block.clone()),
            StreamEvent::Logprobs(Value::Object(parts)) => {
                for (name, part) in parts {
                    match (self.logprobs.get_mut(name), part) {
                        (Some(Value::Array(all)), Value::Array(part)) => all.extend(part.iter().cloned()),
                        (None | Some(Value::Null), part) => {
                            drop(self.logprobs.insert(name.clone(), part.clone()))
                        }
                        _ => {}
                    }
                }
            }
            StreamEvent::ToolCall { .. }
            | StreamEvent::Logprobs(_)
            | StreamEvent::Finish(_)
            | StreamEvent::Error(_) => {}
        }
    }

    /// What was answered, in the form of a whole answer's message.
    #[must_use]
    pub fn message(&self, finish_reason: Option<FinishReason>) -> RecordedMessage<'_> {
        RecordedMessage {
            role: AnswerRole::Assistant,
            content: &self.content,
            refusal: Some(&*self.refusal).filter(|refusal| !refusal.is_empty()),
            tool_calls: self.tool_calls.iter().map(ToolCallOfMessage::from).collect(),
            reasoning_content: Some(&*self.reasoning).filter(|reasoning| !reasoning.is_empty()),
            thinking_blocks: &self.thinking_blocks,
            finish_reason,
        }
    }

    /// What the model thought, each text with the block that ends after it: the blocks have the texts once more.
    fn thoughts(&self) -> Vec<(&str, Option<&ThinkingBlock>)> {
        let mut rest = self.reasoning.as_str();
        let mut thoughts = Vec::new();
        for block in &self.thinking_blocks {
            let said = match block {
                ThinkingBlock::Thinking { thinking, .. } if rest.starts_with(thinking) => thinking.len(),
                ThinkingBlock::Thinking { .. } | ThinkingBlock::RedactedThinking { .. } => 0,
            };
            let (said, after) = rest.split_at(said);
            thoughts.push((said, Some(block)));
            rest = after;
        }
        thoughts.push((rest, None));
        thoughts
    }

    /// The record with the end of the stream.
    #[must_use]
    pub fn closed_with(self, closing: Closing) -> Self {
        Self { closing: Some(closing), ..self }
    }

    /// The text of the replayed stream.
    #[must_use]
    pub fn render(&self, form: &StreamForm) -> String {
        let mut writer = form.writer(self.call_id, self.created, &self.model);
        if let Some(Closing::Whole { usage, .. }) = &self.closing {
            writer.expect_input(usage.prompt_tokens);
        }
        let mut text = format!("{KEEPALIVE}{}", writer.start());
        for (said, block) in self.thoughts() {
            if !said.is_empty() {
                text.push_str(&writer.reasoning(said));
            }
            text.extend(block.map(|block| writer.thinking_block(block)));
        }
        if !self.content.is_empty() {
            text.push_str(&writer.content(&self.content));
        }
        if !self.refusal.is_empty() {
            text.push_str(&writer.refusal(&self.refusal));
        }
        if !self.logprobs.is_empty() {
            text.push_str(&writer.logprobs(&Value::Object(self.logprobs.clone())));
        }
        for (index, call) in self.tool_calls.iter().enumerate() {
            text.push_str(&writer.tool_call(ToolCallPart {
                index,
                id: call.id.as_deref(),
                name: call.name.as_deref(),
                arguments: &call.arguments,
            }));
        }
        if let Some(closing) = &self.closing {
            text.push_str(&closing.written_by(&mut *writer, self));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use dialects::Dialect;

    const FORM: &StreamForm = &StreamForm::JOBS;

    fn recorded(events: &[StreamEvent]) -> RecordedStream {
        let mut stream =
            RecordedStream::new(JobId(Uuid::nil()), CallId(Uuid::max()), 1_762_161_165, "fast".to_owned());
        events.iter().for_each(|event| stream.add(event));
        stream
    }

    #[test]
    fn a_stream_is_kept_as_the_message_of_a_whole_answer() {
        let part = |arguments: &str, id: Option<&str>| StreamEvent::ToolCall {
            index: 0,
            id: id.map(str::to_owned),
            name: id.map(|_| "weather".to_owned()),
            arguments: arguments.to_owned(),
        };
        let text = StreamEvent::Content("Wait.".to_owned());
        let stream = recorded(&[text, part("{\"city\":", Some("call_1")), part("1}", None)]);
        let kept = serde_json::to_string(&stream.message(Some(FinishReason::ToolCalls))).unwrap();
        let expected = json!({"role": "assistant", "content": "Wait.", "tool_calls": [{"id": "call_1",
            "type": "function", "function": {"name": "weather", "arguments": "{\"city\":1}"}}],
            "finish_reason": "tool_calls"});
        assert_eq!(kept, expected.to_string());
    }

    #[test]
    fn reasoning_is_kept_and_replayed_before_the_answer() {
        let block =
            ThinkingBlock::Thinking { thinking: "hm ok".to_owned(), signature: Some("sig".to_owned()) };
        let stream = recorded(&[
            StreamEvent::Reasoning("hm ".to_owned()),
            StreamEvent::Reasoning("ok".to_owned()),
            StreamEvent::ThinkingBlock(block),
            StreamEvent::Content("Yes.".to_owned()),
        ]);
        let block = json!({"type": "thinking", "thinking": "hm ok", "signature": "sig"});
        let expected = json!({"role": "assistant", "content": "Yes.", "reasoning_content": "hm ok",
            "thinking_blocks": [block], "finish_reason": "stop"});
        assert_eq!(json!(stream.message(Some(FinishReason::Stop))), expected);
        let kept: RecordedStream = serde_json::from_value(json!(stream)).unwrap();
        let text = kept.render(FORM);
        let places = [r#""reasoning_content":"hm ok""#, r#""thinking_blocks":[{"#, r#""content":"Yes.""#]
            .map(|part| text.find(part).unwrap());
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn each_block_of_thinking_is_replayed_after_its_own_text() {
        let block = |thinking: &str, signature: &str| {
            let (thinking, signature) = (thinking.to_owned(), Some(signature.to_owned()));
            StreamEvent::ThinkingBlock(ThinkingBlock::Thinking { thinking, signature })
        };
        let redacted = ThinkingBlock::RedactedThinking { data: "encrypted".to_owned() };
        let stream = recorded(&[
            StreamEvent::Reasoning("hm ".to_owned()),
            block("hm ", "first"),
            StreamEvent::ThinkingBlock(redacted),
            StreamEvent::Reasoning("ok".to_owned()),
            block("ok", "second"),
        ]);
        for dialect in [Dialect::Jobs, Dialect::AnthropicMessages] {
            let text = stream.render(&StreamForm { dialect, with_usage: true, asked: None });
            let parts = ["\"hm \"", "\"first\"", "\"encrypted\"", "\"ok\"", "\"second\""];
            let places = parts.map(|part| text.find(part).unwrap());
            assert!(places.is_sorted(), "{text}");
        }
    }

    #[test]
    fn probabilities_are_replayed_together() {
        let part =
            |token: &str| StreamEvent::Logprobs(json!({"content": [{"token": token}], "refusal": null}));
        let stream = recorded(&[part("a"), part("b")]);
        let kept: RecordedStream = serde_json::from_value(json!(stream)).unwrap();
        let expected = r#""logprobs":{"content":[{"token":"a"},{"token":"b"}],"refusal":null}"#;
        assert!(kept.render(FORM).contains(expected), "{}", kept.render(FORM));
    }

    #[test]
    fn a_record_of_an_earlier_version_ends_with_the_events_that_it_kept() {
        let mut kept = json!(recorded(&[StreamEvent::Content("Yes.".to_owned())]));
        kept["closing"] = json!("data: {}\n\ndata: [DONE]\n\n");
        let kept: RecordedStream = serde_json::from_value(kept).unwrap();
        assert!(kept.render(FORM).ends_with("\n\ndata: {}\n\ndata: [DONE]\n\n"));
    }

    #[test]
    fn a_record_is_replayed_in_the_form_that_is_asked_for() {
        let usage = Usage { prompt_tokens: 3, completion_tokens: 1, ..Usage::default() };
        let whole =
            Closing::Whole { finish_reason: FinishReason::Stop, usage, service_tier: None, latency_ms: 7 };
        let stream = recorded(&[StreamEvent::Content("Yes.".to_owned())]).closed_with(whole);
        let kept: RecordedStream = serde_json::from_value(json!(stream)).unwrap();
        assert_eq!(kept, stream);
        let counts = |dialect, with_usage| {
            let text = kept.render(&StreamForm { dialect, with_usage, asked: None });
            (text.matches("\"total_tokens\":4").count(), text.matches("\"choices\":[]").count())
        };
        assert_eq!(counts(Dialect::Jobs, false), (1, 0));
        assert_eq!(counts(Dialect::OpenaiChat, true), (1, 1));
        assert_eq!(counts(Dialect::OpenaiChat, false), (0, 0));
        assert_eq!(counts(Dialect::OpenaiResponses, true), (1, 0));
        let sentence = "The model stopped answering.".to_owned();
        let broken =
            recorded(&[]).closed_with(Closing::BrokenOff { code: ErrorCode::ProviderError, sentence });
        let kept: RecordedStream = serde_json::from_value(json!(broken)).unwrap();
        assert_eq!(kept, broken);
    }

    #[test]
    fn a_stream_that_broke_off_is_kept_without_a_finish_reason() {
        let stream = recorded(&[StreamEvent::Refusal("No".to_owned())]);
        let expected = json!({"role": "assistant", "content": "", "refusal": "No", "finish_reason": null});
        assert_eq!(json!(stream.message(None)), expected);
    }
}
