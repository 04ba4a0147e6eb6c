//! The final form of a stream, kept for whoever sends the same request again: the same answer in fewer chunks.

use api::chat::{ChunkWriter, FinishReason, KEEPALIVE, ToolCallPart};
use api::ids::{CallId, JobId};
use providers::StreamEvent;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// All that a stream has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalForm {
    /// The job.
    pub job_id: JobId,
    /// The call.
    pub call_id: CallId,
    /// When the stream began, in seconds since 1970.
    pub created: u64,
    /// The alias that was asked for.
    pub model: String,
    content: String,
    refusal: String,
    tool_calls: Vec<ToolCall>,
    /// The last chunk and the end, as they were sent.
    closing: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ToolCall {
    id: Option<String>,
    name: Option<String>,
    arguments: String,
}

/// More tool calls than an answer has; what has a higher number is not kept.
const MAX_TOOL_CALLS: usize = 4096;

impl FinalForm {
    /// A stream that has said nothing yet.
    #[must_use]
    pub const fn new(job_id: JobId, call_id: CallId, created: u64, model: String) -> Self {
        Self {
            job_id,
            call_id,
            created,
            model,
            content: String::new(),
            refusal: String::new(),
            tool_calls: Vec::new(),
            closing: String::new(),
        }
    }

    /// Adds what the provider has said.
    pub fn add(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::Content(text) => self.content.push_str(text),
            StreamEvent::Refusal(text) => self.refusal.push_str(text),
            StreamEvent::ToolCall { index, id, name, arguments } if *index < MAX_TOOL_CALLS => {
                if self.tool_calls.len() <= *index {
                    self.tool_calls.resize_with(index + 1, ToolCall::default);
                }
                let call = &mut self.tool_calls[*index];
                call.id = id.clone().or(call.id.take());
                call.name = name.clone().or(call.name.take());
                call.arguments.push_str(arguments);
            }
            StreamEvent::ToolCall { .. } | StreamEvent::Finish(_) | StreamEvent::Error(_) => {}
        }
    }

    /// What was said, in the form of a whole answer's message.
    #[must_use]
    pub fn message_json(&self, finish_reason: Option<FinishReason>) -> Value {
        let tool_calls: Vec<Value> = self
            .tool_calls
            .iter()
            .map(|call| {
                json!({"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}})
            })
            .collect();
        let mut message = json!({"role": "assistant", "content": self.content});
        if !self.refusal.is_empty() {
            message["refusal"] = json!(self.refusal);
        }
        if !tool_calls.is_empty() {
            message["tool_calls"] = json!(tool_calls);
        }
        message["finish_reason"] = json!(finish_reason.map(FinishReason::as_str));
        message
    }

    /// The stream has ended with this text: the last chunk and the end.
    #[must_use]
    pub fn closed_with(self, closing: String) -> Self {
        Self { closing, ..self }
    }

    /// The stream once more.
    #[must_use]
    pub fn render(&self) -> String {
        let writer = ChunkWriter::new(self.call_id.to_string(), self.created, self.model.as_str());
        let mut text = format!("{KEEPALIVE}{}", writer.start());
        if !self.content.is_empty() {
            text.push_str(&writer.content(&self.content));
        }
        if !self.refusal.is_empty() {
            text.push_str(&writer.refusal(&self.refusal));
        }
        for (index, call) in self.tool_calls.iter().enumerate() {
            text.push_str(&writer.tool_call(ToolCallPart {
                index,
                id: call.id.as_deref(),
                name: call.name.as_deref(),
                arguments: &call.arguments,
            }));
        }
        text.push_str(&self.closing);
        text
    }
}
