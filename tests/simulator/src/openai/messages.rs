//! Validation of the messages of a chat completion request.

use super::Vendor;
use crate::{
    image::{ImageFlaw, check_data_url},
    strict::{Fields, Flaw, FlawKind, Kind, Node, Strict},
};

/// What the messages say.
#[derive(Default)]
pub(super) struct Conversation {
    /// Every text, for the token count.
    pub texts: Vec<String>,
    pub images: u64,
    pub user_text: String,
    /// Results of tools after the last user message.
    pub tool_results: Vec<String>,
    /// A call of a tool after that message which comes back without what was thought before it.
    pub lacks_reasoning: Option<Flaw>,
}

/// The longest id of a call that OpenAI takes.
const LONGEST_ID: usize = 40;

/// Tool calls that await their results.
struct Pending {
    ids: Vec<String>,
}

pub(super) fn read(node: &Node<'_>, vendor: Vendor) -> Strict<Conversation> {
    let list = node.array()?;
    if list.is_empty() {
        return node.rule(
            Some("empty_array"),
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array \
             instead.",
        );
    }
    let roles: &[&str] = match vendor {
        Vendor::OpenAi => &["system", "assistant", "user", "function", "tool", "developer"],
        Vendor::Fireworks => &["system", "assistant", "user", "tool"],
    };
    let mut conversation = Conversation::default();
    let mut pending = Pending { ids: Vec::new() };
    let mut after_calls = false;
    for item in &list {
        let message = item.object()?;
        let role = role(&message, roles)?;
        if role != "tool" {
            pending.must_be_empty(item)?;
            after_calls = false;
        }
        match role {
            "system" | "developer" => {
                message.only(&["role", "content", "name"])?;
                let text = text_only(&message.required("content")?)?;
                conversation.texts.push(text);
            }
            "user" => {
                message.only(&["role", "content", "name"])?;
                let text = user_content(&message.required("content")?, &mut conversation)?;
                if !text.is_empty() {
                    conversation.user_text = text;
                    conversation.tool_results.clear();
                    conversation.lacks_reasoning = None;
                }
            }
            "assistant" => {
                pending.ids = assistant(&message, item, vendor, &mut conversation)?;
                after_calls = !pending.ids.is_empty();
            }
            _ => {
                message.only(&["role", "content", "tool_call_id", "name"])?;
                if !after_calls {
                    return item.rule(
                        None,
                        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message \
                         with 'tool_calls'.",
                    );
                }
                let id = message.required("tool_call_id")?;
                pending.answered(&id)?;
                let text = text_only(&message.required("content")?)?;
                conversation.texts.push(text.clone());
                conversation.tool_results.push(text);
            }
        }
    }
    pending.must_be_empty(node)?;
    Ok(conversation)
}

fn role(message: &Fields<'_>, roles: &[&str]) -> Strict<&'static str> {
    const ALL: &[&str] = &["system", "assistant", "user", "function", "tool", "developer"];
    let node = message.required("role")?;
    let role = node.one_of(ALL)?;
    if role == "function" {
        return node.rule(Some("not_simulated"), "The simulator does not play the role 'function'.");
    }
    if roles.contains(&role) {
        return Ok(role);
    }
    node.rule(Some("invalid_value"), format!("Invalid value: '{role}' is not a supported role."))
}

impl Pending {
    fn must_be_empty(&self, node: &Node<'_>) -> Strict<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let message = format!(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each \
             'tool_call_id'. The following tool_call_ids did not have response messages: {}",
            self.ids.join(", ")
        );
        node.rule(None, message)
    }

    fn answered(&mut self, node: &Node<'_>) -> Strict<()> {
        let id = node.string()?;
        match self.ids.iter().position(|pending| pending == id) {
            Some(index) => {
                self.ids.remove(index);
                Ok(())
            }
            None => node.rule(
                None,
                format!(
                    "Invalid parameter: 'tool_call_id' of '{id}' not found in 'tool_calls' of previous message."
                ),
            ),
        }
    }
}

fn assistant(
    message: &Fields<'_>,
    item: &Node<'_>,
    vendor: Vendor,
    conversation: &mut Conversation,
) -> Strict<Vec<String>> {
    let mut allowed = vec!["role", "content", "name", "refusal", "tool_calls"];
    match vendor {
        Vendor::OpenAi => allowed.extend(["audio", "annotations"]),
        Vendor::Fireworks => allowed.push("reasoning_content"),
    }
    message.only(&allowed)?;
    let calls = message.optional("tool_calls");
    match message.optional("content") {
        Some(content) => {
            let text = text_only(&content)?;
            conversation.texts.push(text);
        }
        None if calls.is_some() || message.optional("refusal").is_some() => {}
        None => {
            let path = item.path.key("content");
            return Node { value: item.value, path: path.clone() }.rule(
                Some("invalid_type"),
                format!("Invalid value for '{path}': expected a string, got null."),
            );
        }
    }
    message.check_string("reasoning_content")?;
    let Some(calls) = calls else { return Ok(Vec::new()) };
    if message.optional("reasoning_content").is_none_or(|thoughts| thoughts.value == "") {
        let message =
            "The `reasoning_content` in the thinking mode must be passed back to the API.".to_owned();
        conversation.lacks_reasoning = Some(item.flaw(FlawKind::Rule { message, code: None }));
    }
    let mut ids = Vec::new();
    for call in calls.array()? {
        let call = call.object()?;
        call.only(&["id", "type", "function", "index"])?;
        call.required("type")?.one_of(&["function"])?;
        let function = call.required("function")?.object()?;
        function.only(&["name", "arguments"])?;
        conversation.texts.push(function.required("name")?.string()?.to_owned());
        conversation.texts.push(function.required("arguments")?.string()?.to_owned());
        ids.push(call_id(&call.required("id")?, vendor)?);
    }
    if ids.is_empty() {
        return calls.rule(
            Some("empty_array"),
            format!(
                "Invalid '{}': empty array. Expected an array with minimum length 1, but got an empty array \
                 instead.",
                calls.path
            ),
        );
    }
    Ok(ids)
}

fn call_id(node: &Node<'_>, vendor: Vendor) -> Strict<String> {
    let id = node.string()?;
    let length = id.chars().count();
    if vendor == Vendor::OpenAi && length > LONGEST_ID {
        let message = format!(
            "Invalid '{}': string too long. Expected a string with maximum length {LONGEST_ID}, but got a string with \
             length {length} instead.",
            node.path
        );
        return node.rule(Some("string_above_max_length"), message);
    }
    Ok(id.to_owned())
}

/// Content that may hold text and refusals but no images.
fn text_only(node: &Node<'_>) -> Strict<String> {
    if let Some(text) = node.value.as_str() {
        return Ok(text.to_owned());
    }
    let mut text = String::new();
    for part in node.array()? {
        let fields = part.object()?;
        let kind = fields.required("type")?.one_of(&["text", "refusal"])?;
        fields.only(&["type", kind])?;
        text.push_str(fields.required(kind)?.string()?);
    }
    Ok(text)
}

fn user_content(node: &Node<'_>, conversation: &mut Conversation) -> Strict<String> {
    if let Some(text) = node.value.as_str() {
        conversation.texts.push(text.to_owned());
        return Ok(text.to_owned());
    }
    if !node.value.is_array() {
        return node.wrong_type(Kind::String);
    }
    let mut texts = Vec::new();
    for part in node.array()? {
        let fields = part.object()?;
        match fields.required("type")?.one_of(&[
            "text",
            "image_url",
            "input_audio",
            "refusal",
            "audio",
            "file",
        ])? {
            "text" => {
                fields.only(&["type", "text"])?;
                let text = fields.required("text")?.string()?;
                texts.push(text.to_owned());
                conversation.texts.push(text.to_owned());
            }
            "image_url" => {
                fields.only(&["type", "image_url"])?;
                image(&fields.required("image_url")?)?;
                conversation.images += 1;
            }
            other => {
                let message = format!("The simulator does not play content of type '{other}'.");
                return part.rule(Some("not_simulated"), message);
            }
        }
    }
    Ok(texts.join("\n"))
}

fn image(node: &Node<'_>) -> Strict<()> {
    let fields = node.object()?;
    fields.only(&["url", "detail"])?;
    fields.check_one_of("detail", &["auto", "low", "high", "original"])?;
    let url = fields.required("url")?;
    let text = url.string()?;
    if text.starts_with("https://") || text.starts_with("http://") {
        return Ok(());
    }
    match check_data_url(text) {
        Ok(()) => Ok(()),
        Err(ImageFlaw::NotADataUrl) => url.rule(
            Some("invalid_value"),
            format!("Invalid '{}'. Expected a valid URL, but got a value with an invalid format.", url.path),
        ),
        Err(ImageFlaw::NotBase64) => {
            url.rule(Some("invalid_base64"), "Invalid base64 image_url.")
        }
        Err(ImageFlaw::NotAnImage | ImageFlaw::OtherType { .. }) => url.rule(
            Some("invalid_image_format"),
            "You uploaded an unsupported image. Please make sure your image has of one the following formats: \
             ['png', 'jpeg', 'gif', 'webp'].",
        ),
    }
}
