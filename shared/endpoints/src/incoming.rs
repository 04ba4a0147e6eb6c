//! What every function does with a request first: find its route, its key, its path parameters and its JSON body.

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::JobId;
use api::routes::{self, Found};
use platform::http_body::MAX_BODY_BYTES;
use platform::{IncomingBody, Request};
use serde_json::{Map, Value};
use store::Idempotency;

use crate::call::Caller;

/// A request to one of the routes.
#[derive(Debug)]
pub struct Incoming {
    request: Request,
    params: PathParams,
}

/// The parameters of a path, by name, in order.
type PathParams = Vec<(&'static str, String)>;

impl Incoming {
    /// Finds the request's route.
    ///
    /// # Errors
    /// 404 for a path that no route has, 405 for a method that the path does not have.
    pub fn new(request: Request) -> Result<Self, ApiError> {
        let params = find(request.method().as_str(), request.uri().path())?.1;
        Ok(Self { request, params })
    }

    /// The SHA-256 hash of the virtual key in the `Authorization` header.
    ///
    /// # Errors
    /// 401 when there is none.
    fn key_hash(&self) -> Result<[u8; 32], ApiError> {
        let header = self.request.headers().get(http::header::AUTHORIZATION);
        header
            .and_then(|value| vault::bearer_key(value.to_str().ok()?))
            .map(vault::hash_virtual_key)
            .ok_or_else(|| {
                ApiError::new(
                    ErrorCode::MissingCredentials,
                    "Send the team's virtual key as `Authorization: Bearer sk-...`.",
                )
            })
    }

    /// Who asks, and whether the same may have been asked before.
    ///
    /// # Errors
    /// 401 without a virtual key, 422 for a malformed `Idempotency-Key`.
    pub fn caller(&self) -> Result<Caller, ApiError> {
        Ok(Caller { key_hash: self.key_hash()?, idempotency: self.idempotency()? })
    }

    /// The request's `Idempotency-Key`, with a fingerprint of the request.
    ///
    /// # Errors
    /// 422 for a key that is empty, too long, or not of visible ASCII characters.
    fn idempotency(&self) -> Result<Option<Idempotency>, ApiError> {
        let Some(header) = self.request.headers().get("idempotency-key") else { return Ok(None) };
        let key = header.to_str().unwrap_or_default().trim();
        if key.is_empty() || key.len() > 255 {
            let location = vec!["header".to_owned(), "Idempotency-Key".to_owned()];
            let message = "Must be 1 to 255 visible ASCII characters".to_owned();
            return Err(ApiError::validation(vec![FieldError { location, message, kind: "value_error" }]));
        }
        let body: &[u8] = match self.request.body() {
            IncomingBody::Complete(bytes) => bytes,
            IncomingBody::TooLarge | IncomingBody::Broken => b"",
        };
        let path = self.request.uri().path().as_bytes();
        let request_hash = vault::fingerprint(&[self.request.method().as_str().as_bytes(), path, body]);
        Ok(Some(Idempotency { key: key.to_owned(), request_hash }))
    }

    /// The `job_id` of the path.
    ///
    /// # Errors
    /// 404 for one that is no UUID: there is no such job.
    pub fn job_id(&self) -> Result<JobId, ApiError> {
        self.params
            .iter()
            .find(|(name, _)| *name == "job_id")
            .and_then(|(_, value)| value.parse().ok())
            .ok_or_else(|| ApiError::new(ErrorCode::JobNotFound, "There is no such job."))
    }

    /// The body, a JSON object.
    ///
    /// # Errors
    /// 413 when it is too large, 422 when it is no JSON object.
    pub fn json_object(&self) -> Result<Map<String, Value>, ApiError> {
        let bytes = match self.request.body() {
            IncomingBody::Complete(bytes) => bytes,
            IncomingBody::TooLarge => {
                return Err(ApiError::new(
                    ErrorCode::BodyTooLarge,
                    format!("The body may have at most {MAX_BODY_BYTES} bytes."),
                )
                .with("max_bytes", MAX_BODY_BYTES));
            }
            IncomingBody::Broken => return Err(invalid_body("The body did not arrive in full".to_owned())),
        };
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(invalid_body("Must be a JSON object".to_owned())),
            Err(error) => Err(invalid_body(format!("Not valid JSON: {error}"))),
        }
    }
}

fn invalid_body(message: String) -> ApiError {
    ApiError::validation(vec![FieldError::body("", "json_invalid", message)])
}

/// The route of a method and path, with its path parameters.
///
/// # Errors
/// 404 or 405.
pub fn find(method: &str, path: &str) -> Result<(&'static routes::Route, PathParams), ApiError> {
    match routes::find(method, path) {
        Found::Route(route, params) => Ok((route, params)),
        Found::OtherMethods(methods) => Err(ApiError::new(
            ErrorCode::MethodNotAllowed,
            format!("This path has {}, not {method}.", methods.join(", ")),
        )
        .with("allowed_methods", methods)),
        Found::Nothing => Err(ApiError::new(ErrorCode::NotFound, "There is nothing at this path.")),
    }
}
