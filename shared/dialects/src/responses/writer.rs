//! An answer as a `response` object, and the stream that leads to it.

use api::calls::CallFacts;
use api::chat::{ChatServiceTier, Completion, RequestedTier, ThinkingBlock};
use api::error::{ApiError, ErrorCode};
use api::responses::{
    IncompleteDetails, IncompleteReason, ResponseObject, ResponseStatus, ResponsesAnswer,
    ResponsesEventKind as Kind, ResponsesFailure, ResponsesUsage,
};
use serde_json::{Value, json};

use super::output::Output;
use crate::openai_error;
use crate::{StreamFinish, StreamHead, StreamWriter, ToolCallPart};

/// Writes the events of one stream.
#[derive(Debug)]
pub struct ResponsesWriter {
    head: StreamHead,
    output: Output,
}

/// The object of a whole answer: the one with which a stream of the same ends.
#[must_use]
pub fn whole(head: StreamHead, completion: &Completion, finish: &StreamFinish<'_>) -> Value {
    let mut writer = ResponsesWriter::new(head);
    writer.output.events.are_unread = true;
    let Completion { content, refusal, tool_calls, reasoning, logprobs, .. } = completion;
    writer.reasoning(reasoning.content.as_deref().unwrap_or_default());
    for block in &reasoning.blocks {
        writer.thinking_block(block);
    }
    writer.content(content.as_deref().unwrap_or_default());
    writer.logprobs(logprobs.as_ref().unwrap_or(&Value::Null));
    writer.refusal(refusal.as_deref().unwrap_or_default());
    for (index, call) in tool_calls.iter().enumerate() {
        let (id, name, arguments) = (Some(&*call.id), Some(&*call.name), &*call.arguments);
        writer.tool_call(ToolCallPart { index, id, name, arguments });
    }
    writer.finish(finish);
    json!(writer.ended(finish))
}

impl ResponsesWriter {
    /// For one answer.
    #[must_use]
    pub fn new(head: StreamHead) -> Self {
        let asked = head.asked.clone().unwrap_or_default();
        let output = Output::new(asked, head.call_id.0.simple().to_string());
        Self { head, output }
    }

    /// The answer before it has come to its end.
    fn answer(&self, status: ResponseStatus) -> ResponsesAnswer<'_> {
        ResponsesAnswer {
            id: format!("resp_{}", self.head.call_id.0.simple()),
            object: ResponseObject::Response,
            created_at: self.head.created,
            completed_at: None,
            status,
            error: None,
            incomplete_details: None,
            model: &self.head.model,
            output: &[],
            service_tier: self.output.asked.service_tier,
            usage: None,
            echo: &self.output.asked.echo,
            access_programs: None,
            tollgate: None,
        }
    }

    /// The answer at its end.
    fn ended<'a>(&'a self, finish: &StreamFinish<'a>) -> ResponsesAnswer<'a> {
        let StreamFinish { reason, usage, service_tier, facts } = finish;
        let reason = IncompleteReason::of(*reason);
        let status = if reason.is_some() { ResponseStatus::Incomplete } else { ResponseStatus::Completed };
        let CallFacts { latency_ms, .. } = facts;
        let tier = service_tier.map(|tier| match tier {
            ChatServiceTier::Default => RequestedTier::Default,
            ChatServiceTier::Flex => RequestedTier::Flex,
            ChatServiceTier::Priority => RequestedTier::Priority,
        });
        ResponsesAnswer {
            completed_at: reason.is_none().then_some(self.head.created + latency_ms / 1000),
            incomplete_details: reason.map(|reason| IncompleteDetails { reason }),
            output: &self.output.items,
            service_tier: tier.or(self.output.asked.service_tier),
            usage: Some(ResponsesUsage::from(*usage)),
            tollgate: Some(*facts),
            ..self.answer(status)
        }
    }
}

impl StreamWriter for ResponsesWriter {
    fn start(&mut self) -> String {
        let mut events = std::mem::take(&mut self.output.events);
        let answer = self.answer(ResponseStatus::InProgress);
        for kind in [Kind::Created, Kind::InProgress] {
            events.add(kind, |mut event| {
                event.response = Some(&answer);
                event
            });
        }
        self.output.events = events;
        self.output.events.take()
    }

    fn content(&mut self, text: &str) -> String {
        if !text.is_empty() {
            self.output.say(text);
        }
        self.output.events.take()
    }

    fn refusal(&mut self, text: &str) -> String {
        if !text.is_empty() {
            self.output.refuse(text);
        }
        self.output.events.take()
    }

    fn reasoning(&mut self, text: &str) -> String {
        if !text.is_empty() {
            self.output.think(text);
        }
        self.output.events.take()
    }

    fn thinking_block(&mut self, block: &ThinkingBlock) -> String {
        self.output.keep_block(block);
        self.output.events.take()
    }

    fn tool_call(&mut self, part: ToolCallPart<'_>) -> String {
        self.output.call(part);
        self.output.events.take()
    }

    fn logprobs(&mut self, logprobs: &Value) -> String {
        self.output.add_logprobs(logprobs["content"].as_array().map_or(&[], Vec::as_slice));
        self.output.events.take()
    }

    fn finish(&mut self, finish: &StreamFinish<'_>) -> String {
        let reason = IncompleteReason::of(finish.reason);
        self.output.close_all(reason.is_none());
        let mut events = std::mem::take(&mut self.output.events);
        let answer = self.ended(finish);
        events.add(if reason.is_none() { Kind::Completed } else { Kind::Incomplete }, |mut event| {
            event.response = Some(&answer);
            event
        });
        events.take()
    }

    /// OpenAI's SDKs make their exceptions of the first event, Codex of the second.
    fn fail(&mut self, code: ErrorCode, sentence: &str) -> String {
        let mut events = std::mem::take(&mut self.output.events);
        let error = openai_error::body(&ApiError::new(code, sentence));
        events.add(Kind::Error, |mut event| {
            (event.code, event.message, event.param) = (Some(code.as_str()), Some(sentence), Some(None));
            event.error = error.get("error");
            event
        });
        let error = Some(ResponsesFailure { code: code.as_str(), message: sentence });
        let answer = ResponsesAnswer { error, ..self.answer(ResponseStatus::Failed) };
        events.add(Kind::Failed, |mut event| {
            event.response = Some(&answer);
            event
        });
        events.take()
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
