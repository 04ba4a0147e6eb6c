//! What Gemini says when it fails: `{"error": {"code", "message", "status", "details"}}`.
//!
//! Source: Google API design guide, "Errors" (google.rpc.Status); Google "Gemini API: Troubleshooting". `code` is the
//! HTTP status. A stream that is no stream of events has the object in an array.

use http::StatusCode;
use serde_json::Value;

use crate::error::kind_of_words;
use crate::{ProviderError, ProviderErrorKind};

fn error(body: &Value) -> Option<&Value> {
    let body = body.get(0).unwrap_or(body);
    body.get("error").filter(|error| !error.is_null())
}

/// The message in a body, if it is an error's.
pub(super) fn message(body: &Value) -> Option<String> {
    let error = error(body)?;
    let message = error.as_str().or_else(|| error["message"].as_str());
    Some(message.map_or_else(|| error.to_string(), str::to_owned))
}

/// The kind of an error, where its body is more precise than the status.
///
/// A malformed key is a 400 like any wrong argument, and is recognized by its reason; how long to wait is a detail too, for
/// there is no header.
pub(super) fn kind(status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
    let details = || error(body)?["details"].as_array().map(|details| details.iter());
    if let Some(kind) =
        message(body).filter(|_| status.is_client_error()).and_then(|words| kind_of_words(&words, &PHRASES))
    {
        return Some(kind);
    }
    let is_bad_key = |detail: &Value| detail["reason"] == "API_KEY_INVALID";
    // A quota of the day is not there again within any call's time, although the message and the delay are those of a minute's.
    let is_daily = |detail: &Value| {
        let mut violations = detail["violations"].as_array().into_iter().flatten();
        violations.any(|violation| violation["quotaId"].as_str().is_some_and(|id| id.contains("PerDay")))
    };
    if details().into_iter().flatten().any(|detail| is_bad_key(detail) || is_daily(detail)) {
        return Some(ProviderErrorKind::AuthFailed);
    }
    let wait =
        details().into_iter().flatten().find_map(|detail| milliseconds(detail["retryDelay"].as_str()?))?;
    Some(ProviderErrorKind::of_status(status, Some(wait)))
}

/// How the messages read that have no reason of their own.
const PHRASES: [(&str, ProviderErrorKind); 12] = [
    ("user location is not supported", ProviderErrorKind::RegionRefused),
    ("enable billing", ProviderErrorKind::AuthFailed),
    ("has been suspended", ProviderErrorKind::AuthFailed),
    ("exceeds the maximum number of tokens", ProviderErrorKind::ContextTooLong),
    ("request payload size exceeds the limit", ProviderErrorKind::ContextTooLong),
    ("unable to process input image", ProviderErrorKind::InvalidImage),
    ("unsupported mime type", ProviderErrorKind::InvalidImage),
    ("cannot fetch content from the provided url", ProviderErrorKind::InvalidImage),
    ("response_json_schema", ProviderErrorKind::InvalidSchema),
    ("parameters_json_schema", ProviderErrorKind::InvalidSchema),
    ("response_schema", ProviderErrorKind::InvalidSchema),
    ("penalty is not enabled", ProviderErrorKind::UnsupportedParameter(Some("frequency_penalty"))),
];

/// The error in an event of a stream.
pub(super) fn in_stream(event: &Value) -> Option<ProviderError> {
    let message = message(event)?;
    let code = error(event)?["code"].as_u64().and_then(|code| u16::try_from(code).ok());
    let status = code
        .and_then(|code| StatusCode::from_u16(code).ok())
        .filter(|status| status.is_client_error() || status.is_server_error())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = kind(status, event).unwrap_or_else(|| ProviderErrorKind::of_status(status, None));
    Some(ProviderError::in_body(kind, &message))
}

/// A `google.protobuf.Duration`: seconds, perhaps with a fraction, and `s`.
fn milliseconds(duration: &str) -> Option<u64> {
    let (seconds, fraction) =
        duration.strip_suffix('s')?.split_once('.').unwrap_or((duration.strip_suffix('s')?, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    seconds.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::provider::Provider;
    use http::HeaderMap;
    use serde_json::json;

    #[test]
    fn a_message_is_found_alone_and_in_an_array() {
        let body =
            json!({"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}});
        assert_eq!(message(&body).as_deref(), Some("The model is overloaded."));
        assert_eq!(message(&json!([body])).as_deref(), Some("The model is overloaded."));
        assert_eq!(message(&json!({"error": "no"})).as_deref(), Some("no"));
        assert_eq!(message(&json!({"error": {"code": 1}})).as_deref(), Some("{\"code\":1}"));
        for body in [json!({}), json!([]), json!({"error": null}), json!("error"), json!(7)] {
            assert_eq!(message(&body), None);
        }
    }

    #[test]
    fn a_bad_key_is_told_apart_from_a_bad_request() {
        let body = json!({"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT",
            "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
                "domain": "googleapis.com"}]}});
        assert_eq!(kind(StatusCode::BAD_REQUEST, &body), Some(ProviderErrorKind::AuthFailed));
        let body = json!({"error": {"code": 400, "message": "Invalid value.", "status": "INVALID_ARGUMENT"}});
        assert_eq!(kind(StatusCode::BAD_REQUEST, &body), None);
        assert_eq!(in_stream(&body).unwrap().kind, ProviderErrorKind::BadRequest);
    }

    #[test]
    fn the_words_tell_the_kinds_of_a_400_apart() {
        let kind = |message: &str| {
            kind(StatusCode::BAD_REQUEST, &json!({"error": {"code": 400, "message": message}}))
        };
        for (message, expected) in [
            ("User location is not supported for the API use.", ProviderErrorKind::RegionRefused),
            (
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                ProviderErrorKind::ContextTooLong,
            ),
            ("Unable to process input image. Please retry.", ProviderErrorKind::InvalidImage),
            (
                "Penalty is not enabled for models/gemini-2.5-flash",
                ProviderErrorKind::UnsupportedParameter(Some("frequency_penalty")),
            ),
        ] {
            assert_eq!(kind(message), Some(expected), "{message}");
        }
        assert_eq!(kind("Invalid value at 'contents'"), None);
    }

    #[test]
    fn a_quota_of_the_day_is_the_accounts_trouble() {
        let body = |id: &str| {
            json!({"error": {"code": 429, "message": "You exceeded your current quota.", "details": [
                {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id}]},
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "9s"}]}})
        };
        let kind = |id: &str| kind(StatusCode::TOO_MANY_REQUESTS, &body(id));
        assert_eq!(
            kind("GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
            Some(ProviderErrorKind::AuthFailed)
        );
        let minute = ProviderErrorKind::RateLimited { retry_after_ms: Some(9_000) };
        assert_eq!(kind("GenerateRequestsPerMinutePerProjectPerModel"), Some(minute));
    }

    #[test]
    fn the_wish_to_wait_is_a_detail() {
        let body = json!({"error": {"code": 429, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED",
            "details": [
                {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": []},
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.0749s"}]}});
        let limited = ProviderErrorKind::RateLimited { retry_after_ms: Some(34_074) };
        assert_eq!(kind(StatusCode::TOO_MANY_REQUESTS, &body), Some(limited));
        assert_eq!(in_stream(&body).unwrap().kind, limited);
    }

    #[test]
    fn a_refused_response_has_the_kind_that_its_body_tells() {
        let refused = |status: u16, body: &Value| {
            let status = StatusCode::from_u16(status).unwrap();
            crate::decode(Provider::Gemini, status, &HeaderMap::new(), body.to_string().as_bytes())
                .unwrap_err()
        };
        let bad_key = json!({"error": {"code": 400, "message": "API key not valid.",
            "details": [{"reason": "API_KEY_INVALID"}]}});
        let error = refused(400, &bad_key);
        assert_eq!((error.kind, error.status), (ProviderErrorKind::AuthFailed, Some(400)));
        assert_eq!(error.operator_detail, "API key not valid.");
        let busy = json!([{"error": {"code": 503, "message": "Busy.", "details": [{"retryDelay": "1s"}]}}]);
        let wait = ProviderErrorKind::Unavailable { retry_after_ms: Some(1_000) };
        assert_eq!(refused(503, &busy).kind, wait);
        assert_eq!(refused(404, &json!({"error": {"code": 404}})).kind, ProviderErrorKind::ModelGone);
    }

    #[test]
    fn durations_are_seconds_with_up_to_nine_digits_after_the_point() {
        for (duration, expected) in [
            ("3s", Some(3_000)),
            ("0.5s", Some(500)),
            ("1.000000001s", Some(1_000)),
            ("3", None),
            ("-1s", None),
            ("s", None),
            ("1.xs", None),
            ("99999999999999999999s", None),
            ("18446744073709551615s", None),
        ] {
            assert_eq!(milliseconds(duration), expected, "{duration}");
        }
    }

    #[test]
    fn an_error_without_a_status_is_the_providers_fault() {
        let unavailable = ProviderErrorKind::Unavailable { retry_after_ms: None };
        for body in
            [json!({"error": {"message": "x"}}), json!({"error": {"code": 200}}), json!({"error": "x"})]
        {
            assert_eq!(in_stream(&body).unwrap().kind, unavailable, "{body}");
        }
    }
}
