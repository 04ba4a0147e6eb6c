//! Embeddings of the three providers that have them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_simulator::{Provider, Simulator, count_tokens, embedding};

use crate::calling::{KEY, answer, gemini, openai, say, simulator};

const SMALL: &str = "text-embedding-3-small";
const NOMIC: &str = "nomic-ai/nomic-embed-text-v1.5";

fn embed(simulator: &Simulator, provider: Provider, body: &Value) -> RequestBuilder {
    let url = format!("{}/embeddings", simulator.api_url(provider));
    reqwest::Client::new().post(url).bearer_auth(KEY).json(body)
}

fn numbers(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).unwrap()
}

#[tokio::test]
async fn openais_vectors_are_the_same_as_numbers_and_in_base64() {
    let simulator = simulator().await;
    let texts = ["a text", "another text"];
    let body = json!({"model": SMALL, "input": texts, "dimensions": 5});
    let (status, as_numbers) = answer(embed(&simulator, Provider::OpenAi, &body)).await;
    assert_eq!(status, 200, "{as_numbers}");
    let mut body = body;
    body["encoding_format"] = json!("base64");
    let (_, in_base64) = answer(embed(&simulator, Provider::OpenAi, &body)).await;
    for (index, text) in texts.into_iter().enumerate() {
        let expected = embedding(SMALL, text, 5);
        assert_eq!(numbers(&as_numbers["data"][index]["embedding"]), expected);
        let bytes = STANDARD.decode(in_base64["data"][index]["embedding"].as_str().unwrap()).unwrap();
        let read: Vec<f32> =
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!(read, expected);
        assert_eq!(as_numbers["data"][index]["index"], index);
    }
    let tokens: u64 = texts.into_iter().map(count_tokens).sum();
    assert_eq!(as_numbers["usage"], json!({"prompt_tokens": tokens, "total_tokens": tokens}));
}

#[tokio::test]
async fn tokens_are_inputs_at_openai_and_nowhere_else() {
    let simulator = simulator().await;
    let (_, body) = answer(embed(
        &simulator,
        Provider::OpenAi,
        &json!({"model": SMALL, "input": [[1, 2], [3]], "dimensions": 3}),
    ))
    .await;
    assert_eq!(numbers(&body["data"][0]["embedding"]), embedding(SMALL, "1 2", 3));
    assert_eq!(body["usage"]["prompt_tokens"], 3);
    let (status, body) =
        answer(embed(&simulator, Provider::Fireworks, &json!({"model": NOMIC, "input": [1, 2]}))).await;
    assert_eq!(status, 400, "{body}");
    let (status, body) =
        answer(embed(&simulator, Provider::Fireworks, &json!({"model": NOMIC, "input": "a text"}))).await;
    assert_eq!((status, numbers(&body["data"][0]["embedding"])), (200, embedding(NOMIC, "a text", 768)));
}

#[tokio::test]
async fn gemini_embeds_a_batch_of_at_most_a_hundred() {
    let simulator = simulator().await;
    let model = "gemini-embedding-001";
    let one = |text: &str| json!({"model": format!("models/{model}"), "content": {"parts": [{"text": text}]}, "outputDimensionality": 4});
    let body = json!({"requests": [one("a text"), one("another text")]});
    let (status, body) = answer(gemini(&simulator, model, "batchEmbedContents", &body)).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(numbers(&body["embeddings"][1]["values"]), embedding(model, "another text", 4));
    assert_eq!(
        body["usageMetadata"]["promptTokenCount"],
        count_tokens("a text") + count_tokens("another text")
    );
    let too_many = json!({"requests": vec![one("x"); 101]});
    assert_eq!(answer(gemini(&simulator, model, "batchEmbedContents", &too_many)).await.0, 400);
    let uncounted = json!({"requests": [one("[[no_usage]] x")]});
    let (_, body) = answer(gemini(&simulator, model, "batchEmbedContents", &uncounted)).await;
    assert!(body.get("usageMetadata").is_none(), "{body}");
}

#[tokio::test]
async fn a_model_of_another_kind_is_unknown_and_what_is_wrong_is_refused() {
    let simulator = simulator().await;
    let status = async |body: Value| answer(embed(&simulator, Provider::OpenAi, &body)).await.0;
    assert_eq!(status(json!({"model": "gpt-4o-mini", "input": "x"})).await, 404);
    for wrong in [
        json!({"model": SMALL}),
        json!({"model": SMALL, "input": ""}),
        json!({"model": SMALL, "input": []}),
        json!({"model": SMALL, "input": "x", "dimensions": 1537}),
        json!({"model": "text-embedding-ada-002", "input": "x", "dimensions": 3}),
        json!({"model": SMALL, "input": "x", "messages": []}),
    ] {
        assert_eq!(status(wrong.clone()).await, 400, "{wrong}");
    }
    let mut chat = say("x");
    chat["model"] = json!(SMALL);
    assert_eq!(answer(openai(&simulator, &chat)).await.0, 404);
    let chat = json!({"contents": [{"role": "user", "parts": [{"text": "x"}]}]});
    assert_eq!(answer(gemini(&simulator, "gemini-embedding-001", "generateContent", &chat)).await.0, 404);
}

#[tokio::test]
async fn faults_are_asked_for_as_in_a_chat() {
    let simulator = simulator().await;
    let body = json!({"model": SMALL, "input": ["first", "[[fail_first=1 status=503 key=embed]] last"]});
    assert_eq!(answer(embed(&simulator, Provider::OpenAi, &body)).await.0, 503);
    assert_eq!(answer(embed(&simulator, Provider::OpenAi, &body)).await.0, 200);
}
