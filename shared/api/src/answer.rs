//! What answers of several resources have in common.

use serde::{Deserialize, Serialize};

/// An answer with a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "{T}WithMessage"))]
pub struct WithMessage<T> {
    /// The answer.
    #[serde(flatten)]
    pub answer: T,
    /// A sentence for a person.
    pub message: String,
}

impl<T> WithMessage<T> {
    /// An answer and its sentence.
    pub fn new(answer: T, message: impl Into<String>) -> Self {
        Self { answer, message: message.into() }
    }
}

/// The answer to a request that succeeded and has nothing to return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// A sentence for a person.
    pub message: String,
}
