//! Errors in Anthropic's form.

use api::error::{ApiError, ErrorCode, FieldError};
use serde_json::{Value, json};

/// The body of an error: `{"type": "error", "error": {"type", "message"}}` (Anthropic "Errors"). Our code and further facts, such as the ids of job
/// and call, stand beside these two; `param` is the first place that is at fault.
#[must_use]
pub fn body(error: &ApiError) -> Value {
    let mut described = json!({
        "type": kind(error.code),
        "message": message(error),
        "code": error.code.as_str(),
    });
    if let Some(field) = error.fields.first() {
        described["param"] = json!(place(field));
    }
    for (name, value) in &error.extra {
        described[name] = value.clone();
    }
    json!({"type": "error", "error": described})
}

/// What is wrong, with the place of each field that is at fault before it, as Anthropic has it: `messages.0.content: Field required`.
fn message(error: &ApiError) -> String {
    if error.fields.is_empty() {
        return error.detail.clone();
    }
    let fields = error.fields.iter().map(|field| match place(field).as_str() {
        "" => field.message.clone(),
        place => format!("{place}: {}", field.message),
    });
    fields.collect::<Vec<_>>().join(". ")
}

/// The place of a fault in the client's own body. What a model does not take has its name in the middle.
fn place(field: &FieldError) -> String {
    let steps = field.location.get(1..).unwrap_or_default();
    match steps {
        [name] => match name.as_str() {
            "stop" => "stop_sequences".to_owned(),
            "response_format" => "output_config.format".to_owned(),
            "reasoning_effort" => "thinking".to_owned(),
            "parallel_tool_calls" => "tool_choice.disable_parallel_tool_use".to_owned(),
            "safety_identifier" => "metadata.user_id".to_owned(),
            "images" => "messages".to_owned(),
            _ => name.clone(),
        },
        _ => steps.join("."),
    }
}

/// The type of an error, by its status (Anthropic "Errors: HTTP errors").
const fn kind(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::DatabaseUnavailable | ErrorCode::FunctionUnavailable | ErrorCode::NotReady => {
            "overloaded_error"
        }
        _ => match code.status() {
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            500..=599 => "api_error",
            _ => "invalid_request_error",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_members_that_sdks_read_and_ours_beside_them() {
        let fields = vec![
            FieldError::body("messages.0.role", "missing", "Field required"),
            FieldError::body("stop", "unsupported", "The model does not support `stop`"),
        ];
        let error = ApiError::validation(fields).with("call_id", "c");
        let message = "messages.0.role: Field required. stop_sequences: The model does not support `stop`";
        let expected = json!({"type": "error", "error": {"type": "invalid_request_error", "message": message,
            "code": "validation_error", "param": "messages.0.role", "call_id": "c"}});
        assert_eq!(body(&error), expected);
        let plain = body(&ApiError::new(ErrorCode::JobNotFound, "There is no such job."));
        assert_eq!(plain["error"]["message"], "There is no such job.");
        assert_eq!(plain["error"].get("param"), None);
    }

    #[test]
    fn its_type_follows_its_status() {
        for (code, expected) in [
            (ErrorCode::ContextLengthExceeded, "invalid_request_error"),
            (ErrorCode::InvalidApiKey, "authentication_error"),
            (ErrorCode::InsufficientCredits, "billing_error"),
            (ErrorCode::TeamPaused, "permission_error"),
            (ErrorCode::ModelNotFound, "not_found_error"),
            (ErrorCode::JobClosed, "invalid_request_error"),
            (ErrorCode::BodyTooLarge, "request_too_large"),
            (ErrorCode::UnsupportedParameter, "invalid_request_error"),
            (ErrorCode::RateLimited, "rate_limit_error"),
            (ErrorCode::Internal, "api_error"),
            (ErrorCode::ProviderError, "api_error"),
            (ErrorCode::NoProviderCredentials, "api_error"),
            (ErrorCode::DatabaseUnavailable, "overloaded_error"),
            (ErrorCode::ProviderTimeout, "timeout_error"),
        ] {
            assert_eq!(body(&ApiError::new(code, "No."))["error"]["type"], expected, "{code:?}");
        }
    }
}
