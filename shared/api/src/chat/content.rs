//! What a message contains: a text, or parts.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::Value;

use super::image::ImageSource;
use crate::reading::{Faults, Path, ReadValue, items_of, read_items};

/// The most parts of one message.
const MAX_PARTS: usize = 2_000;

/// A part of what a person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentPart {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// An image.
    Image {
        /// Where it is.
        source: ImageSource,
        /// How closely the model should look.
        detail: Option<ImageDetail>,
    },
}

/// How closely a model should look at an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum ImageDetail {
    /// As the model decides.
    Auto,
    /// At low resolution.
    Low,
    /// At high resolution.
    High,
}

/// A content as it is sent: one text, or at least `MIN` parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Content<P, const MIN: usize> {
    Text(String),
    Parts(Vec<P>),
}

/// A kind of part.
pub(super) trait Part: ReadValue {
    /// Whether it may be an image.
    const MAY_BE_IMAGE: bool;
}

/// A part of what a person says.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ChatContentPart {
    /// A text.
    Text(TextPart),
    /// An image.
    ImageUrl(ImagePart),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ChatTextPart {
    /// A text.
    Text(TextPart),
}

/// A part of what a model said.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ChatAssistantPart {
    /// A text.
    Text(TextPart),
    /// A refusal.
    Refusal(RefusalPart),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct TextPart {
    /// The text.
    text: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct RefusalPart {
    /// Why the model refused.
    refusal: String,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ImagePart {
    /// Where it is.
    image_url: ChatImageUrl,
}

/// Where an image is, and how closely to look at it.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ChatImageUrl {
    /// An https address of an image, or `data:<media type>;base64,<data>` of a PNG, JPEG, GIF or WebP image.
    url: ImageSource,
    /// How closely the model should look.
    detail: Option<ImageDetail>,
}

impl Part for ChatContentPart {
    const MAY_BE_IMAGE: bool = true;
}

impl Part for ChatTextPart {
    const MAY_BE_IMAGE: bool = false;
}

impl Part for ChatAssistantPart {
    const MAY_BE_IMAGE: bool = false;
}

impl<P: Part, const MIN: usize> ReadValue for Content<P, MIN> {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Array(_) => {
                let items = items_of(value, MIN..=MAX_PARTS, at, faults)?;
                read_items(items, at, faults, read_part).map(Self::Parts)
            }
            _ => {
                faults.malformed(at, "string_type", "Must be a string or a list of parts");
                None
            }
        }
    }
}

fn read_part<P: Part>(part: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<P> {
    if P::MAY_BE_IMAGE || part.get("type").is_none_or(|kind| kind != "image_url") {
        return P::read_value(part, at, faults);
    }
    if ChatContentPart::read_value(part, at, faults).is_some() {
        faults.malformed(at, "value_error", "Only a user message may have images");
    }
    None
}

impl<P, const MIN: usize> Content<P, MIN>
where
    String: From<P>,
{
    /// The text, parts joined by line breaks.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().map(String::from).collect::<Vec<_>>().join("\n"),
        }
    }
}

impl From<ChatTextPart> for String {
    fn from(part: ChatTextPart) -> Self {
        match part {
            ChatTextPart::Text(TextPart { text }) => text,
        }
    }
}

impl From<ChatAssistantPart> for String {
    fn from(part: ChatAssistantPart) -> Self {
        match part {
            ChatAssistantPart::Text(TextPart { text }) => text,
            ChatAssistantPart::Refusal(RefusalPart { refusal }) => refusal,
        }
    }
}

impl From<ChatContentPart> for ContentPart {
    fn from(part: ChatContentPart) -> Self {
        match part {
            ChatContentPart::Text(TextPart { text }) => Self::Text { text },
            ChatContentPart::ImageUrl(ImagePart { image_url: ChatImageUrl { url, detail } }) => {
                Self::Image { source: url, detail }
            }
        }
    }
}

impl<const MIN: usize> Content<ChatContentPart, MIN> {
    /// The parts; a text alone is one.
    pub(super) fn into_parts(self) -> Vec<ContentPart> {
        match self {
            Self::Text(text) => vec![ContentPart::Text { text }],
            Self::Parts(parts) => parts.into_iter().map(ContentPart::from).collect(),
        }
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [P: schemars::JsonSchema, const MIN: usize] Content<P, MIN> => |generator| {
        let parts = generator.subschema_for::<crate::reading::List<P, MAX_PARTS, MIN>>();
        schemars::json_schema!({"anyOf": [{"type": "string"}, parts]})
    };
}
