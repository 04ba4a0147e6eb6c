//! What OpenAI and Fireworks say when they fail: `{"error": {"message", "type", "param", "code"}}`.
//!
//! Sources: OpenAI "Error codes", "Rate limits"; Fireworks "Error codes" (412: the account is suspended). `code` is a word or null at
//! OpenAI, where `type` says more, and a status at some servers.

use http::StatusCode;
use serde_json::Value;

use crate::error::{kind_of_words, named_parameter};
use crate::{ProviderError, ProviderErrorKind};

/// How the messages read that have no code of their own.
const PHRASES: [(&str, ProviderErrorKind); 14] = [
    ("maximum context length", ProviderErrorKind::ContextTooLong),
    ("prompt is too long", ProviderErrorKind::ContextTooLong),
    ("exceeds the context window", ProviderErrorKind::ContextTooLong),
    // Of models that make embeddings of one length.
    ("not support specifying dimensions", ProviderErrorKind::UnsupportedParameter(Some("dimensions"))),
    ("invalid schema for", ProviderErrorKind::InvalidSchema),
    ("flagged as potentially violating", ProviderErrorKind::ContentRefused),
    ("country, region, or territory not supported", ProviderErrorKind::RegionRefused),
    ("exceeded your current quota", ProviderErrorKind::AuthFailed),
    ("account has been deactivated", ProviderErrorKind::AuthFailed),
    ("is suspended", ProviderErrorKind::AuthFailed),
    ("failed to download image", ProviderErrorKind::InvalidImage),
    ("unsupported image", ProviderErrorKind::InvalidImage),
    ("not a valid image", ProviderErrorKind::InvalidImage),
    // DeepSeek's words, and Moonshot's, whose models other hosts have too.
    ("reasoning_content", ProviderErrorKind::InvalidReasoning),
];

/// An account's limit a minute that the request alone exceeds: no wait of a call is long enough.
const REQUEST_TOO_LARGE: &str = "Request too large";
/// The window of such a limit, in milliseconds.
const MINUTE_MS: u64 = 60_000;

/// The kind of a failure, where its body is more precise than the status and the headers.
pub(super) fn kind(status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
    let error = &body["error"];
    let kind = of_error(error)
        .or_else(|| (status == StatusCode::PRECONDITION_FAILED).then_some(ProviderErrorKind::AuthFailed))?;
    // Status and headers say more: how long to wait, and of a request that is at fault, why.
    let is_vague = matches!(
        kind,
        ProviderErrorKind::RateLimited { retry_after_ms: None }
            | ProviderErrorKind::Unavailable { .. }
            | ProviderErrorKind::BadRequest
    );
    (!is_vague && status.is_client_error()).then_some(kind)
}

/// The error of a chunk: an `error` member, or an event of that name.
pub(super) fn in_stream(chunk: &Value, event_name: Option<&str>) -> Option<ProviderError> {
    let error = match &chunk["error"] {
        Value::Null if event_name == Some("error") => chunk,
        Value::Null => return None,
        error => error,
    };
    let message = error.as_str().or_else(|| error["message"].as_str());
    let kind = of_error(error)
        .or_else(|| of_status(error["code"].as_u64()))
        .unwrap_or(ProviderErrorKind::Unavailable { retry_after_ms: None });
    Some(ProviderError::in_body(kind, &message.map_or_else(|| error.to_string(), str::to_owned)))
}

/// The most precise of what code, words and type say. Nearly everything is an `invalid_request_error`, which says the least.
fn of_error(error: &Value) -> Option<ProviderErrorKind> {
    let message = error["message"].as_str().or_else(|| error.as_str()).unwrap_or_default();
    if message.starts_with(REQUEST_TOO_LARGE) {
        return Some(ProviderErrorKind::RateLimited { retry_after_ms: Some(MINUTE_MS) });
    }
    let word = |name: &str| error[name].as_str().and_then(|word| of_word(word, error));
    let (code, kind) = (word("code"), word("type"));
    let precise = code.filter(|code| *code != ProviderErrorKind::BadRequest);
    precise.or_else(|| kind_of_words(message, &PHRASES)).or(kind).or(code)
}

fn of_status(code: Option<u64>) -> Option<ProviderErrorKind> {
    let status = StatusCode::from_u16(u16::try_from(code?).ok()?).ok()?;
    (status.as_u16() >= 400).then(|| ProviderErrorKind::of_status(status, None))
}

fn of_word(word: &str, error: &Value) -> Option<ProviderErrorKind> {
    Some(match word {
        "insufficient_quota"
        | "billing_hard_limit_reached"
        | "billing_not_active"
        | "account_deactivated"
        | "organization_deactivated"
        | "invalid_api_key"
        | "authentication_error"
        | "permission_error"
        | "permission_denied" => ProviderErrorKind::AuthFailed,
        "rate_limit_exceeded" | "rate_limit_error" | "tokens" | "requests" => {
            ProviderErrorKind::RateLimited { retry_after_ms: None }
        }
        "model_not_found" | "model_deprecated" | "NOT_FOUND" => ProviderErrorKind::ModelGone,
        "unsupported_country_region_territory" => ProviderErrorKind::RegionRefused,
        "context_length_exceeded" => ProviderErrorKind::ContextTooLong,
        "content_policy_violation" | "content_filter" | "moderation_blocked" | "invalid_prompt" => {
            ProviderErrorKind::ContentRefused
        }
        "invalid_json_schema" | "invalid_function_parameters" => ProviderErrorKind::InvalidSchema,
        "unsupported_parameter" | "unsupported_value" => {
            ProviderErrorKind::UnsupportedParameter(error["param"].as_str().and_then(named_parameter))
        }
        "invalid_image"
        | "invalid_image_url"
        | "invalid_image_format"
        | "invalid_base64_image"
        | "image_parse_error"
        | "image_too_large"
        | "image_too_small"
        | "failed_to_download_image" => ProviderErrorKind::InvalidImage,
        "invalid_request_error" => ProviderErrorKind::BadRequest,
        "server_error" | "internal_server_error" | "service_unavailable" | "overloaded_error" => {
            ProviderErrorKind::Unavailable { retry_after_ms: None }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::provider::Provider;
    use http::HeaderMap;
    use serde_json::json;

    fn refused(status: u16, error: &Value) -> ProviderErrorKind {
        let body = json!({"error": error}).to_string();
        let status = StatusCode::from_u16(status).unwrap();
        let headers = HeaderMap::from_iter([(http::header::RETRY_AFTER, "2".parse().unwrap())]);
        crate::decode(Provider::Openai, status, &headers, body.as_bytes()).unwrap_err().kind
    }

    #[test]
    fn an_account_without_quota_is_no_rate_limit() {
        let error = json!({"message": "You exceeded your current quota, please check your plan and billing details.",
            "type": "insufficient_quota", "param": null, "code": "insufficient_quota"});
        assert_eq!(refused(429, &error), ProviderErrorKind::AuthFailed);
        let suspended =
            json!({"message": "Account x is suspended, possibly due to reaching the monthly spending limit"});
        assert_eq!(refused(412, &suspended), ProviderErrorKind::AuthFailed);
        let limited =
            json!({"message": "Rate limit reached", "type": "tokens", "code": "rate_limit_exceeded"});
        assert_eq!(refused(429, &limited), ProviderErrorKind::RateLimited { retry_after_ms: Some(2_000) });
    }

    #[test]
    fn a_request_that_exceeds_a_limit_alone_is_not_worth_a_wait() {
        let error = json!({"message": "Request too large for gpt-5 on tokens per min (TPM): Limit 30000, Requested 128018.",
            "type": "tokens", "code": "rate_limit_exceeded"});
        assert_eq!(refused(429, &error), ProviderErrorKind::RateLimited { retry_after_ms: Some(60_000) });
    }

    #[test]
    fn what_the_client_can_mend_has_kinds_of_its_own() {
        for (error, expected) in [
            (
                json!({"code": "model_not_found", "type": "invalid_request_error"}),
                ProviderErrorKind::ModelGone,
            ),
            (
                json!({"code": "context_length_exceeded", "type": "invalid_request_error"}),
                ProviderErrorKind::ContextTooLong,
            ),
            (
                json!({"message": "The prompt is too long: 140000, model maximum context length: 131071"}),
                ProviderErrorKind::ContextTooLong,
            ),
            (
                json!({"code": "unsupported_value", "param": "temperature", "type": "invalid_request_error"}),
                ProviderErrorKind::UnsupportedParameter(Some("temperature")),
            ),
            (
                json!({"code": "unsupported_parameter", "param": "reasoning.summary"}),
                ProviderErrorKind::UnsupportedParameter(None),
            ),
            (
                json!({"message": "Invalid schema for response_format 'x': In context=(), ...", "code": null,
                    "type": "invalid_request_error"}),
                ProviderErrorKind::InvalidSchema,
            ),
            (
                json!({"message": "The prompt is too long: 140000, model maximum context length: 131071",
                    "type": "invalid_request_error", "code": "invalid_request_error"}),
                ProviderErrorKind::ContextTooLong,
            ),
            (json!({"code": "invalid_prompt"}), ProviderErrorKind::ContentRefused),
            (json!({"code": "invalid_image_url"}), ProviderErrorKind::InvalidImage),
            (json!({"code": null, "type": "invalid_request_error"}), ProviderErrorKind::BadRequest),
        ] {
            assert_eq!(refused(400, &error), expected, "{error}");
            assert_eq!(in_stream(&json!({"error": error}), None).unwrap().kind, expected, "{error}");
        }
    }

    #[test]
    fn a_status_says_more_than_the_type_that_nearly_every_error_has() {
        let error = json!({"message": "Gone.", "type": "invalid_request_error", "code": null});
        assert_eq!(refused(410, &error), ProviderErrorKind::ModelGone);
        assert_eq!(refused(413, &error), ProviderErrorKind::ContextTooLong);
        assert_eq!(refused(429, &error), ProviderErrorKind::RateLimited { retry_after_ms: Some(2_000) });
    }

    #[test]
    fn a_place_that_is_not_served_is_not_a_bad_key() {
        let error = json!({"code": "unsupported_country_region_territory", "type": "request_forbidden"});
        assert_eq!(refused(403, &error), ProviderErrorKind::RegionRefused);
    }
}
