//! What every function does with a request first: find its route, its key, its path parameters and its JSON body.

use api::error::{ApiError, ErrorCode, FieldError};
use api::ids::JobId;
use api::routes::{self, Found};
use platform::http_body::MAX_BODY_BYTES;
use platform::{IncomingBody, Request};
use serde_json::{Map, Value};

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
    pub fn key_hash(&self) -> Result<[u8; 32], ApiError> {
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
