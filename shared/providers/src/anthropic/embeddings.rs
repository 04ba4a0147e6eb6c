//! Anthropic has no embeddings (Anthropic, "Embeddings").

use api::embeddings::{EmbeddingRequest, Embeddings};

use super::Anthropic;
use crate::embeddings::EmbeddingCodec;
use crate::{EncodeError, ProviderError, Refused, Target};

impl EmbeddingCodec for Anthropic {
    fn encode(
        &self,
        _: &Target<'_>,
        request: &EmbeddingRequest,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        Err(EncodeError::Unsupported(self.unsupported(request)))
    }

    fn unsupported(&self, _: &EmbeddingRequest) -> Vec<Refused> {
        vec![Refused::because("input", "embeddings")]
    }

    fn decode(&self, body: &[u8]) -> Result<Embeddings, ProviderError> {
        Err(ProviderError::bad_response("embeddings of Anthropic's", body))
    }
}
