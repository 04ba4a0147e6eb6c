//! Error bodies: `{"error": {"code", "message", "status", "details"?}}`.

use serde_json::{Value, json};

use crate::{
    dialect::Problem,
    script::Trouble,
    strict::{Flaw, FlawKind, Kind, Path},
};

fn status_name(status: u16) -> &'static str {
    match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        408 | 504 => "DEADLINE_EXCEEDED",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        503 => "UNAVAILABLE",
        500..=599 => "INTERNAL",
        _ => "UNKNOWN",
    }
}

/// An error with the canonical name of its status.
pub(super) fn of(status: u16, message: &str) -> Problem {
    let body = json!({"error": {"code": status, "message": message, "status": status_name(status)}});
    Problem { status, body }
}

fn with_details(mut problem: Problem, details: Value) -> Problem {
    problem.body["error"]["details"] = details;
    problem
}

/// A wrong key is a bad request here, recognized by its details.
pub(super) fn wrong_key() -> Problem {
    let message = "API key not valid. Please pass a valid API key.";
    with_details(
        of(400, message),
        json!([
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
                "metadata": {"service": "generativelanguage.googleapis.com"},
            },
            {
                "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
                "locale": "en-US",
                "message": message,
            },
        ]),
    )
}

pub(super) fn unknown_model(model: &str, action: &str) -> Problem {
    let message = format!(
        "models/{model} is not found for API version v1beta, or is not supported for {action}. Call ListModels to \
         see the list of available models and their supported methods."
    );
    of(404, &message)
}

/// What Google answers with a status.
pub(super) fn failure(status: u16, model: &str) -> Problem {
    let message = match status {
        400 => "Request contains an invalid argument.",
        401 => {
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other \
             valid authentication credential."
        }
        403 => "The caller does not have permission",
        404 => return unknown_model(model, "generateContent"),
        408 | 504 => "Deadline expired before operation could complete.",
        429 => "You exceeded your current quota, please check your plan and billing details.",
        503 => "The model is overloaded. Please try again later.",
        500..=599 => {
            "An internal error has occurred. Please retry or report in \
             https://developers.generativeai.google/guide/troubleshooting"
        }
        _ => "The request was refused.",
    };
    of(status, message)
}

/// What Google answers in a trouble of the request's or the account's.
pub(super) fn trouble(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Context => {
            of(400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).")
        }
        Trouble::Quota => with_details(
            of(429, "You exceeded your current quota, please check your plan and billing details."),
            json!([
                {
                    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                    "violations": [{
                        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                        "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                    }],
                },
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "21s"},
            ]),
        ),
        Trouble::Disabled => of(403, "Permission denied: Consumer 'api_key:simulated' has been suspended."),
        Trouble::Region => {
            let mut problem = of(400, "User location is not supported for the API use.");
            problem.body["error"]["status"] = "FAILED_PRECONDITION".into();
            problem
        }
        // Google answers a prompt that it forbids, with a block reason.
        Trouble::Content => failure(400, ""),
    }
}

/// Google says when to retry in the details.
pub(super) fn add_retry(seconds: u64, error: &mut Value) {
    error["error"]["details"] = json!([{
        "@type": "type.googleapis.com/google.rpc.RetryInfo",
        "retryDelay": format!("{seconds}s"),
    }]);
}

pub(super) fn flawed(flaw: &Flaw) -> Problem {
    let path = google_path(&flaw.path);
    let message = match &flaw.kind {
        FlawKind::Unknown { .. } => {
            // The parent's place, and the field's name as it was sent.
            let full = flaw.path.to_string();
            let (parent, name) = full.rsplit_once('.').unwrap_or(("", &full));
            let place =
                if parent.is_empty() { String::new() } else { format!(" at '{}'", snake_case(parent)) };
            let message =
                format!("Invalid JSON payload received. Unknown name \"{name}\"{place}: Cannot find field.");
            return violation(&message, &snake_case(parent));
        }
        FlawKind::Type { expected, found } => {
            let message = format!("Invalid value at '{path}' ({}), {found}", type_name(*expected));
            return violation(&message, &path);
        }
        FlawKind::Choice { found, .. } => {
            let message = format!("Invalid value at '{path}' (TYPE_ENUM), \"{found}\"");
            return violation(&message, &path);
        }
        FlawKind::Missing => {
            let name = path.rsplit('.').next().unwrap_or(&path);
            format!("* GenerateContentRequest.{path}: {name} is not specified\n")
        }
        FlawKind::AboveMaximum { maximum, found } => format!(
            "* GenerateContentRequest.{path}: {path} must not be greater than {maximum}, but it is {found}\n"
        ),
        FlawKind::BelowMinimum { minimum, found } => {
            format!(
                "* GenerateContentRequest.{path}: {path} must not be less than {minimum}, but it is {found}\n"
            )
        }
        FlawKind::Rule { message, .. } => message.clone(),
    };
    of(400, &message)
}

fn violation(message: &str, field: &str) -> Problem {
    with_details(
        of(400, message),
        json!([{
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": field, "description": message}],
        }]),
    )
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "TYPE_MESSAGE",
        Kind::Array => "TYPE_REPEATED",
        Kind::String => "TYPE_STRING",
        Kind::Integer => "TYPE_INT32",
        Kind::Number => "TYPE_FLOAT",
        Kind::Boolean => "TYPE_BOOL",
    }
}

/// A place in the body as Google's errors write it.
pub(super) fn google_path(path: &Path) -> String {
    snake_case(&path.to_string())
}

/// Google names fields in snake_case in its errors.
fn snake_case(path: &str) -> String {
    let mut snake = String::with_capacity(path.len() + 8);
    for character in path.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}
