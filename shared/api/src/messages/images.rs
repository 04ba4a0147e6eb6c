//! Images in blocks.

use api_derive::{Request, Word};
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use crate::chat::{CacheControl, ContentPart, ImageSource};
use crate::reading::{Faults, Member, Members, Path};

/// An image.
#[derive(Debug, Clone, PartialEq, Request)]
pub(super) struct MessagesImage {
    /// Where it is.
    source: MessagesImageSource,
    /// The prompt may be cached up to here. For providers that cache only what is marked.
    cache_control: Option<CacheControl>,
}

/// Where an image is.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(tag = "type", exact = "unsupported")]
enum MessagesImageSource {
    /// In the request.
    Base64(InlineImage),
    /// At an https address, which the provider fetches.
    Url(LinkedImage),
}

/// An image at an address.
#[derive(Debug, Clone, PartialEq, Request)]
struct LinkedImage {
    /// The address.
    url: ImageSource,
}

/// An image in the request.
#[derive(Debug, Clone, PartialEq)]
struct InlineImage(ImageSource);

/// What an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact, kind = "unsupported")]
pub enum MessagesMediaType {
    /// JPEG.
    #[word("image/jpeg")]
    Jpeg,
    /// PNG.
    #[word("image/png")]
    Png,
    /// GIF.
    #[word("image/gif")]
    Gif,
    /// WebP.
    #[word("image/webp")]
    Webp,
}

/// The data is read once, as the image that it must be.
impl Members for InlineImage {
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let media_type = MessagesMediaType::read_member(object, "media_type", at, faults);
        let at = at.member("data");
        let data = match object.get("data") {
            None | Some(Value::Null) => {
                faults.missing(&at);
                None
            }
            Some(data) => crate::reading::any_text(data, 1, &at, faults),
        };
        let image = ImageSource::of_base64(media_type?.as_str(), data?);
        image.map_err(|message| faults.malformed(&at, "value_error", message)).ok().map(Self)
    }

    fn has_member(name: &str) -> bool {
        ["media_type", "data"].contains(&name)
    }

    fn write_members<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("url", &self.0)
    }

    #[cfg(feature = "schema")]
    fn describe_members(
        generator: &mut schemars::SchemaGenerator,
        members: &mut crate::reading::MemberSchemas,
    ) {
        members.add::<MessagesMediaType>(generator, "media_type", "What the data is.");
        members.add::<crate::reading::NonEmpty>(generator, "data", "The image in base64.");
    }
}

impl MessagesImage {
    /// The image as a part of what a person says.
    pub(super) fn into_part(self) -> ContentPart {
        let Self { source, cache_control } = self;
        let source = match source {
            MessagesImageSource::Base64(InlineImage(source))
            | MessagesImageSource::Url(LinkedImage { url: source }) => source,
        };
        ContentPart::Image { source, detail: None, cache_control }
    }
}
