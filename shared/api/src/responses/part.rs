//! What the messages and the results of tools in `input` contain.

use api_derive::{Request, Word};

use crate::chat::{ContentPart, ImageDetail, ImageSource, MarkedText, Part};

/// A part of what a person says, or of what a tool gave back.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesInputPart {
    /// A text.
    InputText(ResponsesText),
    /// An image.
    InputImage(ResponsesImage),
}

/// A part of instructions.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesInstructionPart {
    /// A text.
    InputText(ResponsesText),
}

/// A part of what the model said.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
pub(super) enum ResponsesSaidPart {
    /// A text.
    OutputText(ResponsesText),
    /// A text, as some frameworks send it back.
    InputText(ResponsesText),
    /// Why the model refused.
    Refusal(ResponsesRefusal),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesText {
    /// The text.
    pub(super) text: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesRefusal {
    /// Why the model refused.
    pub(super) refusal: String,
}

/// An image. One that is named by a `file_id` cannot be read: there are no files.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct ResponsesImage {
    /// An https address of an image, or `data:<media type>;base64,<data>` of a PNG, JPEG, GIF or WebP image.
    image_url: ImageSource,
    /// How closely the model should look.
    detail: Option<ResponsesImageDetail>,
}

/// How closely a model should look at an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub(super) enum ResponsesImageDetail {
    /// As the model decides.
    Auto,
    /// At low resolution.
    Low,
    /// At high resolution.
    High,
    /// At its own resolution: at high resolution, where a model has no such choice.
    Original,
}

impl Part for ResponsesInputPart {
    const MAY_BE_IMAGE: bool = true;
}

// An image among these is no part that the request could have, which is what is said of it.
impl Part for ResponsesInstructionPart {
    const MAY_BE_IMAGE: bool = true;
}

impl Part for ResponsesSaidPart {
    const MAY_BE_IMAGE: bool = true;
}

impl From<ResponsesInputPart> for ContentPart {
    fn from(part: ResponsesInputPart) -> Self {
        match part {
            ResponsesInputPart::InputText(ResponsesText { text }) => Self::Text { text, cache_control: None },
            ResponsesInputPart::InputImage(ResponsesImage { image_url, detail }) => {
                let detail = detail.map(ImageDetail::from);
                Self::Image { source: image_url, detail, cache_control: None }
            }
        }
    }
}

impl From<ResponsesImageDetail> for ImageDetail {
    fn from(detail: ResponsesImageDetail) -> Self {
        match detail {
            ResponsesImageDetail::Auto => Self::Auto,
            ResponsesImageDetail::Low => Self::Low,
            ResponsesImageDetail::High | ResponsesImageDetail::Original => Self::High,
        }
    }
}

impl From<ResponsesInstructionPart> for MarkedText {
    fn from(part: ResponsesInstructionPart) -> Self {
        let ResponsesInstructionPart::InputText(ResponsesText { text }) = part;
        Self { text, cache_control: None }
    }
}
