//! What a change may depend on: the state that its form was loaded with, which `updated_at` names.

use api_derive::Request;

use crate::timestamp::Timestamp;

/// What a body tells of the form that it comes from. Panels send back what they have loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Request)]
pub struct LoadedForm {
    /// The resource's `updated_at` when the form was loaded.
    pub updated_at: Option<Timestamp>,
}

/// An `ETag` that names no state of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be `*` or the `ETag` of an earlier answer, such as \"2026-01-31T08:00:00.000Z\"")]
pub struct InvalidETag;

/// The `ETag` of a resource that was last changed at this time.
#[must_use]
pub fn etag(updated_at: Timestamp) -> String {
    format!("\"{}\"", String::from(updated_at))
}

/// The `updated_at` that `If-Match` names; `None` for `*`, which any state matches. The quotes may be missing, and a proxy that
/// compressed the answer may have marked the tag as weak.
///
/// # Errors
/// For any other text.
pub fn if_match(header: &str) -> Result<Option<Timestamp>, InvalidETag> {
    let tag = header.trim();
    if tag == "*" {
        return Ok(None);
    }
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let moment = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag);
    moment.parse().map(Some).map_err(|_| InvalidETag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_etag_says_can_be_sent_as_if_match() {
        let updated_at = Timestamp { unix_ms: 1_762_161_164_120 };
        assert_eq!(etag(updated_at), "\"2025-11-03T09:12:44.120Z\"");
        assert_eq!(if_match(&etag(updated_at)), Ok(Some(updated_at)));
    }

    #[test]
    fn if_match_may_lack_its_quotes_and_be_weak_and_an_asterisk_matches_all() {
        let updated_at = Ok(Some(Timestamp { unix_ms: 1_762_161_164_120 }));
        for header in [
            "2025-11-03T09:12:44.120Z",
            "W/\"2025-11-03T09:12:44.120Z\"",
            " \"2025-11-03T09:12:44.120456+00:00\" ",
        ] {
            assert_eq!(if_match(header), updated_at, "{header}");
        }
        assert_eq!(if_match("*"), Ok(None));
        for header in ["", "\"\"", "\"abc\"", "\"2025-11-03T09:12:44Z\", \"2025-11-03T09:12:45Z\"", "\"*"] {
            assert_eq!(if_match(header), Err(InvalidETag), "{header}");
        }
    }
}
