//! The turns of a conversation.

use std::collections::HashSet;

use api_derive::Request;
use serde::Serialize;
use serde_json::Value;

use super::blocks::{MessagesAssistantBlock, MessagesToolResult, MessagesToolUse, MessagesUserBlock, joined};
use crate::chat::{
    ChatTextPart, Content, ContentPart, MAX_MESSAGES, Message, NO_SUCH_CALL, Reasoning, RedactedThinking,
    ShownThinking, TextPart, ThinkingBlock, ToolCall,
};
use crate::reading::{Faults, Path, ReadValue, items_of, read_items};

/// A turn.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "role", exact = "enum")]
enum MessagesTurn {
    /// What a person says, and what tools gave back.
    User(UserTurn),
    /// What the model said before.
    Assistant(AssistantTurn),
    /// Instructions of the application.
    System(SystemTurn),
}

/// What a person says, and what tools gave back.
#[derive(Debug, Clone, PartialEq, Request)]
struct UserTurn {
    /// Texts, images and results of tools.
    content: Content<MessagesUserBlock, 1>,
}

/// What the model said before.
#[derive(Debug, Clone, PartialEq, Request)]
struct AssistantTurn {
    /// Texts, calls of tools and thinking, as the answer had them.
    content: Content<MessagesAssistantBlock, 0>,
}

/// Instructions of the application.
#[derive(Debug, Clone, PartialEq, Request)]
struct SystemTurn {
    /// The text.
    content: Content<ChatTextPart, 0>,
}

/// A conversation: 1 to [`MAX_MESSAGES`] turns, of which each result of a tool answers a call of an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Turns(Vec<MessagesTurn>);

impl ReadValue for Turns {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let items = items_of(value, 1..=MAX_MESSAGES, at, faults)?;
        let mut called: HashSet<String> = HashSet::new();
        read_items(items, at, faults, |item, at, faults| {
            let turn = MessagesTurn::read_value(item, at, faults);
            match &turn {
                Some(MessagesTurn::Assistant(AssistantTurn { content: Content::Parts(blocks) })) => {
                    called.extend(blocks.iter().filter_map(|block| match block {
                        MessagesAssistantBlock::ToolUse(call) => Some(call.id.as_str().to_owned()),
                        _ => None,
                    }));
                }
                Some(MessagesTurn::User(UserTurn { content: Content::Parts(blocks) })) => {
                    check_results(blocks, &called, &at.member("content"), faults);
                }
                _ => {}
            }
            turn
        })
        .map(Self)
    }
}

/// Notes the results of calls that no earlier turn has.
fn check_results(blocks: &[MessagesUserBlock], called: &HashSet<String>, at: &Path<'_>, faults: &mut Faults) {
    for (index, block) in blocks.iter().enumerate() {
        if let MessagesUserBlock::ToolResult(MessagesToolResult { tool_use_id, .. }) = block
            && !called.contains(tool_use_id.as_str())
        {
            faults.malformed(&at.item(index).member("tool_use_id"), "value_error", NO_SUCH_CALL);
        }
    }
}

/// The messages in the middle.
pub(super) fn conversation(system: Option<Content<ChatTextPart, 0>>, Turns(turns): Turns) -> Vec<Message> {
    let mut messages: Vec<Message> = system.map(instructions).into_iter().collect();
    for turn in turns {
        match turn {
            MessagesTurn::System(SystemTurn { content }) => messages.push(instructions(content)),
            MessagesTurn::User(UserTurn { content: Content::Text(text) }) => {
                messages.push(said(vec![ContentPart::Text { text, cache_control: None }]));
            }
            MessagesTurn::User(UserTurn { content: Content::Parts(blocks) }) => {
                messages.extend(user(blocks));
            }
            MessagesTurn::Assistant(AssistantTurn { content: Content::Text(text) }) => {
                messages.push(assistant(vec![MessagesAssistantBlock::Text(TextPart {
                    text,
                    cache_control: None,
                })]));
            }
            MessagesTurn::Assistant(AssistantTurn { content: Content::Parts(blocks) }) => {
                messages.push(assistant(blocks));
            }
        }
    }
    messages
}

fn instructions(content: Content<ChatTextPart, 0>) -> Message {
    Message::System { texts: content.into_marked_texts(None), name: None }
}

fn said(content: Vec<ContentPart>) -> Message {
    Message::User { content, name: None }
}

/// The results of tools, then what the person says: providers want the results right after the calls.
fn user(blocks: Vec<MessagesUserBlock>) -> Vec<Message> {
    let (mut messages, mut shown, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for block in blocks {
        match block {
            MessagesUserBlock::Text(TextPart { text, cache_control }) => {
                rest.push(ContentPart::Text { text, cache_control });
            }
            MessagesUserBlock::Image(image) => rest.push(image.into_part()),
            MessagesUserBlock::ToolResult(result) => {
                let (message, images) = result.into_message();
                messages.push(message);
                shown.extend(images);
            }
        }
    }
    shown.extend(rest);
    messages.extend((!shown.is_empty()).then(|| said(shown)));
    messages
}

/// One message: what the model thought, its texts, and its calls, in this order.
fn assistant(blocks: Vec<MessagesAssistantBlock>) -> Message {
    let (mut texts, mut tool_calls, mut thoughts) = (Vec::new(), Vec::new(), Vec::new());
    let mut mark_of_call = None;
    for block in blocks {
        match block {
            MessagesAssistantBlock::Text(text) => texts.push(text),
            MessagesAssistantBlock::ToolUse(call) => {
                let MessagesToolUse { cache_control, .. } = call;
                mark_of_call = cache_control.or(mark_of_call);
                tool_calls.push(ToolCall::from(call));
            }
            MessagesAssistantBlock::Thinking(ShownThinking { thinking, signature }) => {
                let signature = signature.filter(|signature| !signature.is_empty());
                thoughts.push(ThinkingBlock::Thinking { thinking, signature });
            }
            MessagesAssistantBlock::RedactedThinking(RedactedThinking { data }) => {
                thoughts.push(ThinkingBlock::RedactedThinking { data: data.into_string() });
            }
        }
    }
    let text = joined(texts);
    let mark_of_text = text.as_ref().and_then(|text| text.cache_control);
    Message::Assistant {
        // A message without words and calls has none that are empty.
        text: text.map(|text| text.text).or_else(|| tool_calls.is_empty().then(String::new)),
        cache_control: mark_of_call.or(mark_of_text),
        refusal: None,
        tool_calls,
        reasoning: reasoning(thoughts),
        name: None,
    }
}

/// Thinking that a provider has signed goes back to it as it came. Without a signature it is another provider's: its text is.
fn reasoning(blocks: Vec<ThinkingBlock>) -> Reasoning {
    let is_signed = |block: &ThinkingBlock| !matches!(block, ThinkingBlock::Thinking { signature: None, .. });
    if blocks.iter().all(is_signed) {
        return Reasoning { content: None, blocks };
    }
    let content = Reasoning { content: None, blocks: blocks.clone() }.text();
    Reasoning { content, blocks: blocks.into_iter().filter(is_signed).collect() }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] Turns => |generator| {
        <crate::reading::List<MessagesTurn, MAX_MESSAGES, 1> as schemars::JsonSchema>::json_schema(generator)
    };
}
