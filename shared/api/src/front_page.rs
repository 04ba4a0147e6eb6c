//! What a program hears at `GET /`: what answers here, and where to go on.

use serde::{Deserialize, Serialize};

use crate::health::Service;

/// What answers here, with the paths to go on from. A browser is led to the dashboard instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontPage {
    /// What answers.
    pub service: Service,
    /// The version that answers.
    pub version: String,
    /// The path of the API's description, an OpenAPI document.
    pub openapi: String,
    /// The path of the same as a page.
    pub docs: String,
    /// The path of the operators' dashboard.
    pub dashboard: String,
    /// The path that says whether the front door is alive.
    pub health: String,
}
