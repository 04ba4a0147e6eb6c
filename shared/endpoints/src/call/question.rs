//! What a call asks a model and what it is answered, as far as admission, the routes and the books need to know: for them a
//! conversation and texts to be embedded are the same.

use std::borrow::Cow;

use api::chat::{AnswerMessage, ChatRequest, Completion, Counted, FinishReason, ServiceTier, Usage};
use api::embeddings::{EmbeddingRequest, Embeddings};
use api::models::ModelKind;
use api::provider::Provider;
use http::{HeaderMap, StatusCode};
use providers::{EncodeError, ProviderError, Refused, Target};
use serde::Serialize;
use serde_json::{Value, json};

/// What a call asks a model.
pub trait Question: Clone {
    /// What it is answered.
    type Answer: Answered;
    /// The models that can be asked.
    const KIND: ModelKind;

    /// A number of input tokens that no tokenizer exceeds.
    fn input_tokens_bound(&self) -> u64;
    /// The estimated tokens of the input.
    fn estimated_input_tokens(&self) -> u64;
    /// The client's own limit of the answer, in tokens.
    fn max_output_tokens(&self) -> Option<u32>;
    /// The names of the optional parameters that ask for something.
    fn parameters(&self) -> &[&'static str];
    /// Whether what a model does not take is left out; none: as the alias says, or else the team.
    fn drop_unsupported(&self) -> Option<bool>;
    /// The parameters that are left out for a model that does not take them, whatever that says.
    fn hints(&self) -> &'static [&'static str] {
        &[]
    }
    /// The client's own user.
    fn user(&self) -> Option<&str>;
    /// What was left out for every model.
    fn left_out(&self) -> &[String];

    /// What a provider cannot honour, whatever the model.
    fn unsupported(&self, provider: Provider) -> Vec<Refused>;
    /// Whether a model takes all of it, besides the parameters that its alias `refuses`.
    fn is_taken_whole(&self, target: &Target<'_>, refuses: &[String]) -> bool;
    /// The same without what a model does not take, and the names of that.
    ///
    /// # Errors
    /// For what is never left out.
    fn leave_out(&self, target: &Target<'_>, refuses: &[String]) -> Result<Remaining<'_, Self>, EncodeError>;
    /// The same without the hints that a model does not take, and the names of these.
    fn leave_out_hints(&self, _target: &Target<'_>, _refuses: &[String]) -> Remaining<'_, Self> {
        (Cow::Borrowed(self), Vec::new())
    }
    /// The request that asks a provider for a whole answer.
    ///
    /// # Errors
    /// See [`EncodeError`].
    fn encode(&self, target: &Target<'_>) -> Result<http::Request<Vec<u8>>, EncodeError>;
    /// The answer in a provider's whole response.
    ///
    /// # Errors
    /// See [`ProviderError`].
    fn decode(
        &self,
        provider: Provider,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self::Answer, ProviderError>;
}

/// What is left of a question, and the names of what was left out.
pub type Remaining<'a, Q> = (Cow<'a, Q>, Vec<&'static str>);

/// What a model answered, whole.
pub trait Answered {
    /// What it used, if the provider said so.
    fn usage(&self) -> Option<Usage>;
    /// Which of these counts the provider has sent.
    fn counted(&self) -> Counted;
    /// The estimated tokens of the output.
    fn estimated_output_tokens(&self) -> u64;
    /// The provider's id of the answer.
    fn provider_request_id(&self) -> Option<&str>;
    /// The service tier, where the provider named one.
    fn service_tier(&self) -> Option<ServiceTier>;
    /// What the transcript has of it.
    fn kept(&self) -> Value;
}

impl Question for ChatRequest {
    type Answer = Completion;
    const KIND: ModelKind = ModelKind::Chat;

    fn input_tokens_bound(&self) -> u64 {
        Self::input_tokens_bound(self)
    }

    fn estimated_input_tokens(&self) -> u64 {
        Self::estimated_input_tokens(self)
    }

    fn max_output_tokens(&self) -> Option<u32> {
        self.max_output_tokens
    }

    fn parameters(&self) -> &[&'static str] {
        &self.parameters
    }

    fn drop_unsupported(&self) -> Option<bool> {
        self.drop_unsupported
    }

    fn hints(&self) -> &'static [&'static str] {
        self.hints
    }

    fn user(&self) -> Option<&str> {
        self.safety_identifier.as_deref().or(self.user.as_deref())
    }

    fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn unsupported(&self, provider: Provider) -> Vec<Refused> {
        providers::unsupported(provider, self)
    }

    fn is_taken_whole(&self, target: &Target<'_>, refuses: &[String]) -> bool {
        providers::takes_all(target, self, refuses)
    }

    fn leave_out(&self, target: &Target<'_>, refuses: &[String]) -> Result<Remaining<'_, Self>, EncodeError> {
        providers::leave_out(target, self, refuses)
    }

    fn leave_out_hints(&self, target: &Target<'_>, refuses: &[String]) -> Remaining<'_, Self> {
        providers::leave_out_hints(target, self, refuses)
    }

    fn encode(&self, target: &Target<'_>) -> Result<http::Request<Vec<u8>>, EncodeError> {
        providers::encode(target, self, false)
    }

    fn decode(
        &self,
        provider: Provider,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Completion, ProviderError> {
        providers::decode(provider, status, headers, body)
    }
}

/// A whole answer, as the transcript keeps it.
#[derive(Serialize)]
struct KeptResponse<'a> {
    #[serde(flatten)]
    message: AnswerMessage<'a>,
    finish_reason: FinishReason,
}

impl Answered for Completion {
    fn usage(&self) -> Option<Usage> {
        self.usage
    }

    fn counted(&self) -> Counted {
        self.counted
    }

    fn estimated_output_tokens(&self) -> u64 {
        Self::estimated_output_tokens(self)
    }

    fn provider_request_id(&self) -> Option<&str> {
        self.provider_request_id.as_deref()
    }

    fn service_tier(&self) -> Option<ServiceTier> {
        self.service_tier
    }

    fn kept(&self) -> Value {
        json!(KeptResponse { message: self.message(), finish_reason: self.finish_reason })
    }
}

/// Nothing is ever left out: vectors of another length, or of other texts, are of no use.
impl Question for EmbeddingRequest {
    type Answer = Embeddings;
    const KIND: ModelKind = ModelKind::Embedding;

    fn input_tokens_bound(&self) -> u64 {
        Self::input_tokens_bound(self)
    }

    fn estimated_input_tokens(&self) -> u64 {
        Self::estimated_input_tokens(self)
    }

    fn max_output_tokens(&self) -> Option<u32> {
        None
    }

    fn parameters(&self) -> &[&'static str] {
        &self.parameters
    }

    fn drop_unsupported(&self) -> Option<bool> {
        Some(false)
    }

    fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    fn left_out(&self) -> &[String] {
        &[]
    }

    fn unsupported(&self, provider: Provider) -> Vec<Refused> {
        providers::unsupported_by_embeddings(provider, self)
    }

    fn is_taken_whole(&self, _: &Target<'_>, _: &[String]) -> bool {
        true
    }

    fn leave_out(&self, _: &Target<'_>, _: &[String]) -> Result<Remaining<'_, Self>, EncodeError> {
        Ok((Cow::Borrowed(self), Vec::new()))
    }

    fn encode(&self, target: &Target<'_>) -> Result<http::Request<Vec<u8>>, EncodeError> {
        providers::encode_embeddings(target, self)
    }

    fn decode(
        &self,
        provider: Provider,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Embeddings, ProviderError> {
        providers::decode_embeddings(provider, self, status, headers, body)
    }
}

impl Answered for Embeddings {
    fn usage(&self) -> Option<Usage> {
        self.prompt_tokens.map(|prompt_tokens| Usage { prompt_tokens, ..Usage::default() })
    }

    fn counted(&self) -> Counted {
        Counted { prompt: self.prompt_tokens.is_some(), ..Counted::default() }
    }

    fn estimated_output_tokens(&self) -> u64 {
        0
    }

    fn provider_request_id(&self) -> Option<&str> {
        None
    }

    fn service_tier(&self) -> Option<ServiceTier> {
        None
    }

    /// How many vectors of how many numbers there were, and the SHA-256 hash of the hashes of each, in hex. The numbers are not kept: they
    /// are many times as large as the texts, from which they can be made again.
    fn kept(&self) -> Value {
        let hash = |vector: &Vec<f32>| {
            let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
            vault::fingerprint(&[&bytes])
        };
        let hashes: Vec<String> = self.vectors.iter().map(hash).collect();
        let parts: Vec<&[u8]> = hashes.iter().map(String::as_bytes).collect();
        json!({
            "vectors": self.vectors.len(),
            "dimensions": self.vectors.first().map_or(0, Vec::len),
            "vectors_hash": vault::fingerprint(&parts),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_vectors_the_transcript_has_a_hash_in_which_every_bit_counts() {
        let kept = |vectors: &[&[f32]]| {
            Embeddings {
                vectors: vectors.iter().map(|vector| vector.to_vec()).collect(),
                prompt_tokens: None,
            }
            .kept()
        };
        let one = kept(&[&[1.0, 0.0], &[2.0, 3.0]]);
        assert_eq!((&one["vectors"], &one["dimensions"]), (&json!(2), &json!(2)));
        assert_eq!(one["vectors_hash"].as_str().map(str::len), Some(64));
        assert_eq!(one, kept(&[&[1.0, 0.0], &[2.0, 3.0]]));
        for other in [kept(&[&[1.0, -0.0], &[2.0, 3.0]]), kept(&[&[2.0, 3.0], &[1.0, 0.0]])] {
            assert_ne!(one["vectors_hash"], other["vectors_hash"]);
        }
    }

    #[test]
    fn counts_that_a_provider_has_not_sent_are_none() {
        let embeddings = |prompt_tokens| Embeddings { vectors: Vec::new(), prompt_tokens };
        assert_eq!((embeddings(None).usage(), embeddings(None).counted().prompt), (None, false));
        let counted = embeddings(Some(0));
        assert_eq!((counted.usage(), counted.counted().prompt), (Some(Usage::default()), true));
    }
}
