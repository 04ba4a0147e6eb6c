//! Vectors, the same for every provider, and OpenAI's form of them.

use api_derive::Word;
use serde::Serialize;

use super::vector::WrittenVector;
use crate::callable_models::ListObject;
use crate::calls::CallFacts;
use crate::chat::Usage;
use crate::ids::ModelAlias;

/// What a model made.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings {
    /// A vector for each input, in their order.
    pub vectors: Vec<Vec<f32>>,
    /// The tokens of the input, if the provider has counted them.
    pub prompt_tokens: Option<u64>,
}

/// The kind of a vector in OpenAI's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
pub enum EmbeddingObject {
    /// A vector.
    Embedding,
}

/// The vectors for the inputs of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmbeddingList<'a> {
    /// `list`.
    pub object: ListObject,
    /// A vector for each input, in their order.
    pub data: Vec<Embedding<'a>>,
    /// What was asked for.
    pub model: &'a ModelAlias,
    /// What it used.
    pub usage: EmbeddingUsage,
    /// What Tollgate says about the call.
    pub tollgate: CallFacts<'a>,
}

/// A vector for one input.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Embedding<'a> {
    /// `embedding`.
    pub object: EmbeddingObject,
    /// Which input it stands for, from 0.
    pub index: usize,
    /// The vector, in the form that was asked for.
    pub embedding: WrittenVector<'a>,
}

/// What embeddings used, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmbeddingUsage {
    /// Input.
    pub prompt_tokens: u64,
    /// The same: there is no output.
    pub total_tokens: u64,
}

impl From<&Usage> for EmbeddingUsage {
    fn from(usage: &Usage) -> Self {
        Self { prompt_tokens: usage.prompt_tokens, total_tokens: usage.total_tokens() }
    }
}
