//! A provider's whole answer, good or bad, is read without a panic, whatever it has, as a completion and as embeddings; and no more tokens are counted than any model
//! gives.
//!
//! The first byte of the input chooses the provider, the second the status; the rest is the body.

#![no_main]

use api::embeddings::{EmbeddingInput, EmbeddingRequest};
use api::provider::Provider;
use http::{HeaderMap, StatusCode};
use libfuzzer_sys::fuzz_target;

const STATUSES: [StatusCode; 6] = [
    StatusCode::OK,
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::NOT_FOUND,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
];
const MOST_TOKENS: u64 = 1_000_000_000;

fuzz_target!(|input: &[u8]| {
    let [provider, status, body @ ..] = input else { return };
    let provider = Provider::ALL[usize::from(*provider) % Provider::ALL.len()];
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let decoded = providers::decode(provider, status, &HeaderMap::new(), body);
    assert!(status.is_success() || decoded.is_err(), "a bad answer was taken for a good one");
    if let Ok(completion) = decoded {
        let usage = completion.usage.unwrap_or_default();
        assert!(usage.prompt_tokens <= MOST_TOKENS && usage.completion_tokens <= MOST_TOKENS, "{usage:?}");
    }
    let input = EmbeddingInput::Texts(vec!["a text".to_owned()]);
    let request = EmbeddingRequest { input, dimensions: None, user: None, parameters: Vec::new() };
    let embedded = providers::decode_embeddings(provider, &request, status, &HeaderMap::new(), body);
    assert!(status.is_success() || embedded.is_err(), "a bad answer was taken for a good one");
    if let Ok(embeddings) = embedded {
        assert!(embeddings.vectors.len() == 1 && embeddings.vectors[0].iter().all(|number| number.is_finite()));
        assert!(embeddings.prompt_tokens.unwrap_or_default() <= MOST_TOKENS, "{embeddings:?}");
    }
});
