//! The messages of a conversation.

use std::collections::HashSet;

use api_derive::Request;
use serde::Serialize;
use serde_json::Value;

use super::cache_control::CacheControl;
use super::content::{ChatAssistantPart, ChatContentPart, ChatTextPart, Content, ContentPart, MarkedText};
use super::parameters::MAX_TOOLS;
use super::reasoning::{EarlierThinking, Reasoning, ThinkingBlock};
use super::tools::{ChatEarlierToolCall, ToolCall};
use crate::reading::{Faults, List, NonEmpty, Path, ReadValue, items_of, read_items};

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Instructions of the application (role `system` or `developer`).
    System {
        /// The texts up to each mark; one where there is none.
        texts: Vec<MarkedText>,
        /// Whose instructions they are.
        name: Option<String>,
    },
    /// What a person says. At least one part.
    User {
        /// Text and images, in order.
        content: Vec<ContentPart>,
        /// Who says it, of several persons.
        name: Option<String>,
    },
    /// What the model said before.
    Assistant {
        /// Its text, if it wrote any.
        text: Option<String>,
        /// The prompt may be cached up to its end.
        cache_control: Option<CacheControl>,
        /// Why it refused, if it did.
        refusal: Option<String>,
        /// The tools it called.
        tool_calls: Vec<ToolCall>,
        /// What it thought before.
        reasoning: Reasoning,
        /// Who it was, of several participants.
        name: Option<String>,
    },
    /// What a tool gave back.
    Tool {
        /// The call that it answers.
        tool_call_id: String,
        /// The result.
        text: String,
        /// The prompt may be cached up to its end.
        cache_control: Option<CacheControl>,
    },
}

/// A message.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "role", exact = "enum")]
pub(super) enum ChatMessage {
    /// Instructions of the application.
    System(Instructions),
    /// The same.
    Developer(Instructions),
    /// What a person says.
    User(UserMessage),
    /// What the model said before: it has content, a refusal or tool calls.
    Assistant(AssistantMessage),
    /// What a tool gave back.
    Tool(ToolMessage),
}

/// Instructions of the application.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct Instructions {
    /// The text.
    content: Content<ChatTextPart, 0>,
    /// Whose instructions they are. Passed to providers that have names.
    name: Option<String>,
    /// The prompt may be cached up to its end. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// What a person says.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct UserMessage {
    /// Text and images.
    content: Content<ChatContentPart, 1>,
    /// Who says it, of several persons. Passed to providers that have names.
    name: Option<String>,
    /// The prompt may be cached up to its end. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// What the model said before.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(check = says_something)]
pub(super) struct AssistantMessage {
    /// Its text.
    content: Option<Content<ChatAssistantPart, 0>>,
    /// Why it refused.
    refusal: Option<String>,
    /// The tools it called.
    tool_calls: Option<List<ChatEarlierToolCall, MAX_TOOLS>>,
    /// What it thought before, as the answer had it.
    reasoning_content: Option<String>,
    /// The blocks of its thinking, as the answer had them.
    thinking_blocks: Option<EarlierThinking>,
    /// Who it was, of several participants. Passed to providers that have names.
    name: Option<String>,
    /// The prompt may be cached up to its end. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ToolMessage {
    /// The call that it answers: one of an earlier message.
    tool_call_id: NonEmpty,
    /// The result.
    content: Content<ChatTextPart, 0>,
    /// The prompt may be cached up to its end. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

fn says_something(message: &AssistantMessage, at: &Path<'_>, faults: &mut Faults) {
    let AssistantMessage { content, refusal, tool_calls, .. } = message;
    if content.is_none() && refusal.is_none() && tool_calls.as_deref().is_none_or(<[_]>::is_empty) {
        faults.malformed(&at.member("content"), "missing", "Must have content or tool_calls");
    }
}

/// A conversation: 1 to [`MAX_MESSAGES`] messages, of which each result of a tool answers a call of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Messages(Vec<ChatMessage>);

/// The most messages of one conversation.
pub(crate) const MAX_MESSAGES: usize = 2_000;

/// What is wrong with the result of a tool that nothing called.
pub(crate) const NO_SUCH_CALL: &str = "No earlier message called a tool with this id";

impl ReadValue for Messages {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let items = items_of(value, 1..=MAX_MESSAGES, at, faults)?;
        let mut called: HashSet<String> = HashSet::new();
        read_items(items, at, faults, |item, at, faults| {
            let message = ChatMessage::read_value(item, at, faults);
            match &message {
                Some(ChatMessage::Assistant(AssistantMessage { tool_calls: Some(calls), .. })) => {
                    called.extend(calls.iter().map(|call| call.id().to_owned()));
                }
                Some(ChatMessage::Tool(ToolMessage { tool_call_id, .. }))
                    if !called.contains(tool_call_id.as_str()) =>
                {
                    faults.malformed(&at.member("tool_call_id"), "value_error", NO_SUCH_CALL);
                }
                _ => {}
            }
            message
        })
        .map(Self)
    }
}

impl Messages {
    /// The messages for the codecs.
    pub(super) fn into_messages(self) -> Vec<Message> {
        self.0.into_iter().map(Message::from).collect()
    }
}

/// An empty name is none.
fn named(name: Option<String>) -> Option<String> {
    name.filter(|name| !name.is_empty())
}

impl From<ChatMessage> for Message {
    fn from(message: ChatMessage) -> Self {
        match message {
            ChatMessage::System(Instructions { content, name, cache_control })
            | ChatMessage::Developer(Instructions { content, name, cache_control }) => {
                Self::System { texts: content.into_marked_texts(cache_control), name: named(name) }
            }
            ChatMessage::User(UserMessage { content, name, cache_control }) => {
                Self::User { content: content.into_parts(cache_control), name: named(name) }
            }
            ChatMessage::Assistant(AssistantMessage {
                content,
                refusal,
                tool_calls,
                reasoning_content,
                thinking_blocks,
                name,
                cache_control,
            }) => {
                let said = content.map(|content| content.into_marked_text(cache_control));
                Self::Assistant {
                    cache_control: said.as_ref().map_or(cache_control, |said| said.cache_control),
                    text: said.map(|said| said.text),
                    refusal,
                    tool_calls: tool_calls
                        .map(List::into_vec)
                        .unwrap_or_default()
                        .into_iter()
                        .map(ToolCall::from)
                        .collect(),
                    reasoning: Reasoning {
                        content: reasoning_content.filter(|text| !text.is_empty()),
                        blocks: thinking_blocks
                            .map(List::into_vec)
                            .unwrap_or_default()
                            .into_iter()
                            .map(ThinkingBlock::from)
                            .collect(),
                    },
                    name: named(name),
                }
            }
            ChatMessage::Tool(ToolMessage { tool_call_id, content, cache_control }) => {
                let MarkedText { text, cache_control } = content.into_marked_text(cache_control);
                Self::Tool { tool_call_id: tool_call_id.into_string(), text, cache_control }
            }
        }
    }
}

impl Message {
    /// Whether it has an image.
    pub(super) fn has_image(&self) -> bool {
        match self {
            Self::User { content, .. } => {
                content.iter().any(|part| matches!(part, ContentPart::Image { .. }))
            }
            Self::System { .. } | Self::Assistant { .. } | Self::Tool { .. } => false,
        }
    }

    /// Whether the prompt may be cached at a place in the message.
    pub(super) fn is_marked(&self) -> bool {
        match self {
            Self::System { texts, .. } => texts.iter().any(|text| text.cache_control.is_some()),
            Self::User { content, .. } => content.iter().any(|part| part.cache_control().is_some()),
            Self::Assistant { cache_control, .. } | Self::Tool { cache_control, .. } => {
                cache_control.is_some()
            }
        }
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] Messages => |generator| <List<ChatMessage, MAX_MESSAGES, 1> as schemars::JsonSchema>::json_schema(generator);
}
