//! The messages of a conversation.

use serde_json::{Map, Value};

use super::read::{Errors, member, object, present, required_text, text};
use super::tools::ToolCall;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Instructions of the application (role `system` or `developer`).
    System {
        /// The text; the parts of a content in parts are joined by line breaks.
        text: String,
    },
    /// What a person says. At least one part.
    User {
        /// Text and images, in order.
        content: Vec<ContentPart>,
    },
    /// What the model said before.
    Assistant {
        /// Its text, if it wrote any.
        text: Option<String>,
        /// Why it refused, if it did.
        refusal: Option<String>,
        /// The tools it called.
        tool_calls: Vec<ToolCall>,
    },
    /// What a tool gave back.
    Tool {
        /// The call that it answers.
        tool_call_id: String,
        /// The result.
        text: String,
    },
}

/// A part of what a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentPart {
    /// A text.
    Text(String),
    /// An image.
    Image {
        /// Where it is.
        source: ImageSource,
        /// How closely the model should look.
        detail: Option<ImageDetail>,
    },
}

/// Where an image is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageSource {
    /// In the request: `data:<media type>;base64,<data>`.
    Inline {
        /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
        media_type: String,
        /// Base64.
        data: String,
    },
    /// At an https address, which the provider fetches.
    Url(String),
}

/// How closely a model should look at an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageDetail {
    /// As the model decides.
    Auto,
    /// At low resolution.
    Low,
    /// At high resolution.
    High,
}

impl ImageDetail {
    /// OpenAI's name for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

/// The image types that all four providers take.
const IMAGE_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) fn parse(value: &Value, path: &str, errors: &mut Errors) -> Option<Message> {
    let message = object(value, path, errors)?;
    match required_text(message, path, "role", errors)?.as_str() {
        "system" | "developer" => texts(message, path, errors).map(|text| Message::System { text }),
        "user" => user(message, path, errors),
        "assistant" => assistant(message, path, errors),
        "tool" => {
            let tool_call_id = required_text(message, path, "tool_call_id", errors);
            let text = texts(message, path, errors);
            Some(Message::Tool { tool_call_id: tool_call_id?, text: text? })
        }
        _ => errors.reject(
            &member(path, "role"),
            "enum",
            "Must be `system`, `developer`, `user`, `assistant` or `tool`",
        ),
    }
}

/// A content that may only have text.
fn texts(message: &Map<String, Value>, path: &str, errors: &mut Errors) -> Option<String> {
    let path = member(path, "content");
    let Some(content) = present(message, "content") else { return errors.missing(&path) };
    let mut joined = String::new();
    for (index, part) in parts(content, &path, errors)?.into_iter().enumerate() {
        match part {
            ContentPart::Text(text) => {
                if index > 0 {
                    joined.push('\n');
                }
                joined.push_str(&text);
            }
            ContentPart::Image { .. } => {
                return errors.reject(
                    &format!("{path}.{index}"),
                    "value_error",
                    "Only a user message may have images",
                );
            }
        }
    }
    Some(joined)
}

fn user(message: &Map<String, Value>, path: &str, errors: &mut Errors) -> Option<Message> {
    let path = member(path, "content");
    let Some(content) = present(message, "content") else { return errors.missing(&path) };
    match parts(content, &path, errors)? {
        content if content.is_empty() => errors.reject(&path, "too_short", "Must have at least one part"),
        content => Some(Message::User { content }),
    }
}

fn assistant(message: &Map<String, Value>, path: &str, errors: &mut Errors) -> Option<Message> {
    let written = match present(message, "content") {
        None => None,
        Some(Value::Array(_)) => Some(assistant_parts(message, path, errors)?),
        Some(_) => Some(texts(message, path, errors)?),
    };
    let refusal = text(message, path, "refusal", errors);
    let calls_path = member(path, "tool_calls");
    let tool_calls = match present(message, "tool_calls") {
        None => Vec::new(),
        Some(Value::Array(calls)) => {
            let before = errors.0.len();
            let calls: Vec<ToolCall> = (0..)
                .zip(calls)
                .filter_map(|(index, call)| ToolCall::parse(call, &format!("{calls_path}.{index}"), errors))
                .collect();
            if errors.0.len() > before {
                return None;
            }
            calls
        }
        Some(_) => return errors.reject(&calls_path, "list_type", "Must be a list"),
    };
    if written.is_none() && refusal.is_none() && tool_calls.is_empty() {
        return errors.reject(&member(path, "content"), "missing", "Must have content or tool_calls");
    }
    Some(Message::Assistant { text: written, refusal, tool_calls })
}

/// The text parts of an assistant's content; its refusal parts are text too when it is said again.
fn assistant_parts(message: &Map<String, Value>, path: &str, errors: &mut Errors) -> Option<String> {
    let mut without_refusals = message.clone();
    if let Some(Value::Array(parts)) = without_refusals.get_mut("content") {
        for part in parts {
            if part["type"] == "refusal" {
                *part = serde_json::json!({"type": "text", "text": part["refusal"]});
            }
        }
    }
    texts(&without_refusals, path, errors)
}

fn parts(content: &Value, path: &str, errors: &mut Errors) -> Option<Vec<ContentPart>> {
    match content {
        Value::String(text) => Some(vec![ContentPart::Text(text.clone())]),
        Value::Array(parts) => {
            let before = errors.0.len();
            let parsed: Vec<ContentPart> = (0..)
                .zip(parts)
                .filter_map(|(index, value)| part(value, &format!("{path}.{index}"), errors))
                .collect();
            (errors.0.len() == before).then_some(parsed)
        }
        _ => errors.reject(path, "string_type", "Must be a string or a list of parts"),
    }
}

fn part(value: &Value, path: &str, errors: &mut Errors) -> Option<ContentPart> {
    let part = object(value, path, errors)?;
    match required_text(part, path, "type", errors)?.as_str() {
        "text" => match present(part, "text") {
            None => errors.missing(&member(path, "text")),
            Some(_) => text(part, path, "text", errors).map(ContentPart::Text),
        },
        "image_url" => image(part, path, errors),
        other => errors.reject(
            &member(path, "type"),
            "unsupported",
            format!("Parts of type `{other}` are not supported"),
        ),
    }
}

fn image(part: &Map<String, Value>, path: &str, errors: &mut Errors) -> Option<ContentPart> {
    let path = member(path, "image_url");
    let Some(value) = present(part, "image_url") else { return errors.missing(&path) };
    let image = object(value, &path, errors)?;
    let url = required_text(image, &path, "url", errors)?;
    let detail = match present(image, "detail").map(Value::as_str) {
        None => None,
        Some(Some("auto")) => Some(ImageDetail::Auto),
        Some(Some("low")) => Some(ImageDetail::Low),
        Some(Some("high")) => Some(ImageDetail::High),
        Some(_) => return errors.reject(&member(&path, "detail"), "enum", "Must be `auto`, `low` or `high`"),
    };
    let url_path = member(&path, "url");
    let source = if let Some(inline) = url.strip_prefix("data:") {
        let Some((media_type, data)) = inline.split_once(";base64,") else {
            return errors.reject(
                &url_path,
                "value_error",
                "A data URL must be `data:<media type>;base64,<data>`",
            );
        };
        if !IMAGE_TYPES.contains(&media_type) {
            return errors.reject(&url_path, "value_error", "Must be a PNG, JPEG, GIF or WebP image");
        }
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        if data.is_empty() || !data.bytes().all(base64) {
            return errors.reject(&url_path, "value_error", "The data is not base64");
        }
        ImageSource::Inline { media_type: media_type.to_owned(), data: data.to_owned() }
    } else if url.starts_with("https://") {
        ImageSource::Url(url)
    } else {
        return errors.reject(&url_path, "value_error", "Must be a data URL or an https URL");
    };
    Some(ContentPart::Image { source, detail })
}
