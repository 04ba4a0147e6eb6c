//! A conversation in Anthropic's form: instructions apart, then turns of user and assistant, one after the other.

use std::borrow::Cow;

use api::chat::{CacheControl, ContentPart, ImageSource, MarkedText, Message, ThinkingBlock, ToolCall};
use serde_json::{Value, json};

/// What the user says where a conversation begins with the assistant: the API wants the user to begin.
const OPENING: &str = "(The conversation begins with your own words.)";
/// What the user says where a conversation ends with the assistant, and the model wants the user to end it.
const CONTINUE: &str = "(Continue.)";
/// The user's text in a conversation that has none.
const NOTHING: &str = "(An empty message.)";

/// A conversation, taken apart.
pub(super) struct Conversation {
    /// The instructions, in order, wherever they stood.
    pub system: Vec<MarkedText>,
    /// The turns; roles alternate, the user begins, none is empty.
    pub turns: Vec<Value>,
}

impl Conversation {
    /// Lets the user have the last word.
    pub(super) fn end_with_user(&mut self) {
        if self.turns.last().is_some_and(|turn| turn["role"] == "assistant") {
            self.turns.push(json!({"role": "user", "content": [text_block(CONTINUE)]}));
        }
    }
}

pub(super) fn conversation(messages: &[Message]) -> Conversation {
    let mut system = Vec::new();
    let mut turns: Vec<(&'static str, Vec<Value>)> = Vec::new();
    for message in messages {
        let (role, blocks) = match message {
            // The API has no participants' names; gateways leave them out (LiteLLM, the Vercel AI SDK), and so do we: put into
            // the text they would change what is said.
            Message::System { texts, name: _ } => {
                system.extend(texts.iter().filter(|text| !text.text.trim().is_empty()).cloned());
                continue;
            }
            Message::User { content, name: _ } => ("user", content.iter().filter_map(part).collect()),
            Message::Assistant { text, refusal, tool_calls, reasoning, name: _, cache_control } => {
                let mut said = assistant(text.as_deref(), refusal.as_deref(), tool_calls);
                if let Some(last) = said.last_mut() {
                    mark(last, *cache_control);
                }
                ("assistant", with_thinking(&reasoning.blocks, said))
            }
            Message::Tool { tool_call_id, text, cache_control } => {
                ("user", vec![marked(tool_result(tool_call_id, text), *cache_control)])
            }
        };
        match turns.last_mut() {
            Some((last_role, last)) if *last_role == role => last.extend(blocks),
            _ => turns.push((role, blocks)),
        }
    }
    // A turn may have had nothing but empty texts, which the API refuses.
    turns.retain(|(_, blocks)| !blocks.is_empty());
    if turns.first().is_none_or(|(role, _)| *role == "assistant") {
        let words = match (turns.is_empty(), system.is_empty()) {
            (false, _) => vec![text_block(OPENING)],
            // Instructions alone are sent as the user's text.
            (true, false) => system.drain(..).map(|words| marked_text(&words)).collect(),
            (true, true) => vec![text_block(NOTHING)],
        };
        turns.insert(0, ("user", words));
    }
    let mut merged: Vec<(&'static str, Vec<Value>)> = Vec::new();
    for (role, blocks) in turns {
        match merged.last_mut() {
            Some((last_role, last)) if *last_role == role => last.extend(blocks),
            _ => merged.push((role, blocks)),
        }
    }
    let turns =
        merged.into_iter().map(|(role, blocks)| json!({"role": role, "content": results_first(blocks)}));
    Conversation { system, turns: turns.collect() }
}

/// The API wants tool results before anything else in their turn.
fn results_first(mut blocks: Vec<Value>) -> Vec<Value> {
    blocks.sort_by_key(|block| block["type"] != "tool_result");
    blocks
}

fn text_block(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

/// A text with its mark, as it came.
pub(super) fn marked_text(text: &MarkedText) -> Value {
    marked(text_block(&text.text), text.cache_control)
}

/// A block, or a tool, with its mark.
pub(super) fn marked(mut block: Value, cache_control: Option<CacheControl>) -> Value {
    mark(&mut block, cache_control);
    block
}

fn mark(block: &mut Value, cache_control: Option<CacheControl>) {
    if let Some(cache_control) = cache_control {
        block["cache_control"] = json!(cache_control);
    }
}

fn part(part: &ContentPart) -> Option<Value> {
    let block = match part {
        ContentPart::Text { text, .. } => (!text.trim().is_empty()).then(|| text_block(text)),
        ContentPart::Image { source, .. } => Some(match source {
            ImageSource::Inline { image_type, data } => {
                let media_type = image_type.media_type();
                json!({"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}})
            }
            ImageSource::Url(url) => json!({"type": "image", "source": {"type": "url", "url": url}}),
        }),
    };
    Some(marked(block?, part.cache_control()))
}

fn assistant(text: Option<&str>, refusal: Option<&str>, tool_calls: &[ToolCall]) -> Vec<Value> {
    let words = [text, refusal].into_iter().flatten().map(str::trim_end).filter(|words| !words.is_empty());
    words.map(text_block).chain(tool_calls.iter().map(tool_use)).collect()
}

/// What the assistant said, with the thinking before it as it came. Thinking without a signature is another provider's; thinking
/// alone is no message.
fn with_thinking(blocks: &[ThinkingBlock], said: Vec<Value>) -> Vec<Value> {
    if said.is_empty() {
        return said;
    }
    let thinking = blocks.iter().filter_map(|block| match block {
        ThinkingBlock::Thinking { thinking, signature: Some(signature) } => {
            Some(json!({"type": "thinking", "thinking": thinking, "signature": signature}))
        }
        ThinkingBlock::Thinking { signature: None, .. } => None,
        ThinkingBlock::RedactedThinking { data } => Some(json!({"type": "redacted_thinking", "data": data})),
    });
    thinking.chain(said).collect()
}

fn tool_use(call: &ToolCall) -> Value {
    json!({"type": "tool_use", "id": plain_id(&call.id), "name": call.name, "input": call.input()})
}

/// An id of letters, digits, `_` and `-`, which the API wants. Another provider may have made it (`functions.f:0`): every
/// other byte becomes `_` and its two hexadecimal digits, so that different ids stay different.
fn plain_id(id: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if id.bytes().all(is_plain) {
        return Cow::Borrowed(id);
    }
    let mut plain = String::with_capacity(id.len() + 8);
    for byte in id.bytes() {
        if is_plain(byte) {
            plain.push(char::from(byte));
        } else {
            plain.push_str(&format!("_{byte:02x}"));
        }
    }
    Cow::Owned(plain)
}

fn tool_result(tool_call_id: &str, text: &str) -> Value {
    let mut result = json!({"type": "tool_result", "tool_use_id": plain_id(tool_call_id)});
    if !text.is_empty() {
        result["content"] = json!(text);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::chat::Reasoning;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_become_plain(id in ".{1,40}") {
            prop_assert!(plain_id(&id).bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')));
        }
    }

    #[test]
    fn plain_ids_stay_and_others_stay_apart() {
        assert_eq!(plain_id("toolu_01A-b"), "toolu_01A-b");
        assert_eq!(plain_id("functions.f:0"), "functions_2ef_3a0");
        assert_ne!(plain_id("f.0"), plain_id("f:0"));
    }

    #[test]
    fn a_call_and_its_result_keep_the_same_id() {
        let call =
            ToolCall { id: "functions.f:0".to_owned(), name: "f".to_owned(), arguments: "{}".to_owned() };
        let messages = [
            Message::Assistant {
                text: None,
                refusal: None,
                tool_calls: vec![call],
                reasoning: Reasoning::default(),
                name: None,
                cache_control: None,
            },
            Message::Tool {
                tool_call_id: "functions.f:0".to_owned(),
                text: "42".to_owned(),
                cache_control: None,
            },
        ];
        let turns = conversation(&messages).turns;
        assert_eq!(turns[1]["content"][0]["id"], turns[2]["content"][0]["tool_use_id"]);
    }

    #[test]
    fn an_empty_message_alone_is_called_one() {
        let turns = conversation(&[Message::User {
            content: vec![ContentPart::Text { text: " ".to_owned(), cache_control: None }],
            name: None,
        }])
        .turns;
        assert_eq!(turns, [json!({"role": "user", "content": [{"type": "text", "text": NOTHING}]})]);
    }
}
