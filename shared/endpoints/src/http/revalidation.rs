//! `If-None-Match` (RFC 9110, section 13.1.2): whether a client has the current version already.

use http::HeaderMap;
use http::header::IF_NONE_MATCH;

/// Whether the client that sent these headers has the version with this `ETag`, which is quoted as in the header.
#[must_use]
pub fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    // A proxy that compresses makes a tag a weak one.
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let etag = opaque(etag);
    asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|tags| tags.split(',').map(opaque).any(|tag| tag == etag || tag == "*"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(tags: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(tags))])
    }

    #[test]
    fn the_current_version_is_known_by_its_tag_strong_or_weak() {
        for tags in ["\"abc=\"", "\"x\", W/\"abc=\"", "*"] {
            assert!(is_known(&asked(tags), "\"abc=\"") && is_known(&asked(tags), "W/\"abc=\""), "{tags}");
        }
    }

    #[test]
    fn another_version_is_not_the_current_one() {
        for tags in ["\"x\"", "", "abc=", "\"abc=\"x"] {
            assert!(!is_known(&asked(tags), "\"abc=\""), "{tags}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"abc=\""));
    }
}
