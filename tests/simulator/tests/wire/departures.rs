//! Answers that depart from a provider's usual form, and what comes back of them.

use std::collections::HashSet;

use serde_json::{Value, json};
use tollgate_simulator::Simulator;

use crate::calling::{answer, anthropic, events, fireworks, gemini, openai, simulator};

const LLAMA: &str = "accounts/fireworks/models/llama-v3p3-70b-instruct";

/// A request in OpenAI's form with two tools, of which the second takes nothing.
fn with_tools(model: &str, text: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": text}], "tools": [
        {"type": "function", "function": {"name": "one", "parameters": {
            "type": "object", "properties": {"a": {"enum": ["first"]}}, "required": ["a"]}}},
        {"type": "function", "function": {"name": "two"}},
    ]})
}

fn streamed(mut body: Value) -> Value {
    body["stream"] = true.into();
    body
}

/// The parts of the calls in a stream in OpenAI's form.
async fn call_parts(simulator: &Simulator, text: &str) -> Vec<Value> {
    let events = events(fireworks(simulator, &streamed(with_tools(LLAMA, text)))).await;
    let chunks = events.iter().filter(|event| event.data != "[DONE]").map(|event| event.json());
    chunks.filter_map(|chunk| chunk["choices"][0]["delta"]["tool_calls"].get(0).cloned()).collect()
}

#[tokio::test]
async fn calls_can_all_be_number_0_or_have_neither_numbers_nor_ids() {
    let simulator = simulator().await;
    let zero = call_parts(&simulator, "[[tool_calls=2]] [[call_numbers=zero]] go").await;
    assert!(zero.len() > 3 && zero.iter().all(|part| part["index"] == 0), "{zero:?}");
    let ids: Vec<&str> = zero.iter().filter_map(|part| part["id"].as_str()).collect();
    assert!(ids.len() == 2 && ids[0] != ids[1], "{ids:?}");
    let bare =
        call_parts(&simulator, "[[tool_calls=2]] [[call_numbers=absent]] [[call_ids=absent]] go").await;
    assert!(bare.iter().all(|part| part.get("index").is_none() && part.get("id").is_none()), "{bare:?}");
    let repeated = call_parts(&simulator, "[[tool_calls=2]] [[call_ids=repeated]] go").await;
    let is_named = |part: &Value| part["id"].is_string() && part["function"]["name"].is_string();
    assert!(repeated.len() > 3 && repeated.iter().all(is_named), "{repeated:?}");
}

#[tokio::test]
async fn arguments_can_be_an_object_empty_or_absent() {
    let simulator = simulator().await;
    let function = async |text: &str| {
        let (_, called) = answer(openai(&simulator, &with_tools("gpt-4o", text))).await;
        called["choices"][0]["message"]["tool_calls"][0]["function"].clone()
    };
    let asked = "[[tool_calls=1]] [[argument_form=object]] go";
    assert_eq!(function(asked).await, json!({"name": "one", "arguments": {"a": "first"}}));
    let asked = "[[tool_calls=1]] [[call_arguments={}]] [[argument_form=empty]] go";
    assert_eq!(function(asked).await, json!({"name": "one", "arguments": ""}));
    let asked = "[[tool_calls=1]] [[call_arguments={}]] [[argument_form=absent]] go";
    assert_eq!(function(asked).await, json!({"name": "one"}));
}

#[tokio::test]
async fn given_arguments_keep_every_digit_at_every_provider() {
    let simulator = simulator().await;
    let digits = "12345678901234567890123456789";
    let text = format!("[[tool_calls=1]] [[call_arguments={{\"n\":{digits}}}]] go");
    let whole = async |request: reqwest::RequestBuilder| request.send().await.unwrap().text().await.unwrap();
    let said = whole(openai(&simulator, &with_tools("gpt-4o", &text))).await;
    assert!(said.contains(&format!("\"{{\\\"n\\\":{digits}}}\"")), "{said}");
    let body = json!({"model": "claude-haiku-4-5", "max_tokens": 99, "messages": [{"role": "user", "content": text}],
        "tools": [{"name": "one", "input_schema": {"type": "object"}}]});
    let said = whole(anthropic(&simulator, &body)).await;
    assert!(said.contains(&format!("\"input\":{{\"n\":{digits}}}")), "{said}");
    let body = json!({"contents": [{"role": "user", "parts": [{"text": text}]}],
        "tools": [{"functionDeclarations": [{"name": "one"}]}]});
    let said = whole(gemini(&simulator, "gemini-2.5-flash", "generateContent", &body)).await;
    assert!(said.contains(&format!("\"args\":{{\"n\":{digits}}}")), "{said}");
    assert!(simulator.requests().iter().all(|call| call.text.contains(digits)));
}

#[tokio::test]
async fn characters_are_cut_into_halves_in_every_provider_s_stream() {
    let simulator = simulator().await;
    let text = "[[halves=split]] x a😀b";
    let said = json!({"model": LLAMA, "messages": [{"role": "user", "content": text}]});
    let to_anthropic = json!({"model": "claude-haiku-4-5", "max_tokens": 99, "messages": [{"role": "user", "content": text}]});
    let to_gemini = json!({"contents": [{"role": "user", "parts": [{"text": text}]}]});
    for request in [
        fireworks(&simulator, &streamed(said.clone())),
        anthropic(&simulator, &streamed(to_anthropic)),
        gemini(&simulator, "gemini-2.5-flash", "streamGenerateContent?alt=sse", &to_gemini),
    ] {
        let events = events(request).await;
        let with = |half: &str| events.iter().position(|event| event.data.contains(half)).unwrap();
        assert_eq!(with("\\ude00"), with("\\ud83d") + 1, "{events:?}");
    }
    let (_, whole) = answer(fireworks(&simulator, &said)).await;
    assert_eq!(whole["choices"][0]["message"]["content"], "Echo: x a😀b");
    let mut lone = said;
    lone["messages"][0]["content"] = "[[halves=lone]] a😀b".into();
    let raw = fireworks(&simulator, &lone).send().await.unwrap().text().await.unwrap();
    assert!(raw.contains("Echo: a\\ud83db") && serde_json::from_str::<Value>(&raw).is_err(), "{raw}");
}

#[tokio::test]
async fn another_answer_can_begin_within_a_stream() {
    let simulator = simulator().await;
    let text = "[[spliced]] some words to be cut";
    let said = json!({"model": LLAMA, "stream": true, "messages": [{"role": "user", "content": text}]});
    let to_anthropic = json!({"model": "claude-haiku-4-5", "max_tokens": 99, "stream": true,
        "messages": [{"role": "user", "content": text}]});
    let to_gemini = json!({"contents": [{"role": "user", "parts": [{"text": text}]}]});
    for (request, id) in [
        (fireworks(&simulator, &said), "/id"),
        (anthropic(&simulator, &to_anthropic), "/message/id"),
        (gemini(&simulator, "gemini-2.5-flash", "streamGenerateContent?alt=sse", &to_gemini), "/responseId"),
    ] {
        let events = events(request).await;
        let chunks = events.iter().filter(|event| event.data != "[DONE]").map(|event| event.json());
        let ids: HashSet<String> =
            chunks.filter_map(|chunk| chunk.pointer(id).map(Value::to_string)).collect();
        assert_eq!(ids.len(), 2, "{events:?}");
    }
}

#[tokio::test]
async fn a_finish_reason_can_be_missing_or_an_error() {
    let simulator = simulator().await;
    for (directive, expected) in [("absent", Value::Null), ("error", json!("error"))] {
        let body = with_tools("gpt-4o", &format!("[[tool_calls=1]] [[finish={directive}]] go"));
        let (_, whole) = answer(openai(&simulator, &body)).await;
        assert_eq!(whole["choices"][0]["finish_reason"], expected);
        let events = events(openai(&simulator, &streamed(body))).await;
        let last = events[events.len() - 2].json();
        assert_eq!(last["choices"][0]["finish_reason"], expected, "{last}");
    }
}

#[tokio::test]
async fn what_a_provider_cannot_play_is_refused() {
    let simulator = simulator().await;
    let to_anthropic = |text: &str| {
        json!({"model": "claude-haiku-4-5", "max_tokens": 99, "messages": [{"role": "user", "content": text}],
            "tools": [{"name": "one", "input_schema": {"type": "object"}}]})
    };
    let to_gemini = |text: &str| {
        json!({"contents": [{"role": "user", "parts": [{"text": text}]}],
            "tools": [{"functionDeclarations": [{"name": "one"}]}]})
    };
    for (request, reason) in [
        (
            openai(&simulator, &with_tools("gpt-4o", "[[tool_calls=2]] [[call_numbers=zero]]")),
            "needs a streamed",
        ),
        (
            openai(&simulator, &with_tools("gpt-4o", "[[tool_calls=2]] [[call_ids=repeated]]")),
            "needs a streamed",
        ),
        (openai(&simulator, &with_tools("gpt-4o", "[[call_ids=absent]] go")), "no tool calls"),
        (openai(&simulator, &with_tools("gpt-4o", "[[call_arguments={}]] go")), "needs a call"),
        (
            openai(&simulator, &with_tools("gpt-4o", "[[tool_calls=1]] [[argument_form=empty]] go")),
            "without required",
        ),
        (openai(&simulator, &with_tools("gpt-4o", "[[halves=split]] plain")), "two UTF-16 units"),
        (openai(&simulator, &with_tools("gpt-4o", "[[redacted_thinking]] go")), "that thinks"),
        (openai(&simulator, &with_tools("gpt-4o", "[[spliced]] go")), "needs a streamed"),
        (anthropic(&simulator, &to_anthropic("[[redacted_thinking]] go")), "that thinks"),
        (anthropic(&simulator, &to_anthropic("[[tool_calls=1]] [[call_ids=absent]] go")), "for OpenAI"),
        (
            anthropic(&simulator, &to_anthropic("[[tool_calls=1]] [[argument_form=object]] go")),
            "this provider does not",
        ),
        (
            gemini(&simulator, "gemini-2.5-flash", "generateContent", &to_gemini("[[finish=absent]] go")),
            "for OpenAI",
        ),
        (
            gemini(
                &simulator,
                "gemini-2.5-flash",
                "generateContent",
                &to_gemini("[[tool_calls=1]] [[argument_form=empty]] go"),
            ),
            "this provider does not",
        ),
    ] {
        let (status, refused) = answer(request).await;
        let message = refused["error"]["message"].as_str().unwrap();
        assert!(status == 400 && message.contains("simulator directive: "), "{reason}: {refused}");
        assert!(message.contains(reason), "{reason}: {refused}");
    }
}
