//! Calls the simulator as a client would, and reads its answers.

use std::net::SocketAddr;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tollgate_simulator::{Provider, RecordedCall, Simulator};

pub const KEY: &str = "sk-test-key-1234";

pub async fn simulator() -> Simulator {
    Simulator::start(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

/// A call of OpenAI's chat completions with a good key.
pub fn openai(simulator: &Simulator, body: &Value) -> RequestBuilder {
    let url = format!("{}/v1/chat/completions", simulator.base_url(Provider::OpenAi));
    reqwest::Client::new().post(url).bearer_auth(KEY).json(body)
}

/// The same at Fireworks.
pub fn fireworks(simulator: &Simulator, body: &Value) -> RequestBuilder {
    let url = format!("{}/chat/completions", simulator.api_url(Provider::Fireworks));
    reqwest::Client::new().post(url).bearer_auth(KEY).json(body)
}

/// A call of Anthropic's messages with a good key.
pub fn anthropic(simulator: &Simulator, body: &Value) -> RequestBuilder {
    let url = format!("{}/messages", simulator.api_url(Provider::Anthropic));
    reqwest::Client::new()
        .post(url)
        .header("x-api-key", KEY)
        .header("anthropic-version", "2023-06-01")
        .json(body)
}

/// A call of Gemini's `generateContent` or `streamGenerateContent` with a good key.
pub fn gemini(simulator: &Simulator, model: &str, method: &str, body: &Value) -> RequestBuilder {
    let url = format!("{}/models/{model}:{method}", simulator.api_url(Provider::Gemini));
    reqwest::Client::new().post(url).header("x-goog-api-key", KEY).json(body)
}

/// The smallest OpenAI body: one user message.
pub fn say(text: &str) -> Value {
    json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]})
}

/// The same, streamed with usage.
pub fn say_streamed(text: &str) -> Value {
    let mut body = say(text);
    body["stream"] = true.into();
    body["stream_options"] = json!({"include_usage": true});
    body
}

pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
}

/// One server-sent event.
#[derive(Debug)]
pub struct Event {
    pub name: Option<String>,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|_| panic!("not JSON: {}", self.data))
    }
}

/// All events of a stream that must be complete and successful.
pub async fn events(request: RequestBuilder) -> Vec<Event> {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("text/event-stream"));
    parse(&response.text().await.unwrap())
}

/// Reads events whose lines end with LF or CR LF.
pub fn parse(stream: &str) -> Vec<Event> {
    let stream = stream.replace("\r\n", "\n");
    assert!(stream.is_empty() || stream.ends_with("\n\n"), "the last event is complete: {stream:?}");
    let blocks = stream.split("\n\n").filter(|block| !block.is_empty());
    blocks
        .map(|block| {
            let field = |name: &str| {
                block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
            };
            Event { name: field("event"), data: field("data").unwrap() }
        })
        .collect()
}

pub fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Waits until the log fulfils a condition.
pub async fn eventually(simulator: &Simulator, holds: impl Fn(&[RecordedCall]) -> bool) -> Vec<RecordedCall> {
    for _ in 0..200 {
        let calls = simulator.requests();
        if holds(&calls) {
            return calls;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the log never said so: {:#?}", simulator.requests());
}
