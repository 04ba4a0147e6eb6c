//! `POST /v1/embeddings`, as OpenAI has it ("API reference: Embeddings"): vectors that stand for texts.
//!
//! [`EmbeddingsRequest`] is the body of a request. What it asks a model is an [`EmbeddingRequest`], from which the provider codecs
//! translate, and back into [`Embeddings`].

mod answer;
mod input;
mod vector;

use api_derive::{Request, Word};

use crate::ids::ModelAlias;
use crate::reading::{Metadata, Text, Whole};

pub use answer::{Embedding, EmbeddingList, EmbeddingObject, EmbeddingUsage, Embeddings};
pub use input::{EmbeddingInput, MAX_INPUTS, MAX_TOKENS_OF_INPUT};
pub use vector::{WrittenVector, from_base64, to_base64};

/// More numbers than a vector of any model has.
pub const MAX_DIMENSIONS: i64 = 16_384;

/// Embeddings to be made.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct EmbeddingsRequest {
    /// The alias or model group.
    pub model: ModelAlias,
    /// What vectors are made of.
    pub input: EmbeddingInput,
    /// How many numbers each vector has. If absent, as many as the model makes.
    pub dimensions: Option<Whole<1, MAX_DIMENSIONS>>,
    /// How vectors are written.
    pub encoding_format: Option<EncodingFormat>,
    /// The client's own user, who is the user of the call's job too. For providers that ask for it.
    pub user: Option<Text<0, 512>>,
    /// Texts by name that are kept with the job.
    pub metadata: Option<Metadata>,
}

/// How vectors are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Word)]
pub enum EncodingFormat {
    /// As lists of numbers. The default.
    #[default]
    Float,
    /// As base64 of their numbers, each of four bytes (IEEE 754, the lowest byte first). OpenAI's clients ask for this by themselves.
    Base64,
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddingRequest {
    /// What vectors are made of.
    pub input: EmbeddingInput,
    /// How many numbers each vector is to have.
    pub dimensions: Option<u32>,
    /// The client's own user.
    pub user: Option<String>,
    /// The names of the optional parameters that it has.
    pub parameters: Vec<&'static str>,
}

impl EmbeddingRequest {
    /// What a client asks for, by its parts.
    #[must_use]
    pub fn new(
        input: EmbeddingInput,
        dimensions: Option<Whole<1, MAX_DIMENSIONS>>,
        user: Option<Text<0, 512>>,
    ) -> Self {
        let dimensions = dimensions.and_then(|count| u32::try_from(count.get()).ok());
        let user = user.map(Text::into_string).filter(|user| !user.is_empty());
        let names = [(dimensions.is_some(), "dimensions"), (user.is_some(), "user")];
        let parameters = names.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| name).collect();
        Self { input, dimensions, user, parameters }
    }

    /// A number of input tokens that no tokenizer exceeds. Credits are held by it.
    #[must_use]
    pub fn input_tokens_bound(&self) -> u64 {
        self.input.tokens_bound()
    }

    /// The estimated tokens of the input, for a provider that does not report them.
    #[must_use]
    pub fn estimated_input_tokens(&self) -> u64 {
        self.input.estimated_tokens()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::ApiError;
    use crate::reading::read_body;

    fn read(changes: Value) -> Result<EmbeddingsRequest, ApiError> {
        let mut body = json!({"model": "vectors", "input": "a text"});
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        read_body(body.as_object().unwrap())
    }

    fn places(changes: Value) -> Vec<String> {
        read(changes).unwrap_err().fields.iter().map(|field| field.location[1..].join(".")).collect()
    }

    #[test]
    fn a_request_of_openais_clients_is_read() {
        let request =
            read(json!({"input": ["a", "b"], "dimensions": 256, "encoding_format": "base64", "user": "u-1",
            "metadata": {"batch": "7"}}))
            .unwrap();
        assert_eq!(request.encoding_format, Some(EncodingFormat::Base64));
        let asked = EmbeddingRequest::new(request.input, request.dimensions, request.user);
        assert_eq!((asked.dimensions, asked.user.as_deref()), (Some(256), Some("u-1")));
        assert_eq!(asked.parameters, ["dimensions", "user"]);
        let plain = read(json!({})).unwrap();
        let asked = EmbeddingRequest::new(plain.input, plain.dimensions, plain.user);
        assert!(asked.parameters.is_empty());
    }

    #[test]
    fn everything_that_is_wrong_is_named() {
        let wrong = json!({"model": 7, "input": [], "dimensions": 0, "encoding_format": "int8"});
        assert_eq!(places(wrong), ["model", "input", "dimensions", "encoding_format"]);
        assert_eq!(places(json!({"input": null, "dimensions": 16_385})), ["input", "dimensions"]);
    }
}
