//! The blocks of a turn: texts, images, calls of tools and their results, thinking.

use api_derive::Request;
use serde_json::{Map, Value};

use super::images::MessagesImage;
use crate::chat::{
    CacheControl, Content, ContentPart, MarkedText, Message, Part, RedactedThinking, ShownThinking, TextPart,
    ToolCall,
};
use crate::json_text;
use crate::reading::NonEmpty;

/// A block of what a person says, or of what tools gave back.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum MessagesUserBlock {
    /// A text.
    Text(TextPart),
    /// An image.
    Image(MessagesImage),
    /// What a tool gave back.
    ToolResult(MessagesToolResult),
}

/// A block of what the model said before.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum MessagesAssistantBlock {
    /// A text.
    Text(TextPart),
    /// A call of a tool.
    ToolUse(MessagesToolUse),
    /// What it thought before, as the answer had it.
    Thinking(ShownThinking),
    /// What it thought before, as only the provider can read it.
    RedactedThinking(RedactedThinking),
}

/// A block of what a tool gave back.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum MessagesResultBlock {
    /// A text.
    Text(TextPart),
    /// An image. Models whose tools give back texts only see it after all results.
    Image(MessagesImage),
    /// A tool that was looked up. All tools of a request can be called anyway.
    ToolReference(MessagesToolReference),
}

impl Part for MessagesUserBlock {
    const MAY_BE_IMAGE: bool = true;
}

impl Part for MessagesAssistantBlock {
    const MAY_BE_IMAGE: bool = true;
}

impl Part for MessagesResultBlock {
    const MAY_BE_IMAGE: bool = true;
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesToolUse {
    /// Its id.
    pub(super) id: NonEmpty,
    /// The function.
    name: NonEmpty,
    /// The arguments.
    input: Option<Map<String, Value>>,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    pub(super) cache_control: Option<CacheControl>,
}

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesToolResult {
    /// The call that it answers: one of an earlier message.
    pub(super) tool_use_id: NonEmpty,
    /// The result.
    content: Option<Content<MessagesResultBlock, 0>>,
    /// The tool has failed; the model is told so in the text.
    is_error: Option<bool>,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// A tool that was looked up.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesToolReference {
    /// Its name.
    tool_name: NonEmpty,
}

/// What stands in a result's text in place of an image.
const IMAGE_FOLLOWS: &str = "(An image, which follows after the results.)";

impl From<MessagesToolUse> for ToolCall {
    fn from(call: MessagesToolUse) -> Self {
        let MessagesToolUse { id, name, input, cache_control: _ } = call;
        let arguments = json_text::write(&Value::Object(input.unwrap_or_default()));
        Self { id: id.into_string(), name: name.into_string(), arguments }
    }
}

impl MessagesToolResult {
    /// The message of the tool, which has texts only in the middle, and the images that the user shows after all results.
    pub(super) fn into_message(self) -> (Message, Vec<ContentPart>) {
        let Self { tool_use_id, content, is_error, cache_control } = self;
        let (mut texts, mut mark, mut images) = (Vec::new(), cache_control, Vec::new());
        match content {
            None => {}
            Some(Content::Text(text)) => texts.push(text),
            Some(Content::Parts(blocks)) => {
                for block in blocks {
                    match block {
                        MessagesResultBlock::Text(TextPart { text, cache_control }) => {
                            texts.push(text);
                            mark = mark.or(cache_control);
                        }
                        MessagesResultBlock::Image(image) => {
                            texts.push(IMAGE_FOLLOWS.to_owned());
                            images.push(image.into_part());
                        }
                        MessagesResultBlock::ToolReference(MessagesToolReference { tool_name }) => {
                            texts.push(format!("The tool `{}` can be called.", tool_name.as_str()));
                        }
                    }
                }
            }
        }
        if !images.is_empty() {
            let text = format!("Images of the result of the call {}:", tool_use_id.as_str());
            images.insert(0, ContentPart::Text { text, cache_control: None });
        }
        let text = texts.join("\n");
        let text = match (is_error == Some(true), text.is_empty()) {
            (false, _) => text,
            (true, false) => format!("Error: {text}"),
            (true, true) => "Error".to_owned(),
        };
        (Message::Tool { tool_call_id: tool_use_id.into_string(), text, cache_control: mark }, images)
    }
}

/// The whole text of several blocks, as the middle joins them, with the last of their marks.
pub(super) fn joined(texts: Vec<TextPart>) -> Option<MarkedText> {
    let mark = texts.iter().rev().find_map(|part| part.cache_control);
    let texts: Vec<MarkedText> =
        texts.into_iter().map(|TextPart { text, .. }| MarkedText { text, cache_control: None }).collect();
    (!texts.is_empty()).then(|| MarkedText { text: MarkedText::join(&texts), cache_control: mark })
}
