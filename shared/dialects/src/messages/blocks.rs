//! The blocks of a streamed message, one after the other.
//!
//! Anthropic's blocks never interleave: one ends before the next begins. Providers may send parts of several tool calls in turn, and
//! say more while one is not whole. So only the first block that has not ended is written as it comes; what belongs to those behind
//! it is held back. A text ends where something else begins, a tool call where its JSON is whole and something else has begun, and
//! all end with the answer.

use std::collections::{BTreeSet, VecDeque};

use api::chat::ThinkingBlock;
use serde_json::Map;

use super::answer::AnthropicBlock;
use super::constants::{
    BlockDelta, BlockStart, BlockStop, InputDelta, SignatureDelta, TextDelta, ThinkingDelta,
};
use super::events::{
    AnthropicBlockDelta, AnthropicBlockStart, AnthropicBlockStop, AnthropicDelta, AnthropicEvent,
    AnthropicInputDelta, AnthropicSignatureDelta, AnthropicTextDelta, AnthropicThinkingDelta,
};
use super::json_end::JsonEnd;
use crate::ToolCallPart;

/// The blocks of one message.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The number of the first block that has not ended.
    index: usize,
    /// The blocks that have not ended.
    waiting: VecDeque<Block>,
    /// The tool calls whose blocks have ended.
    ended_calls: BTreeSet<usize>,
    has_calls: bool,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// The words of a refusal, which are a text of their own.
    Refusal,
    /// Thinking.
    Thinking,
    /// Thinking that only the provider can read.
    RedactedThinking,
    /// The call of this number.
    ToolUse(usize),
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    /// Of a call.
    id: String,
    /// Of a call.
    name: Option<String>,
    /// What has not been written yet.
    held: String,
    signature: Option<String>,
    /// Where the arguments of a call end.
    end: JsonEnd,
    /// Its first event is written.
    has_begun: bool,
    /// Nothing belongs to it any more.
    is_whole: bool,
}

impl Block {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            id: String::new(),
            name: None,
            held: String::new(),
            signature: None,
            end: JsonEnd::default(),
            has_begun: false,
            is_whole: false,
        }
    }

    /// Whether nothing more belongs to it, now that something else has begun.
    const fn ends_before_another(&self) -> bool {
        match self.kind {
            Kind::Text | Kind::Refusal | Kind::Thinking | Kind::RedactedThinking => true,
            Kind::ToolUse(_) => self.end.is_reached(),
        }
    }

    /// The block as it begins.
    fn beginning(&self) -> AnthropicBlock<'_> {
        match self.kind {
            Kind::Text | Kind::Refusal => AnthropicBlock::text(""),
            Kind::Thinking => AnthropicBlock::thinking("", ""),
            Kind::RedactedThinking => AnthropicBlock::redacted_thinking(&self.held),
            Kind::ToolUse(_) => {
                AnthropicBlock::tool_use(&self.id, self.name.as_deref().unwrap_or_default(), Map::new())
            }
        }
    }

    /// What is held, as a part of the block.
    const fn delta<'a>(&self, held: &'a str) -> Option<AnthropicDelta<'a>> {
        match self.kind {
            _ if held.is_empty() => None,
            Kind::Text | Kind::Refusal => {
                Some(AnthropicDelta::Text(AnthropicTextDelta { r#type: TextDelta, text: held }))
            }
            Kind::Thinking => {
                let delta = AnthropicThinkingDelta { r#type: ThinkingDelta, thinking: held };
                Some(AnthropicDelta::Thinking(delta))
            }
            Kind::RedactedThinking => None,
            Kind::ToolUse(_) => {
                Some(AnthropicDelta::Input(AnthropicInputDelta { r#type: InputDelta, partial_json: held }))
            }
        }
    }

    /// Writes what can be written. `ends`: nothing more will come.
    fn write(&mut self, index: usize, ends: bool, out: &mut String) {
        if !self.has_begun {
            // A call without a name would be called by none.
            if matches!(self.kind, Kind::ToolUse(_)) && self.name.is_none() && !ends {
                return;
            }
            self.has_begun = true;
            let content_block = self.beginning();
            let start = AnthropicBlockStart { r#type: BlockStart, index, content_block };
            out.push_str(&AnthropicEvent::BlockStart(start).written());
        }
        let held = std::mem::take(&mut self.held);
        let signature = self.signature.take();
        let signature = signature.as_deref().map(|signature| {
            AnthropicDelta::Signature(AnthropicSignatureDelta { r#type: SignatureDelta, signature })
        });
        for delta in self.delta(&held).into_iter().chain(signature) {
            let delta = AnthropicBlockDelta { r#type: BlockDelta, index, delta };
            out.push_str(&AnthropicEvent::BlockDelta(delta).written());
        }
    }
}

impl Blocks {
    /// Whether the message has a call of a tool.
    pub(super) const fn has_calls(&self) -> bool {
        self.has_calls
    }

    /// More of a text or of thinking.
    pub(super) fn text(&mut self, kind: Kind, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        self.last_of(kind).held.push_str(text);
        self.written(false)
    }

    /// A block of thinking has ended, whose text was said already.
    pub(super) fn end_of_thinking(&mut self, block: &ThinkingBlock) -> String {
        match block {
            ThinkingBlock::Thinking { thinking, signature } => {
                let is_said =
                    self.waiting.back().is_some_and(|last| last.kind == Kind::Thinking && !last.is_whole);
                let last = self.last_of(Kind::Thinking);
                if !is_said {
                    last.held.push_str(thinking);
                }
                last.signature.clone_from(signature);
                last.is_whole = true;
            }
            ThinkingBlock::RedactedThinking { data } => {
                let mut redacted = Block::new(Kind::RedactedThinking);
                redacted.held.push_str(data);
                redacted.is_whole = true;
                self.waiting.push_back(redacted);
            }
        }
        self.written(false)
    }

    /// More of a tool call. What comes after a call's end belongs to nothing.
    pub(super) fn tool_call(&mut self, part: ToolCallPart<'_>) -> String {
        self.has_calls = true;
        let ToolCallPart { index, id, name, arguments } = part;
        if self.ended_calls.contains(&index) {
            return String::new();
        }
        let kind = Kind::ToolUse(index);
        let known = self.waiting.iter().position(|block| block.kind == kind);
        let position = known.unwrap_or_else(|| {
            self.waiting.push_back(Block::new(kind));
            self.waiting.len() - 1
        });
        let call = &mut self.waiting[position];
        call.id.push_str(id.filter(|_| call.id.is_empty()).unwrap_or_default());
        call.name = call.name.take().or_else(|| name.map(str::to_owned));
        call.held.push_str(arguments);
        call.end.read(arguments);
        self.written(false)
    }

    /// Everything that was held back.
    pub(super) fn end(&mut self) -> String {
        self.written(true)
    }

    /// The last block, if it is of this kind and more can belong to it, or a new one.
    fn last_of(&mut self, kind: Kind) -> &mut Block {
        if self.waiting.back().is_none_or(|last| last.kind != kind || last.is_whole) {
            self.waiting.push_back(Block::new(kind));
        }
        let last = self.waiting.len() - 1;
        &mut self.waiting[last]
    }

    /// The events of the first block, and of those behind it as far as it has ended.
    fn written(&mut self, all: bool) -> String {
        let mut out = String::new();
        while let Some(first) = self.waiting.front() {
            let ends = all || first.is_whole || (self.waiting.len() > 1 && first.ends_before_another());
            let Some(first) = self.waiting.front_mut() else { break };
            first.write(self.index, ends, &mut out);
            if !ends {
                break;
            }
            if let Kind::ToolUse(call) = first.kind {
                self.ended_calls.insert(call);
            }
            let stop = AnthropicBlockStop { r#type: BlockStop, index: self.index };
            out.push_str(&AnthropicEvent::BlockStop(stop).written());
            self.waiting.pop_front();
            self.index += 1;
        }
        out
    }
}
