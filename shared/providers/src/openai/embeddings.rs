//! Embeddings in OpenAI's form.
//!
//! Sources: OpenAI "API reference: Embeddings"; Fireworks "API reference: Create embeddings".

use api::embeddings::{EmbeddingInput, EmbeddingRequest, Embeddings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Dialect;
use crate::codec::{count, json_request};
use crate::embeddings::{EmbeddingCodec, Vector};
use crate::{EncodeError, ProviderError, Refused, Target};

/// The model that OpenAI had before its vectors could be shortened.
const WITHOUT_DIMENSIONS: &str = "text-embedding-ada-002";

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Vec<Datum>,
    #[serde(default)]
    usage: Value,
}

#[derive(Deserialize)]
struct Datum {
    index: Option<usize>,
    embedding: Vector,
}

impl EmbeddingCodec for Dialect {
    fn encode(
        &self,
        target: &Target<'_>,
        request: &EmbeddingRequest,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        if self.is_openai && request.dimensions.is_some() && target.model == WITHOUT_DIMENSIONS {
            return Err(EncodeError::Unsupported(vec![Refused::parameter("dimensions")]));
        }
        let uri = target.url(self.default_base, "/embeddings")?;
        let mut body = json!({"model": target.model, "input": request.input});
        // A third of the bytes; Fireworks does not document it.
        if self.is_openai {
            body["encoding_format"] = json!("base64");
        }
        if let Some(dimensions) = request.dimensions {
            body["dimensions"] = json!(dimensions);
        }
        if let Some(user) = &request.user {
            body["user"] = json!(user);
        }
        let mut http_request = json_request(uri, &body)?;
        http_request.headers_mut().insert(http::header::AUTHORIZATION, target.key_header("Bearer ")?);
        Ok(http_request)
    }

    fn unsupported(&self, request: &EmbeddingRequest) -> Vec<Refused> {
        match &request.input {
            EmbeddingInput::Tokens(_) if !self.is_openai => vec![Refused::tokens()],
            EmbeddingInput::Tokens(_) | EmbeddingInput::Texts(_) => Vec::new(),
        }
    }

    fn decode(&self, body: &[u8]) -> Result<Embeddings, ProviderError> {
        let bad = |what: &str| ProviderError::bad_response(what, body);
        let Answer { data, usage } =
            serde_json::from_slice(body).map_err(|error| bad(&format!("no embeddings ({error})")))?;
        let mut vectors: Vec<Option<Vec<f32>>> = vec![None; data.len()];
        for (place, Datum { index, embedding: Vector(vector) }) in data.into_iter().enumerate() {
            let slot =
                vectors.get_mut(index.unwrap_or(place)).ok_or_else(|| bad("a vector without input"))?;
            *slot = Some(vector);
        }
        let vectors =
            vectors.into_iter().collect::<Option<_>>().ok_or_else(|| bad("two vectors for an input"))?;
        Ok(Embeddings { vectors, prompt_tokens: count(&usage["prompt_tokens"]) })
    }
}
