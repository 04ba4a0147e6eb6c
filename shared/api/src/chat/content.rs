//! What a message contains: a text, or parts.

use std::borrow::Cow;

use api_derive::{Request, Word};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::reading::{Faults, Path, ReadValue, any_text, items_of};

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
    /// An https address, or `data:<media type>;base64,<data>` of a PNG, JPEG, GIF or WebP image.
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
                let items = items_of(value, MIN..=usize::MAX, at, faults)?;
                // Every part is looked at, so that the faults of all of them are named.
                let parts: Vec<Option<P>> = items
                    .iter()
                    .enumerate()
                    .map(|(index, part)| read_part(part, &at.item(index), faults))
                    .collect();
                parts.into_iter().collect::<Option<Vec<P>>>().map(Self::Parts)
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
            ChatContentPart::Text(TextPart { text }) => Self::Text(text),
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
            Self::Text(text) => vec![ContentPart::Text(text)],
            Self::Parts(parts) => parts.into_iter().map(ContentPart::from).collect(),
        }
    }
}

/// The image types that all four providers take.
const IMAGE_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

impl ImageSource {
    /// The address, as OpenAI's API has it.
    #[must_use]
    pub fn url(&self) -> Cow<'_, str> {
        match self {
            Self::Inline { media_type, data } => Cow::Owned(format!("data:{media_type};base64,{data}")),
            Self::Url(url) => Cow::Borrowed(url),
        }
    }

    fn parse(url: &str) -> Result<Self, &'static str> {
        let Some(inline) = url.strip_prefix("data:") else {
            let is_https = url.starts_with("https://");
            return is_https.then(|| Self::Url(url.to_owned())).ok_or("Must be a data URL or an https URL");
        };
        let (media_type, data) =
            inline.split_once(";base64,").ok_or("A data URL must be `data:<media type>;base64,<data>`")?;
        if !IMAGE_TYPES.contains(&media_type) {
            return Err("Must be a PNG, JPEG, GIF or WebP image");
        }
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        if data.is_empty() || !data.bytes().all(is_base64) {
            return Err("The data is not base64");
        }
        Ok(Self::Inline { media_type: media_type.to_owned(), data: data.to_owned() })
    }
}

impl ReadValue for ImageSource {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let url = any_text(value, 1, at, faults)?;
        Self::parse(url).map_err(|message| faults.malformed(at, "value_error", message)).ok()
    }
}

impl Serialize for ImageSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.url())
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] ImageSource => |_generator| schemars::json_schema!({
        "type": "string",
        "pattern": "^(https://.*|data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+)$",
    });
    [P: schemars::JsonSchema, const MIN: usize] Content<P, MIN> => |generator| {
        let parts = generator.subschema_for::<crate::reading::List<P, { usize::MAX }, MIN>>();
        schemars::json_schema!({"anyOf": [{"type": "string"}, parts]})
    };
}
