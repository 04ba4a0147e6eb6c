//! What a message contains: a text, or parts.

use api_derive::{Request, Word};
use serde::Serialize;
use serde_json::Value;

use super::cache_control::CacheControl;
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
        /// The prompt may be cached up to here.
        cache_control: Option<CacheControl>,
    },
    /// An image.
    Image {
        /// Where it is.
        source: ImageSource,
        /// How closely the model should look.
        detail: Option<ImageDetail>,
        /// The prompt may be cached up to here.
        cache_control: Option<CacheControl>,
    },
}

impl ContentPart {
    /// The mark of the part.
    #[must_use]
    pub const fn cache_control(&self) -> Option<CacheControl> {
        match self {
            Self::Text { cache_control, .. } | Self::Image { cache_control, .. } => *cache_control,
        }
    }

    fn mark(&mut self) -> &mut Option<CacheControl> {
        match self {
            Self::Text { cache_control, .. } | Self::Image { cache_control, .. } => cache_control,
        }
    }
}

/// A text, up to which the prompt may be cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedText {
    /// The text; parts that no mark divides are joined by line breaks.
    pub text: String,
    /// The mark at its end.
    pub cache_control: Option<CacheControl>,
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
pub(crate) enum Content<P, const MIN: usize> {
    Text(String),
    Parts(Vec<P>),
}

/// A kind of part.
pub(crate) trait Part: ReadValue {
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
pub(crate) enum ChatTextPart {
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
pub(crate) struct TextPart {
    /// The text.
    pub(crate) text: String,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    pub(crate) cache_control: Option<CacheControl>,
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
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
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
    MarkedText: From<P>,
{
    /// The texts up to each mark, parts joined by line breaks. `of_message` is the mark of the message as a whole.
    pub(crate) fn into_marked_texts(self, of_message: Option<CacheControl>) -> Vec<MarkedText> {
        let mut texts: Vec<MarkedText> = Vec::new();
        match self {
            Self::Text(text) => texts.push(MarkedText { text, cache_control: None }),
            Self::Parts(parts) => {
                for MarkedText { text, cache_control } in parts.into_iter().map(MarkedText::from) {
                    match texts.last_mut() {
                        Some(before) if before.cache_control.is_none() => {
                            before.text.push('\n');
                            before.text.push_str(&text);
                            before.cache_control = cache_control;
                        }
                        _ => texts.push(MarkedText { text, cache_control }),
                    }
                }
            }
        }
        if texts.is_empty() {
            texts.push(MarkedText { text: String::new(), cache_control: None });
        }
        if let Some(last) = texts.last_mut() {
            last.cache_control = last.cache_control.or(of_message);
        }
        texts
    }

    /// The whole text, with the last of its marks.
    pub(crate) fn into_marked_text(self, of_message: Option<CacheControl>) -> MarkedText {
        let texts = self.into_marked_texts(of_message);
        let cache_control = texts.iter().rev().find_map(|text| text.cache_control);
        MarkedText { text: MarkedText::join(&texts), cache_control }
    }
}

impl MarkedText {
    /// The whole text of several, joined by line breaks.
    #[must_use]
    pub fn join(texts: &[Self]) -> String {
        texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

impl From<ChatTextPart> for MarkedText {
    fn from(part: ChatTextPart) -> Self {
        match part {
            ChatTextPart::Text(TextPart { text, cache_control }) => Self { text, cache_control },
        }
    }
}

impl From<ChatAssistantPart> for MarkedText {
    fn from(part: ChatAssistantPart) -> Self {
        match part {
            ChatAssistantPart::Text(TextPart { text, cache_control }) => Self { text, cache_control },
            ChatAssistantPart::Refusal(RefusalPart { refusal }) => {
                Self { text: refusal, cache_control: None }
            }
        }
    }
}

impl From<ChatContentPart> for ContentPart {
    fn from(part: ChatContentPart) -> Self {
        match part {
            ChatContentPart::Text(TextPart { text, cache_control }) => Self::Text { text, cache_control },
            ChatContentPart::ImageUrl(ImagePart { image_url, cache_control }) => {
                let ChatImageUrl { url, detail } = image_url;
                Self::Image { source: url, detail, cache_control }
            }
        }
    }
}

impl<P, const MIN: usize> Content<P, MIN>
where
    ContentPart: From<P>,
{
    /// The parts; a text alone is one. `of_message` is the mark of the message as a whole.
    pub(crate) fn into_parts(self, of_message: Option<CacheControl>) -> Vec<ContentPart> {
        let mut parts: Vec<ContentPart> = match self {
            Self::Text(text) => vec![ContentPart::Text { text, cache_control: None }],
            Self::Parts(parts) => parts.into_iter().map(ContentPart::from).collect(),
        };
        if let Some(mark) = parts.last_mut().map(ContentPart::mark) {
            *mark = mark.or(of_message);
        }
        parts
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [P: schemars::JsonSchema, const MIN: usize] Content<P, MIN> => |generator| {
        let parts = generator.subschema_for::<crate::reading::List<P, MAX_PARTS, MIN>>();
        schemars::json_schema!({"anyOf": [{"type": "string"}, parts]})
    };
}
