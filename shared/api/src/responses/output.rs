//! The items of an answer.

use api_derive::Word;
use serde::Serialize;
use serde_json::Value;

use crate::chat::AnswerRole;

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum ItemStatus {
    /// It is being written.
    InProgress,
    /// It is whole.
    Completed,
    /// It broke off, because the answer did.
    Incomplete,
}

/// Declares the words by which kinds of items and parts are told apart.
macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $name:ident::$word:ident;)*) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
        pub enum $name {
            $(#[doc = $about])+
            $word,
        }
    )*};
}

kinds! {
    /// Reasoning.
    ReasoningKind::Reasoning;
    /// A text of reasoning.
    SummaryTextKind::SummaryText;
    /// A message.
    MessageKind::Message;
    /// A text of a message.
    OutputTextKind::OutputText;
    /// A refusal in a message.
    RefusalKind::Refusal;
    /// A call of a function.
    FunctionCallKind::FunctionCall;
    /// A call of a custom tool.
    CustomToolCallKind::CustomToolCall;
}

/// An item of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesOutputItem"))]
pub enum OutputItem {
    /// What the model thought.
    Reasoning(ReasoningItem),
    /// What it said.
    Message(MessageItem),
    /// A function that it calls.
    FunctionCall(FunctionCallItem),
    /// A custom tool that it calls.
    CustomToolCall(CustomToolCallItem),
}

/// What the model thought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesReasoningItem"))]
pub struct ReasoningItem {
    /// Its kind.
    pub r#type: ReasoningKind,
    /// Its id within the answer.
    pub id: String,
    /// The text, as far as the provider shows it.
    pub summary: Vec<SummaryText>,
    /// All of it, to be sent back: where `include` has asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_content: Option<String>,
}

/// A text of reasoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesSummaryText"))]
pub struct SummaryText {
    /// Its kind.
    pub r#type: SummaryTextKind,
    /// The text.
    pub text: String,
}

/// What the model said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesMessageItem"))]
pub struct MessageItem {
    /// Its kind.
    pub r#type: MessageKind,
    /// Its id within the answer.
    pub id: String,
    /// How far it has come.
    pub status: ItemStatus,
    /// Who says it.
    pub role: AnswerRole,
    /// Its parts.
    pub content: Vec<MessagePart>,
}

/// A part of what the model said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesMessagePart"))]
pub enum MessagePart {
    /// A text.
    OutputText(OutputText),
    /// A refusal.
    Refusal(Refusal),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesOutputText"))]
pub struct OutputText {
    /// Its kind.
    pub r#type: OutputTextKind,
    /// Always empty: there are no searches and files to cite.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Map<String, Value>>"))]
    pub annotations: [(); 0],
    /// The probabilities of its tokens, where they were asked for.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Map<String, Value>>"))]
    pub logprobs: Vec<Value>,
    /// The text.
    pub text: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesSaidRefusal"))]
pub struct Refusal {
    /// Its kind.
    pub r#type: RefusalKind,
    /// Why the model refused.
    pub refusal: String,
}

/// A function that the model calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesFunctionCallItem"))]
pub struct FunctionCallItem {
    /// Its kind.
    pub r#type: FunctionCallKind,
    /// Its id within the answer.
    pub id: String,
    /// How far it has come.
    pub status: ItemStatus,
    /// The id that the function's output has to name.
    pub call_id: String,
    /// The function.
    pub name: String,
    /// JSON text, as the model wrote it.
    pub arguments: String,
}

/// A custom tool that the model calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ResponsesCustomToolCallItem")
)]
pub struct CustomToolCallItem {
    /// Its kind.
    pub r#type: CustomToolCallKind,
    /// Its id within the answer.
    pub id: String,
    /// How far it has come.
    pub status: ItemStatus,
    /// The id that the tool's output has to name.
    pub call_id: String,
    /// The tool.
    pub name: String,
    /// The text that the model wrote for it.
    pub input: String,
}

impl OutputItem {
    /// Its id within the answer.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Reasoning(item) => &item.id,
            Self::Message(item) => &item.id,
            Self::FunctionCall(item) => &item.id,
            Self::CustomToolCall(item) => &item.id,
        }
    }

    /// Says how far it has come. Reasoning does not say it.
    pub const fn set_status(&mut self, status: ItemStatus) {
        match self {
            Self::Reasoning(_) => {}
            Self::Message(item) => item.status = status,
            Self::FunctionCall(item) => item.status = status,
            Self::CustomToolCall(item) => item.status = status,
        }
    }
}
