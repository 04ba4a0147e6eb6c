//! Error bodies: `{"error": {"message", "type", "param", "code"}}`.

use serde_json::{Value, json};

use super::Vendor;
use crate::{
    dialect::Problem,
    script::Trouble,
    strict::{Flaw, FlawKind, Kind},
};

fn problem(status: u16, kind: &str, param: Option<&str>, code: Option<&str>, message: &str) -> Problem {
    let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
    Problem { status, body }
}

const INVALID: &str = "invalid_request_error";

pub(super) fn missing_key(vendor: Vendor) -> Problem {
    match vendor {
        Vendor::OpenAi => problem(
            401,
            INVALID,
            None,
            None,
            "You didn't provide an API key. You need to provide your API key in an Authorization header using \
             Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) \
             if you're accessing the API from your browser and are prompted for a username and password. You \
             can obtain an API key from https://platform.openai.com/account/api-keys.",
        ),
        Vendor::Fireworks => unauthorized(),
    }
}

pub(super) fn wrong_key(vendor: Vendor, key: &str) -> Problem {
    match vendor {
        Vendor::OpenAi => {
            let message = format!(
                "Incorrect API key provided: {}. You can find your API key at \
                 https://platform.openai.com/account/api-keys.",
                mask(key)
            );
            problem(401, INVALID, None, Some("invalid_api_key"), &message)
        }
        Vendor::Fireworks => unauthorized(),
    }
}

pub(super) fn revoked_key(vendor: Vendor, key: &str) -> Problem {
    match vendor {
        Vendor::OpenAi => problem(
            401,
            INVALID,
            None,
            Some("account_deactivated"),
            "The OpenAI account associated with this API key has been deactivated. If you are the account \
             owner and need assistance, please contact us through our help center at help.openai.com.",
        ),
        Vendor::Fireworks => {
            let message = format!("The API key {} has been revoked.", mask(key));
            problem(403, "error", None, Some("FORBIDDEN"), &message)
        }
    }
}

fn unauthorized() -> Problem {
    problem(401, "error", None, Some("UNAUTHORIZED"), "The API key you provided is invalid.")
}

/// The key's beginning and end, as OpenAI prints it.
fn mask(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    if characters.len() <= 12 {
        let start: String = characters.iter().take(2).collect();
        return format!("{start}{}", "*".repeat(characters.len().saturating_sub(2)));
    }
    let start: String = characters[..8].iter().collect();
    let end: String = characters[characters.len() - 4..].iter().collect();
    format!("{start}{}{end}", "*".repeat(characters.len() - 12))
}

pub(super) fn unreadable(vendor: Vendor) -> Problem {
    match vendor {
        Vendor::OpenAi => problem(
            400,
            INVALID,
            None,
            None,
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your \
             HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid \
             JSON. If you have trouble figuring out how to fix this, please contact us through our help \
             center at help.openai.com.)",
        ),
        Vendor::Fireworks => {
            problem(400, INVALID, None, Some(INVALID), "There was an error parsing the body: invalid JSON")
        }
    }
}

pub(super) fn unknown_model(vendor: Vendor, model: &str) -> Problem {
    match vendor {
        Vendor::OpenAi => {
            let message = format!("The model `{model}` does not exist or you do not have access to it.");
            problem(404, INVALID, None, Some("model_not_found"), &message)
        }
        Vendor::Fireworks => problem(
            404,
            "error",
            Some("model"),
            Some("NOT_FOUND"),
            "Model not found, inaccessible, and/or not deployed",
        ),
    }
}

pub(super) fn bad_directive(vendor: Vendor, message: &str) -> Problem {
    let code = match vendor {
        Vendor::OpenAi => "simulator_directive",
        Vendor::Fireworks => INVALID,
    };
    problem(400, INVALID, Some("messages"), Some(code), message)
}

pub(super) fn flawed(vendor: Vendor, flaw: &Flaw) -> Problem {
    match vendor {
        Vendor::OpenAi => openai_flaw(flaw),
        Vendor::Fireworks => problem(400, INVALID, None, Some(INVALID), &fireworks_flaw(flaw)),
    }
}

fn openai_flaw(flaw: &Flaw) -> Problem {
    let path = flaw.path.to_string();
    let (message, code) = match &flaw.kind {
        FlawKind::Unknown { .. } => (format!("Unknown parameter: '{path}'."), Some("unknown_parameter")),
        FlawKind::Missing => {
            (format!("Missing required parameter: '{path}'."), Some("missing_required_parameter"))
        }
        FlawKind::Type { expected, found } => {
            let (expected, found) = (name(*expected), found_name(found));
            let message = format!("Invalid type for '{path}': expected {expected}, but got {found} instead.");
            (message, Some("invalid_type"))
        }
        FlawKind::Choice { found, allowed } => {
            let message = format!("Invalid value: '{found}'. Supported values are: {}.", listed(allowed));
            (message, Some("invalid_value"))
        }
        FlawKind::AboveMaximum { maximum, found } => {
            let (noun, code) = if found.is_f64() || found.is_number() && maximum.fract() != 0.0 {
                ("decimal", "decimal_above_max_value")
            } else {
                ("integer", "integer_above_max_value")
            };
            let message = format!(
                "Invalid '{path}': {noun} above maximum value. Expected a value <= {maximum}, but got {found} \
                 instead."
            );
            (message, Some(code))
        }
        FlawKind::BelowMinimum { minimum, found } => {
            let (noun, code) = if found.is_f64() {
                ("decimal", "decimal_below_min_value")
            } else {
                ("integer", "integer_below_min_value")
            };
            let message = format!(
                "Invalid '{path}': {noun} below minimum value. Expected a value >= {minimum}, but got {found} \
                 instead."
            );
            (message, Some(code))
        }
        FlawKind::Rule { message, code } => (message.clone(), *code),
    };
    // A rule without a code is one of the older errors; those name a parameter all the same.
    let param = (!flaw.path.is_root()).then_some(path.as_str());
    problem(400, INVALID, param, code, &message)
}

fn fireworks_flaw(flaw: &Flaw) -> String {
    let path = flaw.path.to_string();
    match &flaw.kind {
        FlawKind::Unknown { value } => {
            format!("Extra inputs are not permitted, field: '{path}', value: {value}")
        }
        FlawKind::Missing => format!("Field required, field: '{path}'"),
        FlawKind::Type { expected, found } => {
            let (expected, found) = (name(*expected), found_name(found));
            format!("Input should be {expected}, field: '{path}', value: {found}")
        }
        FlawKind::Choice { found, allowed } => {
            format!("Input should be one of {}, field: '{path}', value: '{found}'", listed(allowed))
        }
        FlawKind::AboveMaximum { maximum, found } => {
            format!("Input should be less than or equal to {maximum}, field: '{path}', value: {found}")
        }
        FlawKind::BelowMinimum { minimum, found } => {
            format!("Input should be greater than or equal to {minimum}, field: '{path}', value: {found}")
        }
        FlawKind::Rule { message, .. } => message.clone(),
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "an object",
        Kind::Array => "an array",
        Kind::String => "a string",
        Kind::Integer => "an integer",
        Kind::Number => "a decimal",
        Kind::Boolean => "a boolean",
    }
}

fn found_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// `'a', 'b', and 'c'`.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

/// What the vendor answers with a status.
pub(super) fn failure(vendor: Vendor, status: u16, model: &str) -> Problem {
    match vendor {
        Vendor::OpenAi => openai_failure(status, model),
        Vendor::Fireworks => {
            let (code, message) = match status {
                400 => (INVALID, "The request could not be understood."),
                401 => return unauthorized(),
                403 => ("FORBIDDEN", "You do not have permission to access this resource."),
                404 => return unknown_model(vendor, model),
                408 => ("REQUEST_TIMEOUT", "The request timed out."),
                429 => ("RATE_LIMIT_EXCEEDED", "Rate limit exceeded, please try again later."),
                503 => ("SERVICE_UNAVAILABLE", "The service is temporarily overloaded. Please retry later."),
                _ => ("INTERNAL_SERVER_ERROR", "Internal server error."),
            };
            let kind = if status == 400 { INVALID } else { "error" };
            problem(status, kind, None, Some(code), message)
        }
    }
}

fn openai_failure(status: u16, model: &str) -> Problem {
    let server = |message: &str| problem(status, "server_error", None, None, message);
    match status {
        400 => problem(400, INVALID, None, None, "The request could not be understood."),
        401 => wrong_key(Vendor::OpenAi, "sk-simulated-0000"),
        403 => problem(
            403,
            "request_forbidden",
            None,
            Some("unsupported_country_region_territory"),
            "Country, region, or territory not supported",
        ),
        404 => unknown_model(Vendor::OpenAi, model),
        408 => problem(408, INVALID, None, None, "The request timed out."),
        409 => problem(409, INVALID, None, None, "The resource was updated by another request."),
        429 => {
            let message = format!(
                "Rate limit reached for {model} in organization org-simulated on requests per min (RPM): \
                 Limit 3, Used 3, Requested 1. Please try again in 20s. Visit \
                 https://platform.openai.com/account/rate-limits to learn more."
            );
            problem(429, "requests", None, Some("rate_limit_exceeded"), &message)
        }
        503 => server("The engine is currently overloaded, please try again later"),
        500..=599 => server("The server had an error while processing your request. Sorry about that!"),
        _ => problem(status, INVALID, None, None, "The request was refused."),
    }
}

/// What the vendor answers in a trouble of the request's or the account's.
pub(super) fn trouble(vendor: Vendor, trouble: Trouble) -> Problem {
    match (vendor, trouble) {
        (Vendor::OpenAi, Trouble::Context) => problem(
            400,
            INVALID,
            Some("messages"),
            Some("context_length_exceeded"),
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 209303 tokens. \
             Please reduce the length of the messages.",
        ),
        (Vendor::Fireworks, Trouble::Context) => problem(
            400,
            INVALID,
            None,
            Some(INVALID),
            "The prompt is too long: 209303, model maximum context length: 131071",
        ),
        (Vendor::OpenAi, Trouble::Quota) => problem(
            429,
            "insufficient_quota",
            None,
            Some("insufficient_quota"),
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        (Vendor::OpenAi, Trouble::Disabled) => revoked_key(vendor, "sk-simulated-0000"),
        (Vendor::Fireworks, Trouble::Quota | Trouble::Disabled) => problem(
            412,
            "error",
            None,
            Some("PRECONDITION_FAILED"),
            "Account simulated is suspended, possibly due to reaching the monthly spending limit or failure to pay past \
             invoices.",
        ),
        (Vendor::OpenAi, Trouble::Region) => openai_failure(403, ""),
        (Vendor::Fireworks, Trouble::Region) => {
            problem(403, "error", None, Some("FORBIDDEN"), "Access is forbidden.")
        }
        (_, Trouble::Content) => problem(
            400,
            INVALID,
            None,
            Some("invalid_prompt"),
            "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a \
             different prompt.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_printed_by_its_ends_only() {
        assert_eq!(mask("sk-bad-1234567890abcd"), "sk-bad-1*********abcd");
        assert_eq!(mask("bad"), "ba*");
    }
}
