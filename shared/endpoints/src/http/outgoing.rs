//! Answers: JSON bodies, and errors in the one form they have.

use std::borrow::Borrow;

use api::error::{ApiError, ErrorCode};
use api::json_text;
use api::rate::RateLimits;
use dialects::Dialect;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::{OutgoingBody, Response};
use serde::Serialize;
use serde_json::Value;
use store::Answer;

use crate::http::precondition::with_etag;

/// A 200 with a JSON body.
#[must_use]
pub fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// A 200 with a JSON body that may have numbers of many digits, which stand in it marked: see [`json_text`].
#[must_use]
pub fn ok_with_numbers(body: &Value) -> Response {
    json_response(StatusCode::OK, json_text::write(body).into_bytes())
}

/// A 200 with a document, and with its `ETag` if it is a resource.
#[must_use]
pub fn document(body: &Value) -> Response {
    with_etag(ok(body), body)
}

/// Adds headers to an answer.
pub fn add_headers(headers: &mut HeaderMap, added: &[(&'static str, String)]) {
    for (name, value) in added {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
}

/// The same answer, marked as one that was given before.
#[must_use]
pub fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// The answer to a request that is answered once.
#[must_use]
pub fn respond(result: Result<Value, ApiError>) -> Response {
    match result {
        Ok(value) => document(&value),
        Err(error) => refuse(&error),
    }
}

/// The answer to a call, with what was left out of its request and what is left of the team's rate limits.
#[must_use]
pub fn respond_to_call(result: Result<(Answer<Value>, RateLimits), ApiError>) -> Response {
    let mut headers = Vec::new();
    let answer = result.map(|(answer, rate_limits)| {
        headers.extend(dropped_header_of(&answer.value["metadata"]));
        headers.extend(rate_limits.headers());
        answer
    });
    let mut response = respond_or_replay(answer);
    add_headers(response.headers_mut(), &headers);
    response
}

/// The headers that name a call and its job.
#[must_use]
pub fn ids_headers(job_id: impl ToString, call_id: impl ToString) -> [(&'static str, String); 2] {
    [("tollgate-job-id", job_id.to_string()), ("tollgate-call-id", call_id.to_string())]
}

/// The header that names what was left out of a request, if anything was.
#[must_use]
pub fn dropped_header<T: Borrow<str>>(names: &[T]) -> Option<(&'static str, String)> {
    (!names.is_empty()).then(|| ("tollgate-dropped", names.join(", ")))
}

/// The headers that say what is left of a team's rate limits, as clients of an API read them. `now_ms` is in milliseconds since 1970.
#[must_use]
pub fn rate_headers(dialect: Dialect, limits: &RateLimits, now_ms: u64) -> Vec<(&'static str, String)> {
    let mut headers = limits.headers();
    if dialect == Dialect::AnthropicMessages {
        headers.extend(limits.anthropic_headers(now_ms));
    }
    headers
}

/// The answer to a request that may have been answered before.
#[must_use]
pub fn respond_or_replay(result: Result<Answer<impl Serialize>, ApiError>) -> Response {
    match result {
        Ok(Answer { value, replayed: true }) => replayed(ok(&value)),
        Ok(Answer { value, replayed: false }) => ok(&value),
        Err(error) => refuse(&error),
    }
}

/// The same, from the member `dropped` of what an answer says about its call.
#[must_use]
pub fn dropped_header_of(facts: &Value) -> Option<(&'static str, String)> {
    let names = facts["dropped"].as_array().into_iter().flatten().filter_map(Value::as_str);
    dropped_header(&names.collect::<Vec<_>>())
}

/// An error's answer.
#[must_use]
pub fn refuse(error: &ApiError) -> Response {
    refuse_in(Dialect::Jobs, error)
}

/// The same in the form of a client's API.
#[must_use]
pub fn refuse_in(dialect: Dialect, error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, &dialect.error_body(error));
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after_seconds {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    add_headers(headers, &error.headers);
    if error.code == ErrorCode::MethodNotAllowed
        && let Some((_, Value::Array(methods))) =
            error.extra.iter().find(|(key, _)| *key == "allowed_methods")
    {
        let methods: Vec<&str> = methods.iter().filter_map(Value::as_str).collect();
        if let Ok(value) = HeaderValue::from_str(&methods.join(", ")) {
            headers.insert(ALLOW, value);
        }
    }
    response
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    // Answers have string keys only: their serialization cannot fail.
    json_response(status, serde_json::to_vec(body).unwrap_or_default())
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(OutgoingBody::Complete(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
