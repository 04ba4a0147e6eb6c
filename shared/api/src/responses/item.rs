//! The items of `input`.

use std::collections::HashSet;

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::Value;

use super::not_stored::not_stored;
use super::part::{ResponsesInputPart, ResponsesInstructionPart, ResponsesSaidPart, ResponsesText};
use crate::chat::{Arguments, Content, NO_SUCH_CALL};
use crate::reading::{Faults, List, NonEmpty, Path, ReadValue, any_text, items_of, read_items};

/// The most items of a conversation.
const MAX_ITEMS: usize = 4_000;
/// The most summaries, or texts, of one piece of reasoning.
const MAX_THOUGHTS: usize = 2_000;

/// A conversation as it is sent: what a person says, or 1 to [`MAX_ITEMS`] items, of which each result of a tool answers a call of an
/// earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Input {
    /// What a person says.
    Text(String),
    /// Everything that was said.
    Items(Vec<InputItem>),
}

/// An item of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum InputItem {
    /// A message.
    Message(ResponsesMessage),
    /// A call of a tool, what came of it, or reasoning.
    Step(ResponsesStep),
    /// An item of a tool that no model has here.
    Other(ResponsesOtherItem),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "role", exact = "enum")]
pub(super) enum ResponsesMessage {
    /// Instructions of the application.
    System(ResponsesInstructions),
    /// The same.
    Developer(ResponsesInstructions),
    /// What a person says.
    User(ResponsesUserMessage),
    /// What the model said before.
    Assistant(ResponsesSaidMessage),
}

/// The kind of an item that is a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub(super) enum ResponsesMessageKind {
    /// A message.
    Message,
}

/// Instructions of the application.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesInstructions {
    /// The kind of the item. It may be absent.
    r#type: Option<ResponsesMessageKind>,
    /// The text.
    pub(super) content: Content<ResponsesInstructionPart, 0>,
}

/// What a person says.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesUserMessage {
    /// The kind of the item. It may be absent.
    r#type: Option<ResponsesMessageKind>,
    /// Text and images.
    pub(super) content: Content<ResponsesInputPart, 1>,
}

/// What the model said before.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesSaidMessage {
    /// The kind of the item. It may be absent.
    r#type: Option<ResponsesMessageKind>,
    /// Its text, or its refusal.
    pub(super) content: Content<ResponsesSaidPart, 0>,
}

/// A call of a tool, what came of it, or reasoning.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesStep {
    /// A call of a function.
    FunctionCall(EarlierFunctionCall),
    /// What a function gave back.
    FunctionCallOutput(EarlierCallOutput),
    /// A call of a custom tool.
    CustomToolCall(EarlierCustomCall),
    /// What a custom tool gave back.
    CustomToolCallOutput(EarlierCallOutput),
    /// What the model thought.
    Reasoning(EarlierReasoning),
    /// Reasoning that the client takes for stored. It is left out, and named in the answer: a model can do without.
    ItemReference(ReasoningReference),
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct EarlierFunctionCall {
    /// Its id, which its output names.
    pub(super) call_id: NonEmpty,
    /// The function.
    pub(super) name: NonEmpty,
    /// JSON text, as the model wrote it.
    pub(super) arguments: Option<Arguments>,
}

/// A call of a custom tool.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct EarlierCustomCall {
    /// Its id, which its output names.
    pub(super) call_id: NonEmpty,
    /// The tool.
    pub(super) name: NonEmpty,
    /// The text that the model wrote for it.
    pub(super) input: String,
}

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct EarlierCallOutput {
    /// The call that it answers: one of an earlier item.
    pub(super) call_id: NonEmpty,
    /// The result: a text, or texts and images.
    pub(super) output: Content<ResponsesInputPart, 0>,
}

/// What the model thought, as an answer had it.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct EarlierReasoning {
    /// The text that is shown.
    pub(super) summary: Option<List<EarlierSummary, MAX_THOUGHTS>>,
    /// The same from a model that shows all of it.
    pub(super) content: Option<List<EarlierThought, MAX_THOUGHTS>>,
    /// All of it, as an answer had it. What another server has encrypted is not read.
    pub(super) encrypted_content: Option<String>,
}

/// Reasoning that the client takes for stored.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ReasoningReference {
    /// The id of the item, which begins with `rs_`. Items of other kinds have to be sent themselves.
    id: ReasoningItemId,
}

/// The id of an item that is reasoning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct ReasoningItemId(String);

/// A text of reasoning.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum EarlierSummary {
    /// A text.
    SummaryText(ResponsesText),
}

/// A text of reasoning.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum EarlierThought {
    /// A text.
    ReasoningText(ResponsesText),
}

/// An item of another kind, such as a search that a provider made itself. It is left out, and named in the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ResponsesOtherItem {
    r#type: String,
}

/// The kinds of items that are read.
const STEPS: [&str; 6] = [
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
    "reasoning",
    "item_reference",
];
/// What the ids of reasoning begin with, here and at OpenAI.
pub(super) const REASONING_PREFIX: &str = "rs_";

impl ReadValue for ReasoningItemId {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let id = any_text(value, 1, at, faults)?;
        if !id.starts_with(REASONING_PREFIX) {
            faults.own_answer(not_stored(at));
            return None;
        }
        Some(Self(id.to_owned()))
    }
}

impl ReadValue for InputItem {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let kind = match value.get("type").filter(|kind| !kind.is_null()) {
            None => "message",
            Some(kind) => any_text(kind, 1, &at.member("type"), faults)?,
        };
        match kind {
            "message" => ResponsesMessage::read_value(value, at, faults).map(Self::Message),
            kind if STEPS.contains(&kind) => ResponsesStep::read_value(value, at, faults).map(Self::Step),
            kind => Some(Self::Other(ResponsesOtherItem { r#type: kind.to_owned() })),
        }
    }
}

impl ReadValue for Input {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if let Value::String(text) = value {
            return Some(Self::Text(text.clone()));
        }
        let items = items_of(value, 1..=MAX_ITEMS, at, faults)?;
        let mut called: HashSet<String> = HashSet::new();
        read_items(items, at, faults, |item, at, faults| {
            let item = InputItem::read_value(item, at, faults);
            let Some(InputItem::Step(step)) = &item else { return item };
            match step {
                ResponsesStep::FunctionCall(EarlierFunctionCall { call_id, .. })
                | ResponsesStep::CustomToolCall(EarlierCustomCall { call_id, .. }) => {
                    called.insert(call_id.as_str().to_owned());
                }
                ResponsesStep::FunctionCallOutput(EarlierCallOutput { call_id, .. })
                | ResponsesStep::CustomToolCallOutput(EarlierCallOutput { call_id, .. })
                    if !called.contains(call_id.as_str()) =>
                {
                    faults.malformed(&at.member("call_id"), "value_error", NO_SUCH_CALL);
                }
                _ => {}
            }
            item
        })
        .map(Self::Items)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ResponsesOtherItem {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ResponsesOtherItem".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let known = [&["message"], STEPS.as_slice()].concat();
        super::tool::other_kinds(
            "An item of another kind, which is left out, and named in the answer.",
            &known,
        )
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] ReasoningItemId => |_generator| schemars::json_schema!({
        "type": "string", "pattern": format!("^{REASONING_PREFIX}"), "examples": [format!("{REASONING_PREFIX}1")],
    });
    [] InputItem => |generator| {
        let message = generator.subschema_for::<ResponsesMessage>();
        let step = generator.subschema_for::<ResponsesStep>();
        let other = generator.subschema_for::<ResponsesOtherItem>();
        schemars::json_schema!({"anyOf": [message, step, other]})
    };
    [] Input => |generator| {
        let items = generator.subschema_for::<List<InputItem, MAX_ITEMS, 1>>();
        schemars::json_schema!({"anyOf": [{"type": "string"}, items]})
    };
}
