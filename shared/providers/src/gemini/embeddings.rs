//! Embeddings in Gemini's form: `batchEmbedContents`.
//!
//! Source: Google "Gemini API reference: Embeddings" (`EmbedContentRequest`, `EmbeddingUsageMetadata`). Its JSON leaves out what is
//! zero or empty.

use api::embeddings::{EmbeddingInput, EmbeddingRequest, Embeddings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Gemini;
use super::encode::{DEFAULT_BASE, KEY_HEADER, model_id, path_segment};
use crate::codec::{count, json_request};
use crate::embeddings::{EmbeddingCodec, Vector};
use crate::{EncodeError, ProviderError, Refused, Target};

/// The most texts of a request ("at most 100 requests can be in one batch").
const MAX_TEXTS: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    embeddings: Vec<ContentEmbedding>,
    #[serde(default)]
    usage_metadata: Value,
}

#[derive(Deserialize)]
struct ContentEmbedding {
    #[serde(default)]
    values: Vector,
}

impl EmbeddingCodec for Gemini {
    fn encode(
        &self,
        target: &Target<'_>,
        request: &EmbeddingRequest,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        let EmbeddingInput::Texts(texts) = &request.input else {
            return Err(EncodeError::Unsupported(vec![Refused::tokens()]));
        };
        let model = model_id(target.model);
        let one = |text: &String| {
            let mut one = json!({"model": format!("models/{model}"), "content": {"parts": [{"text": text}]}});
            if let Some(dimensions) = request.dimensions {
                one["outputDimensionality"] = json!(dimensions);
            }
            one
        };
        let body = json!({"requests": texts.iter().map(one).collect::<Vec<_>>()});
        let path = format!("/v1beta/models/{}:batchEmbedContents", path_segment(model));
        let mut http_request = json_request(target.url(DEFAULT_BASE, &path)?, &body)?;
        http_request.headers_mut().insert(KEY_HEADER, target.key_header("")?);
        Ok(http_request)
    }

    fn unsupported(&self, request: &EmbeddingRequest) -> Vec<Refused> {
        match &request.input {
            EmbeddingInput::Tokens(_) => vec![Refused::tokens()],
            EmbeddingInput::Texts(texts) if texts.len() > MAX_TEXTS => {
                vec![Refused::because("input", format!("more than {MAX_TEXTS} texts in `input`"))]
            }
            EmbeddingInput::Texts(_) => Vec::new(),
        }
    }

    fn decode(&self, body: &[u8]) -> Result<Embeddings, ProviderError> {
        let Answer { embeddings, usage_metadata } = serde_json::from_slice(body)
            .map_err(|error| ProviderError::bad_response(&format!("no embeddings ({error})"), body))?;
        Ok(Embeddings {
            vectors: embeddings.into_iter().map(|embedding| embedding.values.0).collect(),
            prompt_tokens: count(&usage_metadata["promptTokenCount"]),
        })
    }
}
