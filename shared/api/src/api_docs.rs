//! The description of the API: `GET /openapi.json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An OpenAPI document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenApiDocument {
    /// The version of the OpenAPI specification that it follows.
    pub openapi: String,
    /// What it describes.
    pub info: Map<String, Value>,
    /// The operations, by path and method.
    pub paths: Map<String, Value>,
    /// What they share.
    pub components: Map<String, Value>,
}
