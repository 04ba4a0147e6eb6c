//! What Anthropic says when it fails: `{"type": "error", "error": {"type", "message"}}`.
//!
//! Source: Anthropic "Errors". An `invalid_request_error` blames the request, also for what is wrong with the account, and has no
//! code: its words say what is meant.

use http::StatusCode;
use serde_json::Value;

use crate::error::{kind_of_words, named_parameter};
use crate::{ProviderError, ProviderErrorKind};

/// How the messages of a 400 read.
const PHRASES: [(&str, ProviderErrorKind); 17] = [
    ("credit balance is too low", ProviderErrorKind::AuthFailed),
    ("you have reached your specified api usage limits", ProviderErrorKind::AuthFailed),
    ("organization has been disabled", ProviderErrorKind::AuthFailed),
    ("account has been disabled", ProviderErrorKind::AuthFailed),
    ("prompt is too long", ProviderErrorKind::ContextTooLong),
    ("exceed context limit", ProviderErrorKind::ContextTooLong),
    ("exceeds the maximum allowed number of", ProviderErrorKind::ContextTooLong),
    ("output blocked by content filtering", ProviderErrorKind::ContentRefused),
    ("could not process image", ProviderErrorKind::InvalidImage),
    ("image exceeds", ProviderErrorKind::InvalidImage),
    ("does not match the provided media type", ProviderErrorKind::InvalidImage),
    ("unable to download the file", ProviderErrorKind::InvalidImage),
    // `signature`, `data`, or that blocks "cannot be modified", or were expected.
    ("`thinking`", ProviderErrorKind::InvalidReasoning),
    ("`redacted_thinking`", ProviderErrorKind::InvalidReasoning),
    ("output_config.format", ProviderErrorKind::InvalidSchema),
    ("input_schema", ProviderErrorKind::InvalidSchema),
    ("schema", ProviderErrorKind::InvalidSchema),
];

/// How a message ends, or goes on, that says of a parameter that the model does not take it.
const NOT_TAKEN: [&str; 5] = [
    "is deprecated for this model",
    "not supported",
    "cannot both be specified",
    "may only be set",
    "not available",
];

pub(super) fn message(body: &Value) -> Option<String> {
    (body["type"] == "error").then(|| body["error"]["message"].as_str().unwrap_or("no message").to_owned())
}

/// An error object in place of an answer, or in the middle of one.
pub(super) fn in_body(body: &Value) -> Option<ProviderError> {
    let message = message(body)?;
    let name = body["error"]["type"].as_str().unwrap_or_default();
    let status = match name {
        "invalid_request_error" => StatusCode::BAD_REQUEST,
        "authentication_error" => StatusCode::UNAUTHORIZED,
        "billing_error" => StatusCode::PAYMENT_REQUIRED,
        "permission_error" => StatusCode::FORBIDDEN,
        "not_found_error" => StatusCode::NOT_FOUND,
        "request_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "rate_limit_error" => StatusCode::TOO_MANY_REQUESTS,
        // api_error, timeout_error, overloaded_error, and what is not known.
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let kind = kind(status, body).unwrap_or(ProviderErrorKind::of_status(status, None));
    Some(ProviderError::in_body(kind, &format!("{name}: {message}")))
}

/// The kind of a failure, where its words are more precise than the status.
pub(super) fn kind(status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
    let message = message(body)?;
    if status != StatusCode::BAD_REQUEST {
        return None;
    }
    let parameter =
        || named_parameter(&message).filter(|_| NOT_TAKEN.iter().any(|words| message.contains(words)));
    kind_of_words(&message, &PHRASES)
        .or_else(|| Some(ProviderErrorKind::UnsupportedParameter(Some(parameter()?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_words_tell_the_kinds_of_a_400_apart() {
        let kind = |message: &str| {
            let body =
                json!({"type": "error", "error": {"type": "invalid_request_error", "message": message}});
            kind(StatusCode::BAD_REQUEST, &body)
        };
        for (message, expected) in [
            ("This organization has been disabled.", ProviderErrorKind::AuthFailed),
            ("prompt is too long: 209303 tokens > 200000 maximum", ProviderErrorKind::ContextTooLong),
            (
                "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000",
                ProviderErrorKind::ContextTooLong,
            ),
            ("Output blocked by content filtering policy", ProviderErrorKind::ContentRefused),
            (
                "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum",
                ProviderErrorKind::InvalidImage,
            ),
            (
                "messages.1.content.0: Invalid `signature` in `thinking` block",
                ProviderErrorKind::InvalidReasoning,
            ),
            ("tools.0.custom.input_schema: JSON schema is invalid", ProviderErrorKind::InvalidSchema),
            (
                "`temperature` and `top_p` cannot both be specified for this model.",
                ProviderErrorKind::UnsupportedParameter(Some("temperature")),
            ),
        ] {
            assert_eq!(kind(message), Some(expected), "{message}");
        }
        assert_eq!(kind("messages: at least one message is required"), None);
    }
}
