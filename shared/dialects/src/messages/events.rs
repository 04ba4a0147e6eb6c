//! The events of a streamed message, as JSON.
//!
//! Source: Anthropic "Streaming messages". Each has its name in an `event:` line and in its member `type`.

use api::calls::CallFacts;
use api::messages::StopReason;
use serde::Serialize;

use super::answer::{AnthropicBlock, AnthropicMessage, AnthropicUsage};
use super::constants::{
    BlockDelta, BlockStart, BlockStop, InputDelta, MessageDelta, MessageStart, MessageStop, SignatureDelta,
    TextDelta, ThinkingDelta,
};

/// An event, by its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum AnthropicEvent<'a> {
    /// The first.
    MessageStart(AnthropicMessageStart<'a>),
    /// A block begins.
    BlockStart(AnthropicBlockStart<'a>),
    /// More of it.
    BlockDelta(AnthropicBlockDelta<'a>),
    /// It has ended.
    BlockStop(AnthropicBlockStop),
    /// How the message ended.
    MessageDelta(AnthropicMessageDelta<'a>),
    /// The last.
    MessageStop(AnthropicMessageStop),
}

/// A message begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicMessageStart<'a> {
    /// `message_start`.
    pub(super) r#type: MessageStart,
    /// The message without its content. The tokens of the input are estimated here.
    pub(super) message: AnthropicMessage<'a>,
}

/// A block begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicBlockStart<'a> {
    /// `content_block_start`.
    pub(super) r#type: BlockStart,
    /// Which block of the message, from 0.
    pub(super) index: usize,
    /// The block, whose text or arguments are empty still.
    pub(super) content_block: AnthropicBlock<'a>,
}

/// More of a block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicBlockDelta<'a> {
    /// `content_block_delta`.
    pub(super) r#type: BlockDelta,
    /// Which block of the message, from 0.
    pub(super) index: usize,
    /// What is new.
    pub(super) delta: AnthropicDelta<'a>,
}

/// What is new in a block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum AnthropicDelta<'a> {
    /// Of a text.
    Text(AnthropicTextDelta<'a>),
    /// Of the arguments of a tool.
    Input(AnthropicInputDelta<'a>),
    /// Of thinking.
    Thinking(AnthropicThinkingDelta<'a>),
    /// The signature of thinking.
    Signature(AnthropicSignatureDelta<'a>),
}

/// More of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicTextDelta<'a> {
    /// `text_delta`.
    pub(super) r#type: TextDelta,
    /// The next characters.
    pub(super) text: &'a str,
}

/// More of the arguments of a tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicInputDelta<'a> {
    /// `input_json_delta`.
    pub(super) r#type: InputDelta,
    /// The next characters of the JSON text that the arguments are.
    pub(super) partial_json: &'a str,
}

/// More of what a model thinks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicThinkingDelta<'a> {
    /// `thinking_delta`.
    pub(super) r#type: ThinkingDelta,
    /// The next characters.
    pub(super) thinking: &'a str,
}

/// The signature of what a model thought, whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicSignatureDelta<'a> {
    /// `signature_delta`.
    pub(super) r#type: SignatureDelta,
    /// The provider's signature.
    pub(super) signature: &'a str,
}

/// A block has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicBlockStop {
    /// `content_block_stop`.
    pub(super) r#type: BlockStop,
    /// Which block of the message, from 0.
    pub(super) index: usize,
}

/// How a message ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicMessageDelta<'a> {
    /// `message_delta`.
    pub(super) r#type: MessageDelta,
    /// Why it ended.
    pub(super) delta: AnthropicEnd<'a>,
    /// What the call used, all of it, in place of what the first event said.
    pub(super) usage: AnthropicUsage,
    /// What Tollgate says about the call.
    pub(super) tollgate: CallFacts<'a>,
}

/// Why a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicEnd<'a> {
    /// The reason.
    pub(super) stop_reason: StopReason,
    /// Null: not every provider says at which text an answer ended.
    pub(super) stop_sequence: Option<&'a str>,
}

/// A message has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct AnthropicMessageStop {
    /// `message_stop`.
    pub(super) r#type: MessageStop,
}

impl AnthropicEvent<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Self::MessageStart(_) => "message_start",
            Self::BlockStart(_) => "content_block_start",
            Self::BlockDelta(_) => "content_block_delta",
            Self::BlockStop(_) => "content_block_stop",
            Self::MessageDelta(_) => "message_delta",
            Self::MessageStop(_) => "message_stop",
        }
    }

    /// The event as it is sent.
    pub(super) fn written(&self) -> String {
        sent(self.name(), self)
    }
}

/// An event of this name. Its data is one line.
pub(super) fn sent(name: &str, data: &impl Serialize) -> String {
    // Events have string keys only: their serialization cannot fail.
    format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

/// An event of a streamed message, for its schema.
#[cfg(feature = "schema")]
#[derive(Debug)]
pub struct MessageStreamEvent;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MessageStreamEvent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MessageStreamEvent".into()
    }

    // As OpenAPI 3.2 has it for server-sent events: what stands in `data` is JSON of its own.
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let event = generator.subschema_for::<AnthropicEvent<'_>>();
        schemars::json_schema!({
            "type": "object",
            "description": "An event of a streamed message.",
            "properties": {
                "event": {
                    "type": "string",
                    "description": "Its name: the `type` of what stands in `data`.",
                },
                "data": {
                    "type": "string",
                    "description": "An `AnthropicEvent` in JSON; an `AnthropicError`, with the name `error`, where the stream fails.",
                    "contentMediaType": "application/json",
                    "contentSchema": event,
                },
            },
            "required": ["event", "data"],
        })
    }
}
