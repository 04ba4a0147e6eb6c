//! The precondition of a change, and the `ETag` that it is made of: both are a resource's `updated_at`.

use api::error::{ApiError, ErrorCode};
use api::precondition::{self, LoadedForm};
use api::reading::{self, Members};
use api::timestamp::Timestamp;
use http::HeaderValue;
use http::header::{ETAG, IF_MATCH};
use platform::{IncomingBody, Request, Response};
use serde_json::Value;

/// The `updated_at` that the resource must still have for the change to be made: that of `If-Match`, or without this header the
/// one in the body. `None` if the change depends on nothing.
///
/// # Errors
/// 400 for a header, 422 for a member of the body that is no such time.
pub fn unchanged_since(request: &Request) -> Result<Option<Timestamp>, ApiError> {
    if let Some(header) = request.headers().get(IF_MATCH) {
        return precondition::if_match(header.to_str().unwrap_or_default())
            .map_err(|error| ApiError::new(ErrorCode::InvalidValue, format!("`If-Match` {error}.")));
    }
    let IncomingBody::Complete(body) = request.body() else { return Ok(None) };
    // A body that is no object is read, or refused, by the handler.
    let Ok(Value::Object(members)) = reading::read_json(body, &LoadedForm::has_member) else {
        return Ok(None);
    };
    reading::read_body::<LoadedForm>(&members).map(|form| form.updated_at)
}

/// The same answer with the `ETag` of the resource that its body is, if that has an `updated_at`.
#[must_use]
pub fn with_etag(mut response: Response, body: &Value) -> Response {
    let updated_at = body["updated_at"].as_str().and_then(|text| text.parse().ok());
    if let Some(etag) = updated_at.and_then(|moment| HeaderValue::from_str(&precondition::etag(moment)).ok())
    {
        response.headers_mut().insert(ETAG, etag);
    }
    response
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::outgoing;

    const EARLIER: Timestamp = Timestamp { unix_ms: 1_762_161_164_120 };

    fn request(header: Option<&str>, body: &str) -> Request {
        let mut request = http::Request::new(IncomingBody::Complete(body.to_owned().into()));
        if let Some(header) = header {
            request.headers_mut().insert(IF_MATCH, header.parse().unwrap());
        }
        request
    }

    #[test]
    fn a_change_depends_on_its_header_or_else_on_the_updated_at_of_its_body() {
        let form = r#"{"name": "x", "updated_at": "2025-11-03T09:12:44.120Z"}"#;
        let later = Timestamp { unix_ms: EARLIER.unix_ms + 880 };
        for (header, body, expected) in [
            (None, form, Some(EARLIER)),
            (Some("\"2025-11-03T09:12:45Z\""), form, Some(later)),
            (Some("2025-11-03T09:12:45Z"), "", Some(later)),
            (Some("*"), form, None),
            (None, r#"{"updated_at": null}"#, None),
            (None, r#"["updated_at"]"#, None),
            (None, "{", None),
            (None, "", None),
        ] {
            assert_eq!(unchanged_since(&request(header, body)), Ok(expected), "{header:?} {body}");
        }
    }

    #[test]
    fn a_precondition_that_is_no_time_is_refused() {
        let code = |header, body| unchanged_since(&request(header, body)).unwrap_err().code;
        assert_eq!(code(Some("\"abc\""), "{}"), ErrorCode::InvalidValue);
        assert_eq!(code(None, r#"{"updated_at": "yesterday"}"#), ErrorCode::ValidationError);
        assert_eq!(code(None, r#"{"updated_at": 1762161164}"#), ErrorCode::ValidationError);
    }

    #[test]
    fn the_etag_of_a_resource_is_its_updated_at() {
        let etag = |body: Value| outgoing::document(&body).headers().get(ETAG).cloned();
        assert_eq!(
            etag(json!({"updated_at": "2025-11-03T09:12:44.120Z"})),
            Some(HeaderValue::from_static("\"2025-11-03T09:12:44.120Z\""))
        );
        assert_eq!(etag(json!([{"updated_at": "2025-11-03T09:12:44.120Z"}])), None);
        assert_eq!(etag(json!({"updated_at": null})), None);
    }
}
