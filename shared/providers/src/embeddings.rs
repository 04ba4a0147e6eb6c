//! Embeddings: vectors that stand for texts, the same for every provider that has them.

use std::fmt;

use api::embeddings::{EmbeddingRequest, Embeddings, MAX_DIMENSIONS, from_base64};
use api::provider::Provider;
use http::{HeaderMap, StatusCode};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use crate::{EncodeError, ProviderError, Refused, Target, anthropic, failure, gemini, openai};

/// One provider's wire format of embeddings.
pub(crate) trait EmbeddingCodec: Sync {
    /// See [`encode_embeddings`].
    fn encode(
        &self,
        target: &Target<'_>,
        request: &EmbeddingRequest,
    ) -> Result<http::Request<Vec<u8>>, EncodeError>;

    /// See [`unsupported_by_embeddings`].
    fn unsupported(&self, request: &EmbeddingRequest) -> Vec<Refused>;

    /// What is in the JSON of a good response, each vector at the place of its input.
    fn decode(&self, body: &[u8]) -> Result<Embeddings, ProviderError>;
}

/// The table of codecs.
const fn codec(provider: Provider) -> &'static dyn EmbeddingCodec {
    match provider {
        Provider::Openai => &openai::OPENAI,
        Provider::Fireworks => &openai::FIREWORKS,
        Provider::Anthropic => &anthropic::ANTHROPIC,
        Provider::Gemini => &gemini::GEMINI,
    }
}

/// The request that asks a provider for embeddings. Its key is in a header, never in the URL.
///
/// # Errors
/// For an address that is none, a key that no header can have, or what this very model does not take.
pub fn encode_embeddings(
    target: &Target<'_>,
    request: &EmbeddingRequest,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    let refused = unsupported_by_embeddings(target.provider, request);
    if refused.is_empty() {
        codec(target.provider).encode(target, request)
    } else {
        Err(EncodeError::Unsupported(refused))
    }
}

/// What a provider cannot honour of a request for embeddings, whatever the model.
#[must_use]
pub fn unsupported_by_embeddings(provider: Provider, request: &EmbeddingRequest) -> Vec<Refused> {
    codec(provider).unsupported(request)
}

/// The embeddings in a provider's response.
///
/// # Errors
/// When the provider failed, refused, did not answer in its own format, or made other vectors than it was asked for.
pub fn decode_embeddings(
    provider: Provider,
    request: &EmbeddingRequest,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Embeddings, ProviderError> {
    if !status.is_success() {
        return Err(failure(provider, status, headers, body));
    }
    let embeddings = codec(provider).decode(body)?;
    let bad = |what: &str| {
        let usage = embeddings
            .prompt_tokens
            .map(|prompt_tokens| api::chat::Usage { prompt_tokens, ..api::chat::Usage::default() });
        Err(ProviderError::bad_response(what, body).counted(usage))
    };
    let is_of_length = |vector: &Vec<f32>| match request.dimensions {
        Some(dimensions) => u32::try_from(vector.len()) == Ok(dimensions),
        None => !vector.is_empty(),
    };
    if embeddings.vectors.len() != request.input.count() {
        bad("not as many vectors as inputs")
    } else if !embeddings.vectors.iter().all(is_of_length) {
        bad("vectors of another length")
    } else {
        Ok(embeddings)
    }
}

/// A vector in a provider's JSON: a list of numbers, or base64. Numbers are rounded once, to the four bytes that they have.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Vector(pub(crate) Vec<f32>);

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;

        impl<'de> Visitor<'de> for Numbers {
            type Value = Vector;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vector")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vector, E> {
                from_base64(text).map(Vector).ok_or_else(|| E::custom("no vector in base64"))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Vector, A::Error> {
                let mut vector = Vec::new();
                while let Some(number) = numbers.next_element::<f32>()? {
                    if vector.len() as u64 == MAX_DIMENSIONS.unsigned_abs() {
                        return Err(A::Error::custom("a vector of too many numbers"));
                    }
                    vector.push(number);
                }
                Ok(Vector(vector))
            }
        }

        deserializer.deserialize_any(Numbers)
    }
}

#[cfg(test)]
#[path = "embeddings_tests.rs"]
mod tests;
