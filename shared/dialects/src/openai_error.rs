//! Errors in OpenAI's form.

use api::error::{ApiError, ErrorCode};
use serde_json::{Value, json};

/// The body of an error: `{"error": {"message", "type", "param", "code"}}`, with our own codes. Further facts, such as the ids of job and
/// call, stand beside these four.
#[must_use]
pub fn body(error: &ApiError) -> Value {
    let mut described = json!({
        "message": error.sentence(),
        "type": kind(error.code),
        "param": error.fields.first().map(|field| parameter(&field.location)),
        "code": error.code.as_str(),
    });
    for (name, value) in &error.extra {
        described[name] = value.clone();
    }
    json!({"error": described})
}

/// A place in the body as OpenAI writes it: `messages[0].role`.
fn parameter(location: &[String]) -> String {
    let mut path = String::new();
    for part in location.iter().skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str(&format!("[{part}]"));
        } else {
            let point = if path.is_empty() { "" } else { "." };
            path.push_str(&format!("{point}{part}"));
        }
    }
    path
}

/// The type of an error, by its status (OpenAI, "Error codes").
const fn kind(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InsufficientCredits => "insufficient_quota",
        _ => match code.status() {
            401 => "authentication_error",
            403 => "permission_error",
            429 => "rate_limit_error",
            500..=599 => "server_error",
            _ => "invalid_request_error",
        },
    }
}

#[cfg(test)]
mod tests {
    use api::error::FieldError;

    use super::*;

    #[test]
    fn an_error_has_the_four_members_that_sdks_read() {
        let fields = vec![FieldError::body("messages.0.role", "missing", "Field required")];
        let error = ApiError::validation(fields).with("call_id", "c");
        let expected = json!({"error": {"message": error.sentence(), "type": "invalid_request_error",
            "param": "messages[0].role", "code": "validation_error", "call_id": "c"}});
        assert_eq!(body(&error), expected);
    }

    #[test]
    fn its_type_follows_its_status() {
        for (code, expected) in [
            (ErrorCode::InsufficientCredits, "insufficient_quota"),
            (ErrorCode::InvalidApiKey, "authentication_error"),
            (ErrorCode::TeamPaused, "permission_error"),
            (ErrorCode::RateLimited, "rate_limit_error"),
            (ErrorCode::ProviderTimeout, "server_error"),
            (ErrorCode::JobNotFound, "invalid_request_error"),
        ] {
            assert_eq!(body(&ApiError::new(code, "No."))["error"]["type"], expected, "{code:?}");
        }
    }
}
