//! Anthropic's Messages API: whole messages, and streamed ones.

mod answer;
mod blocks;
mod constants;
mod events;
mod json_end;

use api::chat::{AnswerRole, ThinkingBlock, Usage};
use api::error::{ApiError, ErrorCode};
use api::messages::StopReason;
use serde_json::Value;

use crate::{StreamFinish, StreamHead, StreamWriter, ToolCallPart, anthropic_error};
pub use answer::AnthropicMessage;
use answer::AnthropicUsage;
use blocks::{Blocks, Kind};
use constants::{MessageDelta, MessageKind, MessageStart, MessageStop};
#[cfg(feature = "schema")]
pub use events::MessageStreamEvent;
use events::{
    AnthropicEnd, AnthropicEvent, AnthropicMessageDelta, AnthropicMessageStart, AnthropicMessageStop, sent,
};

/// Writes the events of one streamed message.
#[derive(Debug)]
pub struct MessageWriter {
    head: StreamHead,
    /// The estimated tokens of the input.
    input_tokens: u64,
    blocks: Blocks,
}

impl MessageWriter {
    /// For one stream.
    #[must_use]
    pub fn new(head: StreamHead) -> Self {
        Self { head, input_tokens: 0, blocks: Blocks::default() }
    }
}

impl StreamWriter for MessageWriter {
    fn expect_input(&mut self, tokens: u64) {
        self.input_tokens = tokens;
    }

    fn start(&mut self) -> String {
        let usage = Usage { prompt_tokens: self.input_tokens, ..Usage::default() };
        let message = AnthropicMessage {
            id: self.head.call_id,
            r#type: MessageKind,
            role: AnswerRole::Assistant,
            model: &self.head.model,
            content: Vec::new(),
            stop_reason: None,
            stop_sequence: None,
            usage: AnthropicUsage::of(&usage, None),
            tollgate: None,
        };
        let start = AnthropicMessageStart { r#type: MessageStart, message };
        AnthropicEvent::MessageStart(start).written()
    }

    fn content(&mut self, text: &str) -> String {
        self.blocks.text(Kind::Text, text)
    }

    /// Anthropic says that a model refused by its stop reason; its words are a text.
    fn refusal(&mut self, text: &str) -> String {
        self.blocks.text(Kind::Refusal, text)
    }

    fn reasoning(&mut self, text: &str) -> String {
        self.blocks.text(Kind::Thinking, text)
    }

    fn thinking_block(&mut self, block: &ThinkingBlock) -> String {
        self.blocks.end_of_thinking(block)
    }

    fn tool_call(&mut self, part: ToolCallPart<'_>) -> String {
        self.blocks.tool_call(part)
    }

    /// Anthropic has none.
    fn logprobs(&mut self, _: &Value) -> String {
        String::new()
    }

    fn finish(&mut self, finish: &StreamFinish<'_>) -> String {
        let StreamFinish { reason, usage, service_tier, facts } = *finish;
        let rest = self.blocks.end();
        let stop_reason = StopReason::of(reason, self.blocks.has_calls());
        let delta = AnthropicMessageDelta {
            r#type: MessageDelta,
            delta: AnthropicEnd { stop_reason, stop_sequence: None },
            usage: AnthropicUsage::of(usage, service_tier),
            tollgate: facts,
        };
        let delta = AnthropicEvent::MessageDelta(delta).written();
        let stop = AnthropicEvent::MessageStop(AnthropicMessageStop { r#type: MessageStop }).written();
        format!("{rest}{delta}{stop}")
    }

    /// SDKs throw the error, whatever has not ended.
    fn fail(&mut self, code: ErrorCode, sentence: &str) -> String {
        sent("error", &anthropic_error::body(&ApiError::new(code, sentence)))
    }
}

#[cfg(test)]
mod tests;
