//! Images in requests: enough of a look inside to refuse what a provider would refuse.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Why an image is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ImageFlaw {
    /// Not a `data:<type>;base64,<data>` URL.
    NotADataUrl,
    /// Not valid base64 (standard alphabet, padded).
    NotBase64,
    /// Not PNG, JPEG, GIF or WebP, by its first bytes.
    NotAnImage,
    /// The bytes are of another image type than was declared.
    OtherType {
        /// What the bytes are.
        actual: &'static str,
    },
}

/// Checks a data URL and the image in it.
pub(crate) fn check_data_url(url: &str) -> Result<(), ImageFlaw> {
    let (media_type, data) = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .ok_or(ImageFlaw::NotADataUrl)?;
    check_base64(media_type, data)
}

/// Checks base64 data against its declared media type.
pub(crate) fn check_base64(media_type: &str, data: &str) -> Result<(), ImageFlaw> {
    let bytes = STANDARD.decode(data).map_err(|_| ImageFlaw::NotBase64)?;
    let actual = sniff(&bytes).ok_or(ImageFlaw::NotAnImage)?;
    let declared = if media_type == "image/jpg" { "image/jpeg" } else { media_type };
    if actual == declared { Ok(()) } else { Err(ImageFlaw::OtherType { actual }) }
}

fn sniff(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_url_must_hold_the_image_it_declares() {
        assert_eq!(check_data_url("data:image/png;base64,iVBORw0KGgo="), Ok(()));
        assert_eq!(check_data_url("data:image/png,iVBORw0KGgo="), Err(ImageFlaw::NotADataUrl));
        assert_eq!(check_data_url("data:image/png;base64,?"), Err(ImageFlaw::NotBase64));
        assert_eq!(check_data_url("data:image/png;base64,aGVsbG8="), Err(ImageFlaw::NotAnImage));
        assert_eq!(
            check_data_url("data:image/jpeg;base64,iVBORw0KGgo="),
            Err(ImageFlaw::OtherType { actual: "image/png" })
        );
    }
}
