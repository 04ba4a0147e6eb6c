//! Fireworks' chat completions: OpenAI's shape, its own models, headers and errors.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_simulator::{Provider, Simulator, count_tokens};

use crate::calling::{KEY, answer, events, header, simulator};

const MODEL: &str = "accounts/fireworks/models/llama-v3p3-70b-instruct";

fn fireworks(simulator: &Simulator, key: &str, body: &Value) -> RequestBuilder {
    let url = format!("{}/chat/completions", simulator.api_url(Provider::Fireworks));
    reqwest::Client::new().post(url).bearer_auth(key).json(body)
}

fn say(text: &str) -> Value {
    json!({"model": MODEL, "messages": [{"role": "user", "content": text}]})
}

#[tokio::test]
async fn a_call_is_echoed_with_usage_in_body_and_headers() {
    let simulator = simulator().await;
    let response =
        fireworks(&simulator, KEY, &say("[[usage prompt=50 cached=20]] hello")).send().await.unwrap();
    assert_eq!(header(&response, "fireworks-prompt-tokens"), "50");
    assert_eq!(header(&response, "fireworks-cached-prompt-tokens"), "20");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["choices"][0]["message"]["content"], "Echo: hello");
    assert!(body.get("system_fingerprint").is_none());
    assert_eq!(
        body["usage"],
        json!({
            "prompt_tokens": 50, "completion_tokens": count_tokens("Echo: hello"),
            "total_tokens": 50 + count_tokens("Echo: hello"), "prompt_tokens_details": {"cached_tokens": 20}
        })
    );
    assert_eq!(simulator.requests()[0].provider, Provider::Fireworks);
}

#[tokio::test]
async fn a_stream_reports_usage_with_its_finish_or_in_a_chunk_of_its_own() {
    let simulator = simulator().await;
    let mut body = say("hello");
    body["stream"] = true.into();
    let unasked = events(fireworks(&simulator, KEY, &body)).await;
    let last = unasked[unasked.len() - 2].json();
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    assert_eq!(last["usage"]["prompt_tokens"], count_tokens("hello"));
    assert!(unasked[0].json().get("usage").is_none());
    body["stream_options"] = json!({"include_usage": true});
    let asked = events(fireworks(&simulator, KEY, &body)).await;
    assert_eq!(asked.last().unwrap().data, "[DONE]");
    let last = asked[asked.len() - 2].json();
    assert_eq!(last["choices"], json!([]));
    assert_eq!(last["usage"]["prompt_tokens"], count_tokens("hello"));
    assert_eq!(asked.iter().filter(|event| event.data.contains("\"usage\"")).count(), 1);
}

#[tokio::test]
async fn errors_have_fireworks_codes() {
    let simulator = simulator().await;
    let with = |field: &str, value: Value| {
        let mut body = say("hello");
        body[field] = value;
        body
    };
    for (key, body, status, code) in [
        ("bad-key", say("hello"), 401, "UNAUTHORIZED"),
        ("revoked-key", say("hello"), 403, "FORBIDDEN"),
        (KEY, with("model", json!("gpt-4o")), 404, "NOT_FOUND"),
        (KEY, with("store", json!(true)), 400, "invalid_request_error"),
        (KEY, with("messages", json!([{"role": "developer", "content": "x"}])), 400, "invalid_request_error"),
        (KEY, say("[[status=429]]"), 429, "RATE_LIMIT_EXCEEDED"),
        (KEY, say("[[status=503]]"), 503, "SERVICE_UNAVAILABLE"),
        (KEY, say("[[stattus=503]]"), 400, "invalid_request_error"),
    ] {
        let (found, refused) = answer(fireworks(&simulator, key, &body)).await;
        assert_eq!((found, refused["error"]["code"].as_str()), (status, Some(code)), "{refused}");
    }
    let (_, refused) = answer(fireworks(&simulator, KEY, &with("store", json!(true)))).await;
    assert_eq!(refused["error"]["message"], "Extra inputs are not permitted, field: 'store', value: true");
    let (status, _) = answer(fireworks(&simulator, KEY, &with("top_k", json!(40)))).await;
    assert_eq!(status, 200, "what Fireworks has beyond OpenAI is taken");
}

#[tokio::test]
async fn a_refusal_is_plain_text_and_thoughts_have_their_own_field() {
    let simulator = simulator().await;
    let (_, refused) = answer(fireworks(&simulator, KEY, &say("[[refuse]]"))).await;
    assert!(refused["choices"][0]["message"]["content"].as_str().unwrap().starts_with("I'm sorry"));
    assert!(refused["choices"][0]["message"].get("refusal").is_none());
    let mut body = say("hello");
    body["model"] = "accounts/fireworks/models/gpt-oss-120b".into();
    body["reasoning_effort"] = "low".into();
    let (_, thought) = answer(fireworks(&simulator, KEY, &body)).await;
    assert!(thought["choices"][0]["message"]["reasoning_content"].is_string());
    assert_eq!(thought["usage"]["completion_tokens"], 16 + count_tokens("Echo: hello"));
}
