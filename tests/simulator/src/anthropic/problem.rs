//! Error bodies: `{"type": "error", "error": {"type", "message"}, "request_id"}`.
//!
//! Source: platform.claude.com/docs/en/api/errors.

use serde_json::{Value, json};

use crate::{
    dialect::Problem,
    script::Trouble,
    strict::{Flaw, FlawKind, Kind},
};

const INVALID: &str = "invalid_request_error";

fn problem(status: u16, kind: &str, message: impl Into<String>) -> Problem {
    let body = json!({"type": "error", "error": {"type": kind, "message": message.into()}});
    Problem { status, body }
}

/// A 400 in these words.
pub(super) fn invalid(message: impl Into<String>) -> Problem {
    problem(400, INVALID, message)
}

pub(super) fn missing_key() -> Problem {
    problem(401, "authentication_error", "x-api-key header is required")
}

/// Also the answer to a revoked key.
pub(super) fn wrong_key() -> Problem {
    problem(401, "authentication_error", "invalid x-api-key")
}

pub(super) fn unknown_model(model: &str) -> Problem {
    problem(404, "not_found_error", format!("model: {model}"))
}

pub(super) fn flawed(flaw: &Flaw) -> Problem {
    let message = match &flaw.kind {
        FlawKind::Unknown { .. } => "Extra inputs are not permitted".to_owned(),
        FlawKind::Missing => "Field required".to_owned(),
        FlawKind::Type { expected, .. } => format!("Input should be {}", name(*expected)),
        FlawKind::Choice { allowed, .. } => format!("Input should be {}", listed(allowed)),
        FlawKind::AboveMaximum { maximum, .. } => {
            format!("Input should be less than or equal to {maximum}")
        }
        FlawKind::BelowMinimum { minimum, .. } => {
            format!("Input should be greater than or equal to {minimum}")
        }
        FlawKind::Rule { message, .. } => message.clone(),
    };
    if flaw.path.is_root() { invalid(message) } else { invalid(format!("{}: {message}", flaw.path.dotted())) }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "an object",
        Kind::Array => "a valid list",
        Kind::String => "a valid string",
        Kind::Integer => "a valid integer",
        Kind::Number => "a valid number",
        Kind::Boolean => "a valid boolean",
    }
}

/// `'a', 'b' or 'c'`.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// The error of a status.
pub(super) fn failure(status: u16, model: &str) -> Problem {
    let (kind, message) = match status {
        401 => return wrong_key(),
        402 => ("billing_error", "Your credit balance is too low to access the Anthropic API."),
        403 => ("permission_error", "Your API key does not have permission to use the specified resource."),
        404 => return unknown_model(model),
        413 => ("request_too_large", "Request exceeds the maximum size"),
        429 => (
            "rate_limit_error",
            "This request would exceed your organization's rate limit of 50 requests per minute. Please \
             reduce the prompt length or the maximum tokens requested, or try again later.",
        ),
        504 => ("timeout_error", "Request timed out"),
        529 => ("overloaded_error", "Overloaded"),
        500..=599 => ("api_error", "Internal server error"),
        _ => (INVALID, "The request was refused."),
    };
    problem(status, kind, message)
}

/// What Anthropic answers in a trouble of the request's or the account's.
pub(super) fn trouble(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Context => invalid("prompt is too long: 209303 tokens > 200000 maximum"),
        Trouble::Quota => invalid(
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or \
             purchase credits.",
        ),
        Trouble::Disabled => invalid("This organization has been disabled."),
        Trouble::Region => problem(403, "forbidden", "Request not allowed"),
        Trouble::Content => invalid("Output blocked by content filtering policy"),
    }
}

/// The failure of a stream that has begun.
pub(super) fn in_mid_stream(model: &str) -> Value {
    failure(529, model).body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_listed_as_pydantic_lists_them() {
        assert_eq!(listed(&["user"]), "'user'");
        assert_eq!(listed(&["a", "b", "c"]), "'a', 'b' or 'c'");
    }
}
