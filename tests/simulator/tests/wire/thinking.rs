//! Thinking that comes back with the results of tools, as the providers want it.

use serde_json::json;

use crate::calling::{answer, anthropic, fireworks, simulator};

#[tokio::test]
async fn thinking_goes_on_only_with_the_blocks_that_were_sent() {
    let simulator = simulator().await;
    for redacted in [false, true] {
        let directive = if redacted { "[[redacted_thinking]]" } else { "" };
        let mut body = json!({"model": "claude-haiku-4-5", "max_tokens": 2048,
            "thinking": {"type": "enabled", "budget_tokens": 1024},
            "tools": [{"name": "one", "input_schema": {"type": "object"}}],
            "messages": [{"role": "user", "content": format!("[[tool_calls=1]]{directive} go")}]});
        let (_, called) = answer(anthropic(&simulator, &body)).await;
        let kind = if redacted { "redacted_thinking" } else { "thinking" };
        assert_eq!(called["content"][0]["type"], kind);
        let result =
            json!({"type": "tool_result", "tool_use_id": called["content"][1]["id"], "content": "42"});
        body["messages"].as_array_mut().unwrap().extend([
            json!({"role": "assistant", "content": called["content"]}),
            json!({"role": "user", "content": [result]}),
        ]);
        let (status, read) = answer(anthropic(&simulator, &body)).await;
        assert_eq!((status, &read["content"][1]["text"]), (200, &json!("Tool results: 42")), "{read}");
        let member = if redacted { "data" } else { "signature" };
        let mut changed = body.clone();
        changed["messages"][1]["content"][0][member] = "c2ltdWxhdGVk".into();
        let (status, refused) = answer(anthropic(&simulator, &changed)).await;
        let message = refused["error"]["message"].as_str().unwrap();
        let expected = format!("messages.1.content.0: Invalid `{member}` in `{kind}` block");
        assert_eq!((status, message), (400, expected.as_str()));
        changed["messages"][1]["content"].as_array_mut().unwrap().remove(0);
        let (status, refused) = answer(anthropic(&simulator, &changed)).await;
        assert!(
            status == 400 && refused["error"]["message"].as_str().unwrap().starts_with("Expected `thinking`")
        );
    }
}

#[tokio::test]
async fn a_thinking_model_of_fireworks_wants_its_reasoning_back() {
    let simulator = simulator().await;
    let mut body = json!({"model": "accounts/fireworks/models/kimi-k2-thinking",
        "messages": [{"role": "user", "content": "[[tool_calls=1]] go"}],
        "tools": [{"type": "function", "function": {"name": "one"}}]});
    let (_, called) = answer(fireworks(&simulator, &body)).await;
    let message = called["choices"][0]["message"].clone();
    assert!(message["reasoning_content"].is_string(), "{message}");
    let result = json!({"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "42"});
    body["messages"].as_array_mut().unwrap().extend([message, result]);
    let (status, read) = answer(fireworks(&simulator, &body)).await;
    assert_eq!(
        (status, &read["choices"][0]["message"]["content"]),
        (200, &json!("Tool results: 42")),
        "{read}"
    );
    body["messages"][1].as_object_mut().unwrap().remove("reasoning_content");
    let (status, refused) = answer(fireworks(&simulator, &body)).await;
    assert!(status == 400 && refused["error"]["message"].as_str().unwrap().contains("must be passed back"));
    let more = json!({"role": "user", "content": "more"});
    body["messages"].as_array_mut().unwrap().push(more);
    assert_eq!(answer(fireworks(&simulator, &body)).await.0, 200, "an earlier turn needs none");
}
