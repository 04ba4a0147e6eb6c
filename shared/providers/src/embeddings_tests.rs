use api::embeddings::{EmbeddingInput, to_base64};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::ProviderErrorKind;

fn texts(texts: &[&str]) -> EmbeddingRequest {
    let input = EmbeddingInput::Texts(texts.iter().map(|&text| text.to_owned()).collect());
    EmbeddingRequest { input, dimensions: None, user: None, parameters: Vec::new() }
}

fn tokens() -> EmbeddingRequest {
    EmbeddingRequest { input: EmbeddingInput::Tokens(vec![vec![1, 2], vec![3]]), ..texts(&[]) }
}

fn target(provider: Provider, model: &str) -> Target<'_> {
    Target { provider, model, base_url: None, api_key: "sk-key", max_output_tokens: 0 }
}

fn sent(provider: Provider, model: &str, request: &EmbeddingRequest) -> (http::request::Parts, Value) {
    let (parts, body) = encode_embeddings(&target(provider, model), request).unwrap().into_parts();
    (parts, serde_json::from_slice(&body).unwrap())
}

fn refused(provider: Provider, model: &str, request: &EmbeddingRequest) -> String {
    match encode_embeddings(&target(provider, model), request) {
        Err(EncodeError::Unsupported(refused)) => refused[0].what(),
        other => panic!("{other:?}"),
    }
}

fn decoded(
    provider: Provider,
    request: &EmbeddingRequest,
    body: &Value,
) -> Result<Embeddings, ProviderError> {
    let body = body.to_string();
    decode_embeddings(provider, request, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
}

fn bits(vectors: &[Vec<f32>]) -> Vec<Vec<u32>> {
    vectors.iter().map(|vector| vector.iter().map(|number| number.to_bits()).collect()).collect()
}

#[test]
fn openai_is_asked_for_base64_and_fireworks_for_numbers() {
    let request = EmbeddingRequest { dimensions: Some(256), user: Some("u-1".into()), ..texts(&["a", "b"]) };
    let (parts, body) = sent(Provider::Openai, "text-embedding-3-small", &request);
    assert_eq!(parts.uri, "https://api.openai.com/v1/embeddings");
    assert_eq!(parts.headers["authorization"], "Bearer sk-key");
    let expected = json!({"model": "text-embedding-3-small", "input": ["a", "b"], "encoding_format": "base64",
        "dimensions": 256, "user": "u-1"});
    assert_eq!(body, expected);
    let (parts, body) = sent(Provider::Fireworks, "nomic-ai/nomic-embed-text-v1.5", &texts(&["a"]));
    assert_eq!(parts.uri, "https://api.fireworks.ai/inference/v1/embeddings");
    assert_eq!(body, json!({"model": "nomic-ai/nomic-embed-text-v1.5", "input": ["a"]}));
}

#[test]
fn gemini_gets_a_request_for_each_text() {
    let request = EmbeddingRequest { dimensions: Some(768), ..texts(&["a", "b"]) };
    let (parts, body) = sent(Provider::Gemini, "models/gemini-embedding-001", &request);
    assert_eq!(
        parts.uri,
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-001:batchEmbedContents"
    );
    assert_eq!(parts.headers["x-goog-api-key"], "sk-key");
    let one = |text: &str| json!({"model": "models/gemini-embedding-001", "content": {"parts": [{"text": text}]}, "outputDimensionality": 768});
    assert_eq!(body, json!({"requests": [one("a"), one("b")]}));
}

#[test]
fn what_a_provider_does_not_take_is_named() {
    assert_eq!(sent(Provider::Openai, "m", &tokens()).1["input"], json!([[1, 2], [3]]));
    assert_eq!(refused(Provider::Fireworks, "m", &tokens()), "tokens in `input`");
    assert_eq!(refused(Provider::Gemini, "m", &tokens()), "tokens in `input`");
    assert_eq!(refused(Provider::Gemini, "m", &texts(&["a"; 101])), "more than 100 texts in `input`");
    assert!(unsupported_by_embeddings(Provider::Gemini, &texts(&["a"; 100])).is_empty());
    assert_eq!(refused(Provider::Anthropic, "m", &texts(&["a"])), "embeddings");
    let short = EmbeddingRequest { dimensions: Some(256), ..texts(&["a"]) };
    assert_eq!(refused(Provider::Openai, "text-embedding-ada-002", &short), "`dimensions`");
}

#[test]
fn vectors_stand_at_the_places_of_their_inputs() {
    let body = json!({"object": "list", "data": [
        {"object": "embedding", "index": 1, "embedding": [0.25]},
        {"object": "embedding", "index": 0, "embedding": to_base64(&[-0.0])},
    ], "usage": {"prompt_tokens": 7, "total_tokens": 7}});
    let embeddings = decoded(Provider::Openai, &texts(&["a", "b"]), &body).unwrap();
    assert_eq!(bits(&embeddings.vectors), bits(&[vec![-0.0], vec![0.25]]));
    assert_eq!(embeddings.prompt_tokens, Some(7));
    let body =
        json!({"embeddings": [{"values": [1]}, {"values": [2.5]}], "usageMetadata": {"promptTokenCount": 3}});
    let embeddings = decoded(Provider::Gemini, &texts(&["a", "b"]), &body).unwrap();
    assert_eq!((embeddings.vectors, embeddings.prompt_tokens), (vec![vec![1.0], vec![2.5]], Some(3)));
}

#[test]
fn a_count_that_is_missing_is_none() {
    let body = json!({"embeddings": [{"values": [1]}]});
    assert_eq!(decoded(Provider::Gemini, &texts(&["a"]), &body).unwrap().prompt_tokens, None);
    let body = json!({"data": [{"embedding": [1]}], "usage": null});
    assert_eq!(decoded(Provider::Fireworks, &texts(&["a"]), &body).unwrap().prompt_tokens, None);
}

#[test]
fn other_vectors_than_were_asked_for_are_a_bad_response_that_is_billed() {
    let usage = json!({"prompt_tokens": 7});
    let short = EmbeddingRequest { dimensions: Some(2), ..texts(&["a"]) };
    for (request, data) in [
        (texts(&["a"]), json!([])),
        (texts(&["a"]), json!([{"embedding": []}])),
        (texts(&["a"]), json!([{"embedding": [1]}, {"embedding": [2]}])),
        (short, json!([{"embedding": [1, 2, 3]}])),
    ] {
        let error = decoded(Provider::Openai, &request, &json!({"data": data, "usage": usage})).unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::BadResponse, "{data}");
        assert_eq!(error.usage.map(|usage| usage.prompt_tokens), Some(7), "{data}");
    }
    for data in [
        json!([{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [2]}]),
        json!([{"index": 9, "embedding": [1]}]),
        json!([{"embedding": ["x"]}]),
        json!([{"embedding": "x"}]),
        json!([{"embedding": [1e39]}]),
        json!([{"embedding": vec![0; 16_385]}]),
        json!([{}]),
    ] {
        let error = decoded(Provider::Openai, &texts(&["a"]), &json!({"data": data})).unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::BadResponse, "{data}");
    }
}

#[test]
fn a_failure_has_the_kind_that_the_provider_names() {
    let failed = |provider, status: u16, body: Value| {
        let status = StatusCode::from_u16(status).unwrap();
        let body = body.to_string();
        decode_embeddings(provider, &texts(&["a"]), status, &HeaderMap::new(), body.as_bytes())
            .unwrap_err()
            .kind
    };
    let of_openai = |message: &str| json!({"error": {"message": message, "type": "invalid_request_error"}});
    assert_eq!(
        failed(Provider::Openai, 400, of_openai("This model does not support specifying dimensions.")),
        ProviderErrorKind::UnsupportedParameter(Some("dimensions"))
    );
    assert_eq!(
        failed(Provider::Openai, 400, of_openai("This model's maximum context length is 8192 tokens.")),
        ProviderErrorKind::ContextTooLong
    );
    assert_eq!(
        failed(Provider::Gemini, 503, json!({"error": {"code": 503, "message": "Overloaded."}})),
        ProviderErrorKind::Unavailable { retry_after_ms: None }
    );
}

proptest! {
    #[test]
    fn no_bit_of_a_vector_is_lost_however_a_provider_writes_it(
        vector in prop::collection::vec(
            prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO, 1..20),
    ) {
        // The shortest text that reads back as the number, as some providers write it, and all digits that it has in eight bytes.
        let shortest: Vec<String> = vector.iter().map(|number| format!("{number:?}")).collect();
        let long: Vec<f64> = vector.iter().copied().map(f64::from).collect();
        for written in [format!("[{}]", shortest.join(",")), json!(long).to_string(), json!(to_base64(&vector)).to_string()] {
            let body = format!("{{\"data\": [{{\"embedding\": {written}}}]}}");
            let request = texts(&["a"]);
            let read =
                decode_embeddings(Provider::Openai, &request, StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
            prop_assert_eq!(bits(&read.vectors), bits(std::slice::from_ref(&vector)));
        }
    }
}
