//! The events of a streamed answer.
//!
//! Source: OpenAI "API reference: Responses: Streaming". All kinds are one structure here, of which each has the members that it
//! needs.

use api_derive::Word;
use serde::Serialize;
use serde_json::Value;

use super::answer::ResponsesAnswer;
use super::output::{MessagePart, OutputItem, SummaryText};

/// What an event of a streamed answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ResponsesEventKind {
    /// The answer begins.
    #[word("response.created")]
    Created,
    /// It is being made.
    #[word("response.in_progress")]
    InProgress,
    /// An item begins.
    #[word("response.output_item.added")]
    ItemAdded,
    /// An item is whole.
    #[word("response.output_item.done")]
    ItemDone,
    /// A part of a message begins.
    #[word("response.content_part.added")]
    PartAdded,
    /// A part of a message is whole.
    #[word("response.content_part.done")]
    PartDone,
    /// The next characters of a text.
    #[word("response.output_text.delta")]
    TextDelta,
    /// A text is whole.
    #[word("response.output_text.done")]
    TextDone,
    /// The next characters of a refusal.
    #[word("response.refusal.delta")]
    RefusalDelta,
    /// A refusal is whole.
    #[word("response.refusal.done")]
    RefusalDone,
    /// A text of reasoning begins.
    #[word("response.reasoning_summary_part.added")]
    SummaryPartAdded,
    /// A text of reasoning is whole.
    #[word("response.reasoning_summary_part.done")]
    SummaryPartDone,
    /// The next characters of reasoning.
    #[word("response.reasoning_summary_text.delta")]
    SummaryDelta,
    /// The text of reasoning is whole.
    #[word("response.reasoning_summary_text.done")]
    SummaryDone,
    /// The next characters of a function's arguments.
    #[word("response.function_call_arguments.delta")]
    ArgumentsDelta,
    /// The arguments are whole.
    #[word("response.function_call_arguments.done")]
    ArgumentsDone,
    /// The next characters of a custom tool's input.
    #[word("response.custom_tool_call_input.delta")]
    InputDelta,
    /// The input is whole.
    #[word("response.custom_tool_call_input.done")]
    InputDone,
    /// The answer is whole.
    #[word("response.completed")]
    Completed,
    /// The answer ended too early.
    #[word("response.incomplete")]
    Incomplete,
    /// The model failed: after `error`.
    #[word("response.failed")]
    Failed,
    /// The model failed.
    #[word("error")]
    Error,
}

/// An event of a streamed answer. Which members it has depends on its `type`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponsesEvent<'a> {
    /// What it says.
    pub r#type: ResponsesEventKind,
    /// Its place in the stream, from 0.
    pub sequence_number: u64,
    /// The answer: as it begins, and whole at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<&'a ResponsesAnswer<'a>>,
    /// The place of the item in the answer's `output`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<usize>,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<&'a OutputItem>,
    /// The item's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<&'a str>,
    /// The place of the part in a message's `content`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_index: Option<usize>,
    /// The place of the text in the `summary` of reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_index: Option<usize>,
    /// The part of a message, or of reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<EventPart<'a>>,
    /// The next characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<&'a str>,
    /// The probabilities of the tokens of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<serde_json::Map<String, Value>>>"))]
    pub logprobs: Option<&'a [Value]>,
    /// A whole text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// A whole refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<&'a str>,
    /// The function, or the custom tool, whose call is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// The whole arguments of a function: JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<&'a str>,
    /// The whole input of a custom tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a str>,
    /// The stable code of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    /// What happened, in a sentence for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// Always null: no parameter is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<Option<&'a str>>,
    /// The same as an error that is answered with an HTTP status has it, which some SDKs read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    pub error: Option<&'a Value>,
}

/// A part of an item, as it begins and when it is whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesEventPart"))]
pub enum EventPart<'a> {
    /// Of a message.
    Message(&'a MessagePart),
    /// Of reasoning.
    Summary(&'a SummaryText),
}

impl<'a> ResponsesEvent<'a> {
    /// An event that says nothing yet but its kind.
    #[must_use]
    pub const fn new(r#type: ResponsesEventKind, sequence_number: u64) -> Self {
        Self {
            r#type,
            sequence_number,
            response: None,
            output_index: None,
            item: None,
            item_id: None,
            content_index: None,
            summary_index: None,
            part: None,
            delta: None,
            logprobs: None,
            text: None,
            refusal: None,
            name: None,
            arguments: None,
            input: None,
            code: None,
            message: None,
            param: None,
            error: None,
        }
    }

    /// The same about an item, by its place and its id.
    #[must_use]
    pub const fn of_item(mut self, output_index: usize, item_id: &'a str) -> Self {
        (self.output_index, self.item_id) = (Some(output_index), Some(item_id));
        self
    }

    /// The same about a part of a message.
    #[must_use]
    pub const fn of_content(mut self, content_index: usize) -> Self {
        self.content_index = Some(content_index);
        self
    }

    /// The same about a text of reasoning.
    #[must_use]
    pub const fn of_summary(mut self, summary_index: usize) -> Self {
        self.summary_index = Some(summary_index);
        self
    }
}
