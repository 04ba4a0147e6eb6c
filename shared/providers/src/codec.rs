//! What a provider's codec does.

use api::chat::{ChatRequest, Completion};
use serde_json::Value;

use crate::{EncodeError, ProviderError, Target};

/// One provider's wire format.
pub trait Codec: Sync {
    /// See [`crate::encode`].
    fn encode(
        &self,
        target: &Target<'_>,
        request: &ChatRequest,
        stream: bool,
    ) -> Result<http::Request<Vec<u8>>, EncodeError>;

    /// See [`crate::unsupported_parameters`].
    fn unsupported(&self, request: &ChatRequest) -> Vec<&'static str>;

    /// The answer in the JSON of a good response.
    fn decode(&self, body: &Value) -> Result<Completion, ProviderError>;

    /// The provider's own words in the JSON of a bad response.
    fn error_message(&self, body: &Value) -> Option<String>;
}

/// A JSON request, without its authorization.
pub fn json_request(uri: http::Uri, body: &Value) -> Result<http::Request<Vec<u8>>, EncodeError> {
    http::Request::post(uri)
        .header(http::header::CONTENT_TYPE, "application/json")
        .body(body.to_string().into_bytes())
        .map_err(|_| EncodeError::BadAddress)
}
