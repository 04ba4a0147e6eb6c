//! The `messages` of a request body.

use std::collections::HashSet;

use serde_json::Value;

use super::fields::{Faults, Object};
use super::message::{ImageDetail, ImageSource, InstructionRole, Message, ToolCall, UserPart};
use super::parse::expect_function;

/// The greatest number of messages in one request.
pub const MAX_MESSAGES: usize = 2048;
/// The greatest number of parts in one message.
const MAX_PARTS: usize = 512;
/// The greatest number of tool calls in one message.
const MAX_TOOL_CALLS: usize = 128;
/// The longest id of a tool call, in bytes.
const MAX_ID_LENGTH: usize = 256;
const MEDIA_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) fn read_messages(body: Object<'_>, faults: &mut Faults) -> Vec<Message> {
    if body.required("messages", faults).is_none() {
        return Vec::new();
    }
    let list = body.list("messages", faults);
    match list.map(<[Value]>::len) {
        None => return Vec::new(),
        Some(1..=MAX_MESSAGES) => {}
        Some(_) => {
            faults.bad_value("messages", format!("There should be 1 to {MAX_MESSAGES} messages"));
            return Vec::new();
        }
    }
    let mut called = HashSet::new();
    let mut messages = Vec::new();
    for (index, value) in list.unwrap_or_default().iter().enumerate() {
        let path = format!("messages.{index}");
        let Some(object) = Object::read(value, &path, faults) else { continue };
        let Some(message) = read_message(object, &called, faults) else { continue };
        if let Message::Assistant { tool_calls, .. } = &message {
            called.extend(tool_calls.iter().map(|call| call.id.clone()));
        }
        messages.push(message);
    }
    messages
}

fn read_message(message: Object<'_>, called: &HashSet<String>, faults: &mut Faults) -> Option<Message> {
    let role = message.required_text("role", faults)?;
    let name = message.text("name", faults).map(str::to_owned);
    match role {
        "system" | "developer" => {
            let role = if role == "system" { InstructionRole::System } else { InstructionRole::Developer };
            Some(Message::Instruction { role, text: read_required_text(message, faults)?, name })
        }
        "user" => Some(Message::User { parts: read_user_parts(message, faults)?, name }),
        "assistant" => read_assistant(message, name, faults),
        "tool" => {
            let id = message.required_text("tool_call_id", faults);
            if let Some(id) = id
                && !called.contains(id)
            {
                let text = "No assistant message before this one made a tool call with this id";
                faults.bad_value(&message.path("tool_call_id"), text);
            }
            let text = read_required_text(message, faults)?;
            Some(Message::Tool { tool_call_id: id?.to_owned(), text })
        }
        _ => {
            let roles = "Input should be 'system', 'developer', 'user', 'assistant' or 'tool'";
            faults.bad_value(&message.path("role"), roles);
            None
        }
    }
}

fn read_assistant(message: Object<'_>, name: Option<String>, faults: &mut Faults) -> Option<Message> {
    let mut refusal = message.text("refusal", faults).map(str::to_owned);
    let mut text = Vec::new();
    for part in read_content(message, faults).unwrap_or_default() {
        match part {
            Part::Text(part) => text.push(part.to_owned()),
            Part::Refusal(part) => refusal.get_or_insert_default().push_str(part),
            Part::Image { path, .. } => {
                faults.bad_value(&path, "Only text and refusals can be in an assistant message");
            }
        }
    }
    if message.get("function_call").is_some() {
        faults.unsupported(&message.path("function_call"), "Not supported: use tool_calls");
    }
    let list = message.list("tool_calls", faults).unwrap_or_default();
    if list.len() > MAX_TOOL_CALLS {
        let path = message.path("tool_calls");
        faults.bad_value(&path, format!("There should be at most {MAX_TOOL_CALLS} tool calls"));
        return None;
    }
    let mut tool_calls = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = message.path(&format!("tool_calls.{index}"));
        tool_calls.extend(read_tool_call(value, &path, faults));
    }
    let says_nothing = message.get("content").is_none() && refusal.is_none() && list.is_empty();
    if says_nothing {
        faults.missing(&message.path("content"));
    }
    Some(Message::Assistant { text, refusal, tool_calls, name })
}

fn read_tool_call(value: &Value, path: &str, faults: &mut Faults) -> Option<ToolCall> {
    let call = Object::read(value, path, faults)?;
    let id = call.required_text("id", faults);
    if id.is_some_and(|id| id.is_empty() || id.len() > MAX_ID_LENGTH) {
        faults.bad_value(&call.path("id"), format!("An id has 1 to {MAX_ID_LENGTH} bytes"));
    }
    expect_function(call, faults)?;
    let function_path = call.path("function");
    let function = Object::read(call.required("function", faults)?, &function_path, faults)?;
    let name = function.required_text("name", faults);
    let arguments = function.required_text("arguments", faults);
    let signature = call
        .object("extra_content", faults)
        .and_then(|extra| extra.get("thought_signature")?.as_str())
        .map(str::to_owned);
    Some(ToolCall { id: id?.to_owned(), name: name?.to_owned(), arguments: arguments?.to_owned(), signature })
}

fn read_required_text(message: Object<'_>, faults: &mut Faults) -> Option<Vec<String>> {
    message.required("content", faults)?;
    let mut text = Vec::new();
    for part in read_content(message, faults)? {
        match part {
            Part::Text(part) => text.push(part.to_owned()),
            Part::Refusal(_) => {
                faults.bad_value(&message.path("content"), "Only an assistant message has a refusal");
            }
            Part::Image { path, .. } => faults.bad_value(&path, "Only a user message has pictures"),
        }
    }
    Some(text)
}

fn read_user_parts(message: Object<'_>, faults: &mut Faults) -> Option<Vec<UserPart>> {
    message.required("content", faults)?;
    let mut parts = Vec::new();
    for part in read_content(message, faults)? {
        match part {
            Part::Text(text) => parts.push(UserPart::Text(text.to_owned())),
            Part::Image { source, detail, .. } => parts.push(UserPart::Image { source, detail }),
            Part::Refusal(_) => {
                faults.bad_value(&message.path("content"), "Only an assistant message has a refusal");
            }
        }
    }
    Some(parts)
}

enum Part<'a> {
    Text(&'a str),
    Refusal(&'a str),
    Image { path: String, source: ImageSource, detail: Option<ImageDetail> },
}

/// The content of a message, whatever its role: a string is one text part. `None` if there is none.
fn read_content<'a>(message: Object<'a>, faults: &mut Faults) -> Option<Vec<Part<'a>>> {
    let path = message.path("content");
    let list = match message.get("content")? {
        Value::String(text) => return Some(vec![Part::Text(text)]),
        Value::Array(list) => list,
        _ => {
            faults.wrong_type(&path, "a string or an array of parts");
            return None;
        }
    };
    if list.is_empty() || list.len() > MAX_PARTS {
        faults.bad_value(&path, format!("There should be 1 to {MAX_PARTS} parts"));
        return None;
    }
    let mut parts = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        parts.extend(read_part(value, &format!("{path}.{index}"), faults));
    }
    Some(parts)
}

fn read_part<'a>(value: &'a Value, path: &str, faults: &mut Faults) -> Option<Part<'a>> {
    let Some(map) = value.as_object() else {
        faults.wrong_type(path, "an object");
        return None;
    };
    let member = |name: &str| map.get(name).filter(|value| !value.is_null());
    let text = |name: &str, faults: &mut Faults| {
        let text = member(name).and_then(Value::as_str);
        match member(name) {
            None => faults.missing(&format!("{path}.{name}")),
            Some(_) if text.is_none() => faults.wrong_type(&format!("{path}.{name}"), "a string"),
            Some(_) => {}
        }
        text
    };
    match text("type", faults)? {
        "text" => text("text", faults).map(Part::Text),
        "refusal" => text("refusal", faults).map(Part::Refusal),
        "image_url" => {
            let image_path = format!("{path}.image_url");
            let Some(image) = member("image_url") else {
                faults.missing(&image_path);
                return None;
            };
            let image = Object::read(image, &image_path, faults)?;
            let source = read_image(image, faults);
            let detail = read_detail(image, faults);
            Some(Part::Image { path: path.to_owned(), source: source?, detail })
        }
        kind @ ("input_audio" | "file" | "audio" | "video_url") => {
            faults.unsupported(&format!("{path}.type"), format!("'{kind}' is not supported"));
            None
        }
        _ => {
            faults.bad_value(&format!("{path}.type"), "Input should be 'text' or 'image_url'");
            None
        }
    }
}

fn read_detail(image: Object<'_>, faults: &mut Faults) -> Option<ImageDetail> {
    match image.text("detail", faults)? {
        "auto" => Some(ImageDetail::Auto),
        "low" => Some(ImageDetail::Low),
        "high" => Some(ImageDetail::High),
        _ => {
            faults.bad_value(&image.path("detail"), "Input should be 'auto', 'low' or 'high'");
            None
        }
    }
}

fn read_image(image: Object<'_>, faults: &mut Faults) -> Option<ImageSource> {
    let url = image.required_text("url", faults)?;
    let source = if url.starts_with("data:") {
        parse_data_url(url)
    } else {
        let parsed = url.parse::<http::Uri>().ok();
        let usable = parsed.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some());
        usable.then(|| ImageSource::Url(url.to_owned()))
    };
    if source.is_none() {
        let expected =
            "Input should be an https URL, or a base64 data URL of a PNG, JPEG, GIF or WebP picture";
        faults.bad_value(&image.path("url"), expected);
    }
    source
}

fn parse_data_url(url: &str) -> Option<ImageSource> {
    let (head, base64) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = head.strip_suffix(";base64")?.to_ascii_lowercase();
    let media_type = if media_type == "image/jpg" { "image/jpeg".to_owned() } else { media_type };
    let digits = base64.trim_end_matches('=');
    let is_base64 = !digits.is_empty()
        && base64.len().is_multiple_of(4)
        && base64.len() - digits.len() <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/');
    (is_base64 && MEDIA_TYPES.contains(&media_type.as_str()))
        .then(|| ImageSource::Data { media_type, base64: base64.to_owned() })
}
