//! Validation of a request's messages and system prompt.

use serde_json::Value;

use super::{
    problem::listed,
    signature::{is_encrypted, is_signed},
};
use crate::{
    image::{ImageFlaw, check_base64},
    strict::{Fields, Node, Strict},
};

/// What the messages say.
#[derive(Default)]
pub(super) struct Conversation {
    /// Every text, for the token count.
    pub texts: Vec<String>,
    pub images: u64,
    pub user_text: String,
    /// Results of tools after the last user text.
    pub tool_results: Vec<String>,
    /// Whether it ends with results of tools for a turn that does not begin with its thinking.
    pub lacks_thinking: bool,
    /// Whether there are calls of tools in it.
    pub has_tool_use: bool,
    /// Whether the last message is the assistant's, to be continued.
    pub open_ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    User,
    Assistant,
}

/// Tool calls of the last assistant turn. Messages of one role in a row are one turn.
#[derive(Default)]
struct Calls {
    /// Where the turn's last message stands.
    message: usize,
    unanswered: Vec<String>,
    answered: Vec<String>,
    /// Whether the user said anything else yet; results must come before that.
    user_spoke: bool,
}

pub(super) fn read(node: &Node<'_>) -> Strict<Conversation> {
    let list = node.array()?;
    if list.is_empty() {
        return node.rule(None, "at least one message is required");
    }
    let mut conversation = Conversation::default();
    let mut calls = Calls::default();
    let mut last = Role::Assistant;
    let mut begins_with_thinking = true;
    for (index, item) in list.iter().enumerate() {
        let message = item.object()?;
        let role = role(node, &message)?;
        message.only(&["role", "content"])?;
        let content = message.required("content")?;
        match role {
            Role::Assistant if index == 0 => {
                return node.rule(None, "first message must use the \"user\" role");
            }
            Role::Assistant => {
                if last == Role::User {
                    calls.must_be_answered(node)?;
                    calls = Calls::default();
                }
                calls.message = index;
                let first = content.value.get(0).and_then(|block| block["type"].as_str()).unwrap_or("text");
                begins_with_thinking = matches!(first, "thinking" | "redacted_thinking");
                assistant(node, &content, &mut conversation, &mut calls)?;
            }
            Role::User => user(node, &content, &mut conversation, &mut calls)?,
        }
        if is_empty(content.value) && (role == Role::User || index + 1 < list.len()) {
            return broken_at(
                node,
                index,
                "all messages must have non-empty content except for the optional final assistant message",
            );
        }
        last = role;
    }
    calls.must_be_answered(node)?;
    conversation.lacks_thinking = !calls.answered.is_empty() && !calls.user_spoke && !begins_with_thinking;
    conversation.open_ended = last == Role::Assistant;
    Ok(conversation)
}

fn is_empty(content: &Value) -> bool {
    content.as_str().is_some_and(str::is_empty) || content.as_array().is_some_and(Vec::is_empty)
}

/// A rule broken by the message at `index`.
fn broken_at<T>(messages: &Node<'_>, index: usize, message: impl Into<String>) -> Strict<T> {
    Node { value: messages.value, path: messages.path.index(index) }.rule(None, message)
}

fn role(messages: &Node<'_>, message: &Fields<'_>) -> Strict<Role> {
    let node = message.required("role")?;
    match node.string()? {
        "user" => Ok(Role::User),
        "assistant" => Ok(Role::Assistant),
        "system" => messages.rule(
            None,
            "Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \
             \"system\" as an input message role.",
        ),
        other => messages
            .rule(None, format!("Unexpected role \"{other}\". Allowed roles are \"user\" or \"assistant\".")),
    }
}

impl Calls {
    fn must_be_answered(&self, messages: &Node<'_>) -> Strict<()> {
        if self.unanswered.is_empty() {
            return Ok(());
        }
        let message = format!(
            "`tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` \
             block must have a corresponding `tool_result` block in the next message.",
            self.unanswered.join(", ")
        );
        broken_at(messages, self.message, message)
    }

    fn answer(&mut self, messages: &Node<'_>, block: &Node<'_>, id: &str) -> Strict<()> {
        if let Some(index) = self.unanswered.iter().position(|call| call == id) {
            if self.user_spoke {
                return self.must_be_answered(messages);
            }
            self.answered.push(self.unanswered.remove(index));
            return Ok(());
        }
        if self.answered.iter().any(|call| call == id) {
            return block.rule(
                None,
                format!(
                    "each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
                ),
            );
        }
        block.rule(
            None,
            format!(
                "unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must \
                 have a corresponding `tool_use` block in the previous message."
            ),
        )
    }
}

/// A content block, its type, and its fields placed as Anthropic places them (`content.0.text.cache`).
fn block<'a>(
    item: &Node<'a>,
    expected: &'static [&'static str],
) -> Strict<(&'static str, Node<'a>, Fields<'a>)> {
    let kind = item.object()?.required("type")?;
    let Some(kind) = expected.iter().find(|known| kind.value == **known) else {
        let message = format!(
            "Input tag {} found using 'type' does not match any of the expected tags: {}",
            kind.value,
            listed(expected)
        );
        return item.rule(None, message);
    };
    let node = Node { value: item.value, path: item.path.key(kind) };
    let fields = node.object()?;
    Ok((kind, node, fields))
}

/// A text block's text. Empty ones are refused in the name of the whole list (`messages`, `system`).
fn text(owner: &Node<'_>, fields: &Fields<'_>) -> Strict<String> {
    fields.only(&["type", "text", "cache_control", "citations"])?;
    cache_control(fields)?;
    let text = fields.required("text")?.string()?;
    if text.is_empty() {
        return owner.rule(None, "text content blocks must be non-empty");
    }
    if text.trim().is_empty() {
        return owner.rule(None, "text content blocks must contain non-whitespace text");
    }
    Ok(text.to_owned())
}

/// Checks a cache breakpoint, if there is one.
pub(super) fn cache_control(fields: &Fields<'_>) -> Strict<()> {
    let Some(node) = fields.optional("cache_control") else { return Ok(()) };
    let control = node.object()?;
    control.only(&["type", "ttl"])?;
    control.required("type")?.one_of(&["ephemeral"])?;
    control.check_one_of("ttl", &["5m", "1h"])
}

/// The texts of a system prompt.
pub(super) fn system(node: &Node<'_>) -> Strict<Vec<String>> {
    if let Some(text) = node.value.as_str() {
        return Ok(vec![text.to_owned()]);
    }
    node.array()?.iter().map(|item| block(item, &["text"]).and_then(|(_, _, f)| text(node, &f))).collect()
}

fn user(
    messages: &Node<'_>,
    content: &Node<'_>,
    conversation: &mut Conversation,
    calls: &mut Calls,
) -> Strict<()> {
    if let Some(text) = content.value.as_str() {
        calls.user_spoke = true;
        conversation.texts.push(text.to_owned());
        conversation.hear(text.to_owned());
        return Ok(());
    }
    let mut said = Vec::new();
    for item in content.array()? {
        let (kind, node, fields) =
            block(&item, &["document", "image", "search_result", "text", "tool_result"])?;
        match kind {
            "text" => {
                let text = text(messages, &fields)?;
                conversation.texts.push(text.clone());
                said.push(text);
            }
            "image" => {
                image(&fields)?;
                conversation.images += 1;
            }
            "tool_result" => {
                let id = fields.required("tool_use_id")?.string()?;
                calls.answer(messages, &item, id)?;
                let text = tool_result(messages, &fields, conversation)?;
                conversation.tool_results.push(text);
                continue;
            }
            other => {
                return node.rule(None, format!("The simulator does not play content of type '{other}'."));
            }
        }
        calls.user_spoke = true;
    }
    conversation.hear(said.join("\n"));
    Ok(())
}

impl Conversation {
    fn hear(&mut self, text: String) {
        if !text.is_empty() {
            self.user_text = text;
            self.tool_results.clear();
        }
    }
}

fn tool_result(messages: &Node<'_>, fields: &Fields<'_>, conversation: &mut Conversation) -> Strict<String> {
    fields.only(&["type", "tool_use_id", "content", "is_error", "cache_control"])?;
    cache_control(fields)?;
    fields.boolean_or("is_error", false)?;
    let mut texts = Vec::new();
    match fields.optional("content") {
        None => {}
        Some(content) if content.value.is_string() => texts.push(content.string()?.to_owned()),
        Some(content) => {
            for item in content.array()? {
                let (kind, _, fields) = block(&item, &["image", "text"])?;
                if kind == "text" {
                    texts.push(text(messages, &fields)?);
                } else {
                    image(&fields)?;
                    conversation.images += 1;
                }
            }
        }
    }
    conversation.texts.extend(texts.iter().cloned());
    Ok(texts.join("\n"))
}

fn assistant(
    messages: &Node<'_>,
    content: &Node<'_>,
    conversation: &mut Conversation,
    calls: &mut Calls,
) -> Strict<()> {
    if let Some(text) = content.value.as_str() {
        conversation.texts.push(text.to_owned());
        return Ok(());
    }
    for item in content.array()? {
        let (kind, _, fields) = block(&item, &["redacted_thinking", "text", "thinking", "tool_use"])?;
        match kind {
            "text" => conversation.texts.push(text(messages, &fields)?),
            "thinking" => {
                fields.only(&["type", "thinking", "signature"])?;
                let (thinking, signature) = (fields.required("thinking")?, fields.required("signature")?);
                if !is_signed(thinking.string()?, signature.string()?) {
                    return item.rule(None, "Invalid `signature` in `thinking` block");
                }
            }
            "redacted_thinking" => {
                fields.only(&["type", "data"])?;
                if !is_encrypted(fields.required("data")?.string()?) {
                    return item.rule(None, "Invalid `data` in `redacted_thinking` block");
                }
            }
            _ => {
                fields.only(&["type", "id", "name", "input", "cache_control", "caller"])?;
                cache_control(&fields)?;
                let id = call_id(&fields.required("id")?)?;
                if calls.unanswered.iter().any(|call| call == id) {
                    return messages.rule(None, "`tool_use` ids must be unique");
                }
                calls.unanswered.push(id.to_owned());
                conversation.has_tool_use = true;
                conversation.texts.push(fields.required("name")?.string()?.to_owned());
                let input = fields.required("input")?;
                input.object()?;
                conversation.texts.push(input.value.to_string());
            }
        }
    }
    Ok(())
}

fn call_id<'a>(node: &Node<'a>) -> Strict<&'a str> {
    let id = node.string()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if id.is_empty() || !id.chars().all(fits) {
        return node.rule(None, "String should match pattern '^[a-zA-Z0-9_-]+$'");
    }
    Ok(id)
}

fn image(fields: &Fields<'_>) -> Strict<()> {
    fields.only(&["type", "source", "cache_control"])?;
    cache_control(fields)?;
    let source = fields.required("source")?;
    let (kind, node, source) = block(&source, &["base64", "url", "file"])?;
    match kind {
        "base64" => {
            source.only(&["type", "media_type", "data"])?;
            let declared = source.required("media_type")?.one_of(&[
                "image/jpeg",
                "image/png",
                "image/gif",
                "image/webp",
            ])?;
            let data = source.required("data")?;
            match check_base64(declared, data.string()?) {
                Ok(()) => Ok(()),
                Err(ImageFlaw::NotBase64 | ImageFlaw::NotADataUrl) => node.rule(None, "invalid base64 data"),
                Err(ImageFlaw::NotAnImage) => data.rule(None, "Could not process image"),
                Err(ImageFlaw::OtherType { actual }) => node.rule(
                    None,
                    format!(
                        "The image was specified using the {declared} media type, but the image appears to be \
                         a {actual} image"
                    ),
                ),
            }
        }
        "url" => {
            source.only(&["type", "url"])?;
            let url = source.required("url")?;
            if url.string()?.starts_with("https://") {
                return Ok(());
            }
            url.rule(None, "Only HTTPS URLs are supported.")
        }
        _ => node.rule(None, "The simulator does not play sources of type 'file'."),
    }
}
