//! Where an image is: inline data that is an image by its first bytes, or a link that does not say it is something else.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::image_link;
use crate::reading::{Faults, Path, ReadValue, any_text};

/// Where an image is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageSource {
    /// In the request: `data:<media type>;base64,<data>`.
    Inline {
        /// What the data is, by its first bytes.
        image_type: ImageType,
        /// Base64.
        data: String,
    },
    /// At an https address, which the provider fetches.
    Url(String),
}

/// The kinds of images that are taken inline. Of the four providers only Gemini does not take all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
}

impl ImageType {
    /// Its media type, as `image/png`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The kind of a declared media type, in lower case. `image/jpg` is not registered, and often written.
    fn declared(media_type: &str) -> Option<Self> {
        Some(match media_type {
            "image/png" => Self::Png,
            "image/jpeg" | "image/jpg" => Self::Jpeg,
            "image/gif" => Self::Gif,
            "image/webp" => Self::Webp,
            _ => return None,
        })
    }

    /// The kind of an image by its first bytes. Source: WHATWG "MIME Sniffing", image type patterns.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            _ => return None,
        })
    }
}

/// How many characters of base64 have the bytes by which an image is known: twelve bytes.
const FIRST_CHARACTERS: usize = 16;

impl ImageSource {
    /// The address, as OpenAI's API has it.
    #[must_use]
    pub fn url(&self) -> Cow<'_, str> {
        match self {
            Self::Inline { image_type, data } => {
                Cow::Owned(format!("data:{};base64,{data}", image_type.media_type()))
            }
            Self::Url(url) => Cow::Borrowed(url),
        }
    }

    fn parse(url: &str) -> Result<Self, Cow<'static, str>> {
        match url.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("data") => Ok(inline(rest)?),
            Some(("https", _)) => image_link::check(url).map(|()| Self::Url(url.to_owned())),
            _ => Err("Must be a data URL or an https URL".into()),
        }
    }
}

/// What follows `data:`. Source: RFC 2397: a media type, parameters (which an image has no use for), `;base64`, a comma, the
/// data. Upper and lower case are alike before the comma. Data that is not in base64 is refused: no image is text.
fn inline(rest: &str) -> Result<ImageSource, &'static str> {
    const FORM: &str = "A data URL must be `data:<media type>;base64,<data>`";
    let (head, data) = rest.split_once(',').ok_or(FORM)?;
    let (media_type, encoding) = head.rsplit_once(';').ok_or(FORM)?;
    if !encoding.trim().eq_ignore_ascii_case("base64") {
        return Err(FORM);
    }
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ImageSource::of_base64(&media_type, data)
}

impl ImageSource {
    /// An image in base64, of a declared media type in lower case.
    ///
    /// # Errors
    /// A sentence for the client if the data is not what it is said to be.
    pub(crate) fn of_base64(media_type: &str, data: &str) -> Result<Self, &'static str> {
        let declared = ImageType::declared(media_type).ok_or("Must be a PNG, JPEG, GIF or WebP image")?;
        let unpadded = data.strip_suffix("==").or_else(|| data.strip_suffix('=')).unwrap_or(data);
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        if data.is_empty() || !data.len().is_multiple_of(4) || !unpadded.bytes().all(is_base64) {
            return Err("The data is not base64 with its padding");
        }
        let first = data.get(..FIRST_CHARACTERS).unwrap_or(data);
        let bytes = STANDARD.decode(first).map_err(|_| "The data is not base64 with its padding")?;
        match ImageType::of_bytes(&bytes) {
            None => Err("The data is no PNG, JPEG, GIF or WebP image"),
            Some(actual) if actual != declared => Err("The data is an image of another type than it says"),
            Some(image_type) => Ok(Self::Inline { image_type, data: data.to_owned() }),
        }
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
        "pattern": "^(https://|[dD][aA][tT][aA]:)",
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_url(head: &str, bytes: &[u8]) -> String {
        format!("{head},{}", STANDARD.encode(bytes))
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn an_image_is_taken_in_every_form_that_a_data_url_may_have() {
        for head in [
            "data:image/png;base64",
            "DATA:image/png;base64",
            "data:IMAGE/PNG;BASE64",
            "data:image/png;charset=utf-8;base64",
            "data:image/png;name=a.png;x=y;base64",
            "data:image/png; base64",
        ] {
            let data = STANDARD.encode(PNG);
            let read = ImageSource::parse(&data_url(head, PNG));
            assert_eq!(read, Ok(ImageSource::Inline { image_type: ImageType::Png, data }), "{head}");
        }
    }

    #[test]
    fn the_four_kinds_are_known_by_their_first_bytes() {
        for (media_type, bytes, image_type) in [
            ("image/png", PNG, ImageType::Png),
            ("image/jpeg", b"\xff\xd8\xff\xe0", ImageType::Jpeg),
            ("image/jpg", b"\xff\xd8\xff\xdb", ImageType::Jpeg),
            ("image/gif", b"GIF87a", ImageType::Gif),
            ("image/gif", b"GIF89a", ImageType::Gif),
            ("image/webp", b"RIFF\x24\0\0\0WEBPVP8 ", ImageType::Webp),
        ] {
            let read = ImageSource::parse(&data_url(&format!("data:{media_type};base64"), bytes)).unwrap();
            assert_eq!(
                read.url(),
                data_url(&format!("data:{};base64", image_type.media_type()), bytes),
                "{media_type}"
            );
        }
    }

    #[test]
    fn what_is_labelled_as_an_image_and_is_none_is_refused() {
        let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
        for bytes in [
            film.as_slice(),
            b"RIFF\x24\0\0\0AVI LIST",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"ID3\x04\0\0\0\0\0\0",
            b"%PDF-1.7",
            b"<svg xmlns=''/>",
            b"\x1aE\xdf\xa3webm",
            b"\x89PNG",
            b"hello",
            b"\0",
        ] {
            let refused = ImageSource::parse(&data_url("data:image/png;base64", bytes)).unwrap_err();
            assert_eq!(refused, "The data is no PNG, JPEG, GIF or WebP image", "{bytes:?}");
        }
        let refused = ImageSource::parse(&data_url("data:image/jpeg;base64", PNG)).unwrap_err();
        assert_eq!(refused, "The data is an image of another type than it says");
    }

    #[test]
    fn what_is_not_labelled_as_one_of_the_images_or_not_in_base64_is_refused() {
        let png = STANDARD.encode(PNG);
        for url in [
            format!("data:video/mp4;base64,{png}"),
            format!("data:audio/wav;base64,{png}"),
            format!("data:application/pdf;base64,{png}"),
            format!("data:image/svg+xml;base64,{png}"),
            format!("data:image/heic;base64,{png}"),
            format!("data:;base64,{png}"),
            format!("data:;x=image/png;base64,{png}"),
            format!("data:image/png,{png}"),
            format!("data:image/png;base64;charset=utf-8,{png}"),
            format!("data:image/png;charset=base64,{png}"),
            format!("data:image/png;base64{png}"),
            "data:image/png;base64,".to_owned(),
            format!("data:image/png;base64, {png}"),
            format!("data:image/png;base64,{}", png.trim_end_matches('=')),
            format!("data:image/png;base64,{}", png.replace('=', "%3D")),
            "data:image/png;base64,iVBORw0KGgo=iVBORw0K".to_owned(),
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgéé".to_owned(),
            "data:image/png;base64,====".to_owned(),
            "data:".to_owned(),
        ] {
            assert!(ImageSource::parse(&url).is_err(), "{url}");
        }
    }
}
