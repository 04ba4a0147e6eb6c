//! The id by which a request is found again in logs: the client's own, if it is a sane one.

use http::{HeaderMap, HeaderName, HeaderValue};
use platform::Platform;

/// The header that has it, in requests and responses.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The greatest length of a client's own id.
const MAX_LENGTH: usize = 128;

/// The request's id: the one it came with, or a new one.
pub fn request_id<P: Platform>(platform: &P, headers: &HeaderMap) -> String {
    let own = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_sane(id));
    own.map_or_else(|| new_uuid(platform), str::to_owned)
}

/// The same as a header's value.
pub fn header_value(id: &str) -> HeaderValue {
    HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("-"))
}

/// Nothing that could break a log line, or make it a page long.
fn is_sane(id: &str) -> bool {
    (1..=MAX_LENGTH).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte))
}

fn new_uuid<P: Platform>(platform: &P) -> String {
    uuid::Builder::from_unix_timestamp_millis(platform.unix_time_ms(), &platform.random_bytes())
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_not_taken() {
        for good in ["a", "019a-b.c:d_", &"x".repeat(128)] {
            assert!(is_sane(good), "{good}");
        }
        for bad in ["", "a b", "a\"b", "a\nb", "a/b", "é", &"x".repeat(129)] {
            assert!(!is_sane(bad), "{bad}");
        }
    }
}
