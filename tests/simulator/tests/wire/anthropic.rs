//! Anthropic's messages.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_simulator::{PER_IMAGE, Provider, Simulator, count_prompt_tokens, count_tokens};

use crate::calling::{
    Event, KEY, answer, anthropic, events, header, openai, say as say_to_openai, simulator,
};

fn keyed(simulator: &Simulator, key: &str, body: &Value) -> RequestBuilder {
    let url = format!("{}/messages", simulator.api_url(Provider::Anthropic));
    reqwest::Client::new()
        .post(url)
        .header("x-api-key", key)
        .header("anthropic-version", "2023-06-01")
        .json(body)
}

fn say(text: &str) -> Value {
    json!({
        "model": "claude-haiku-4-5",
        "max_tokens": 1024,
        "messages": [{"role": "user", "content": text}],
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut body = say("hello");
    body[field] = value;
    body
}

fn streamed(mut body: Value) -> Value {
    body["stream"] = true.into();
    body
}

fn weather() -> Value {
    json!({
        "name": "weather",
        "description": "The weather of a city",
        "input_schema": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"]
        }
    })
}

fn message_of(refused: &Value) -> &str {
    refused["error"]["message"].as_str().unwrap()
}

/// The data of the events with this name. Every event's name must be in its data.
fn named(events: &[Event], name: &str) -> Vec<Value> {
    assert!(events.iter().all(|event| event.json()["type"].as_str() == event.name.as_deref()));
    events.iter().filter(|event| event.name.as_deref() == Some(name)).map(Event::json).collect()
}

/// The text or the tool input of the block at `index`.
fn built(events: &[Event], index: u64) -> String {
    let deltas = named(events, "content_block_delta").into_iter().filter(|event| event["index"] == index);
    deltas
        .filter_map(|event| {
            ["text", "partial_json"].iter().find_map(|part| event["delta"][part].as_str().map(str::to_owned))
        })
        .collect()
}

#[tokio::test]
async fn a_call_is_echoed_and_counted_as_openai_s_is() {
    let simulator = simulator().await;
    let mut body = say("Grüße, 世界!");
    body["system"] = json!([{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]);
    let response = anthropic(&simulator, &body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(header(&response, "request-id").starts_with("req_01"));
    assert_eq!(header(&response, "anthropic-ratelimit-requests-limit"), "4000");
    let said: Value = response.json().await.unwrap();
    assert!(said["id"].as_str().unwrap().starts_with("msg_01"));
    for (field, expected) in [
        ("type", json!("message")),
        ("role", json!("assistant")),
        ("model", json!("claude-haiku-4-5")),
        ("content", json!([{"type": "text", "text": "Echo: Grüße, 世界!"}])),
        ("stop_reason", json!("end_turn")),
        ("stop_sequence", Value::Null),
    ] {
        assert_eq!(said[field], expected, "{field}");
    }
    assert_eq!(
        said["usage"],
        json!({
            "input_tokens": count_prompt_tokens(["Be brief.", "Grüße, 世界!"]),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
            "output_tokens": count_tokens("Echo: Grüße, 世界!"),
            "service_tier": "standard",
        })
    );
    let (_, same) = answer(openai(&simulator, &say_to_openai("the same"))).await;
    let (_, said) = answer(anthropic(&simulator, &say("the same"))).await;
    assert_eq!(said["content"][0]["text"], same["choices"][0]["message"]["content"]);
    assert_eq!(said["usage"]["input_tokens"], same["usage"]["prompt_tokens"]);
    assert_eq!(said["usage"]["output_tokens"], same["usage"]["completion_tokens"]);
}

#[tokio::test]
async fn a_stream_builds_the_message_event_by_event() {
    let simulator = simulator().await;
    let text = "one 🦀 three naïve words, and a veryverylongoneatthat";
    let events = events(anthropic(&simulator, &streamed(say(text)))).await;
    let names: Vec<&str> = events.iter().map(|event| event.name.as_deref().unwrap()).collect();
    assert_eq!(names[..4], ["message_start", "content_block_start", "ping", "content_block_delta"]);
    assert_eq!(names[names.len() - 3..], ["content_block_stop", "message_delta", "message_stop"]);
    assert_eq!(built(&events, 0), format!("Echo: {text}"));
    let start = &named(&events, "message_start")[0]["message"];
    assert_eq!((&start["content"], &start["stop_reason"]), (&json!([]), &Value::Null));
    assert_eq!(start["usage"]["output_tokens"], 1);
    assert_eq!(start["usage"]["input_tokens"], count_tokens(text));
    let end = &named(&events, "message_delta")[0];
    assert_eq!(end["delta"]["stop_reason"], "end_turn");
    assert_eq!(
        end["usage"],
        json!({
            "input_tokens": count_tokens(text),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": count_tokens(&format!("Echo: {text}")),
        })
    );
}

#[tokio::test]
async fn usage_keeps_the_cache_buckets_out_of_the_input() {
    let simulator = simulator().await;
    let said =
        "[[usage prompt=1000 completion=500 cached=400 reasoning=100 cache_write_5m=50 cache_write_1h=30]]";
    let (_, answered) = answer(anthropic(&simulator, &say(said))).await;
    assert_eq!(
        answered["usage"],
        json!({
            "input_tokens": 520,
            "cache_creation_input_tokens": 80,
            "cache_read_input_tokens": 400,
            "cache_creation": {"ephemeral_5m_input_tokens": 50, "ephemeral_1h_input_tokens": 30},
            "output_tokens": 500,
            "output_tokens_details": {"thinking_tokens": 100},
            "service_tier": "standard",
        })
    );
    let in_stream = events(anthropic(&simulator, &streamed(say(said)))).await;
    let end = &named(&in_stream, "message_delta")[0]["usage"];
    assert_eq!((&end["input_tokens"], &end["output_tokens"]), (&json!(520), &json!(500)));
    assert_eq!(
        (&end["cache_creation_input_tokens"], &end["cache_read_input_tokens"]),
        (&json!(80), &json!(400))
    );

    let (_, without) = answer(anthropic(&simulator, &say("[[no_usage]]"))).await;
    assert!(without.get("usage").is_none());
    for event in events(anthropic(&simulator, &streamed(say("[[no_usage]] x")))).await {
        assert!(!event.data.contains("tokens"), "{}", event.data);
    }
    for event in events(anthropic(&simulator, &streamed(say("[[zero_usage]] x")))).await {
        assert!(!event.data.contains("tokens\":1"), "{}", event.data);
    }
}

#[tokio::test]
async fn tools_are_called_in_parallel_and_their_results_read() {
    let simulator = simulator().await;
    let mut body = say("[[tool_calls=2]] weather?");
    body["tools"] = json!([weather()]);
    let (_, called) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(called["stop_reason"], "tool_use");
    let calls = called["content"].as_array().unwrap();
    assert_eq!(calls.len(), 2);
    assert!(calls[0]["id"].as_str().unwrap().starts_with("toolu_"));
    assert_ne!(calls[0]["id"], calls[1]["id"]);
    assert_eq!((&calls[0]["name"], &calls[0]["input"]), (&json!("weather"), &json!({"city": "text"})));

    let in_stream = events(anthropic(&simulator, &streamed(body.clone()))).await;
    let starts = named(&in_stream, "content_block_start");
    assert_eq!(starts[1]["content_block"]["input"], json!({}));
    for index in [0, 1] {
        assert_eq!(
            serde_json::from_str::<Value>(&built(&in_stream, index)).unwrap(),
            json!({"city": "text"})
        );
    }

    let mut single = body.clone();
    single["tool_choice"] = json!({"type": "any", "disable_parallel_tool_use": true});
    assert_eq!(answer(anthropic(&simulator, &single)).await.1["content"].as_array().unwrap().len(), 1);
    single["tool_choice"] = json!({"type": "none"});
    assert_eq!(answer(anthropic(&simulator, &single)).await.1["stop_reason"], "end_turn");

    let result = |call: &Value, content: Value| json!({"type": "tool_result", "tool_use_id": call["id"], "content": content});
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": called["content"]}));
    messages.push(json!({"role": "user", "content": [
        result(&calls[1], json!("sunny")), result(&calls[0], json!([{"type": "text", "text": "rainy"}])),
    ]}));
    let (status, read) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(status, 200, "{read}");
    assert_eq!(read["content"][0]["text"], "Tool results: sunny; rainy");

    let refusals = [
        (
            json!([result(&calls[0], json!("x"))]),
            "messages.1: `tool_use` ids were found without `tool_result`",
        ),
        (
            json!([{"type": "text", "text": "first"}, result(&calls[0], json!("x")), result(&calls[1], json!("y"))]),
            "messages.1: `tool_use` ids were found without `tool_result`",
        ),
        (
            json!([result(&calls[0], json!("x")), result(&calls[0], json!("y"))]),
            "messages.2.content.1: each tool_use must have a single result",
        ),
        (
            json!([{"type": "tool_result", "tool_use_id": "toolu_other"}]),
            "messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_other",
        ),
    ];
    for (content, reason) in refusals {
        body["messages"][2]["content"] = content;
        let (status, refused) = answer(anthropic(&simulator, &body)).await;
        assert_eq!(status, 400, "{refused}");
        assert!(message_of(&refused).starts_with(reason), "{refused}");
    }
}

#[tokio::test]
async fn a_schema_is_answered_with_an_instance_of_it() {
    let simulator = simulator().await;
    let mut body = with(
        "output_config",
        json!({"format": {"type": "json_schema", "schema": {
            "type": "object", "additionalProperties": false,
            "properties": {"size": {"enum": [2]}}, "required": ["size"]
        }}}),
    );
    let (_, answered) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(answered["content"][0]["text"], "{\"size\":2}");
    body["output_config"]["format"]["schema"].as_object_mut().unwrap().remove("additionalProperties");
    let (status, refused) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(status, 400);
    assert!(message_of(&refused).starts_with("output_config.format.schema: For 'object' type"));
}

#[tokio::test]
async fn an_answer_says_why_it_ended() {
    let simulator = simulator().await;
    let (_, short) = answer(anthropic(&simulator, &with("max_tokens", json!(1)))).await;
    assert_eq!((&short["stop_reason"], &short["content"][0]["text"]), (&json!("max_tokens"), &json!("Echo")));
    let (_, stopped) = answer(anthropic(&simulator, &with("stop_sequences", json!(["llo"])))).await;
    assert_eq!(
        (&stopped["stop_reason"], &stopped["stop_sequence"]),
        (&json!("stop_sequence"), &json!("llo"))
    );
    let (_, refused) = answer(anthropic(&simulator, &say("[[refuse]]"))).await;
    assert_eq!(
        (&refused["stop_reason"], &refused["stop_details"]["type"]),
        (&json!("refusal"), &json!("refusal"))
    );
    let blocked = events(anthropic(&simulator, &streamed(say("[[blocked]]")))).await;
    assert_eq!(named(&blocked, "content_block_start"), Vec::<Value>::new());
    assert_eq!(named(&blocked, "message_delta")[0]["delta"]["stop_reason"], "refusal");
}

#[tokio::test]
async fn thinking_comes_first_and_is_paid_for() {
    let simulator = simulator().await;
    let mut body = with("thinking", json!({"type": "adaptive", "display": "summarized"}));
    body["model"] = "claude-opus-4-7".into();
    body["output_config"] = json!({"effort": "low"});
    let (_, thought) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(thought["content"][0]["type"], "thinking");
    assert!(thought["content"][0]["thinking"].as_str().unwrap().starts_with("alpha naïve"));
    assert_eq!(thought["content"][1]["text"], "Echo: hello");
    assert_eq!(thought["usage"]["output_tokens_details"]["thinking_tokens"], 16);
    assert_eq!(thought["usage"]["output_tokens"], 16 + count_tokens("Echo: hello"));

    let in_stream = events(anthropic(&simulator, &streamed(with("model", json!("claude-sonnet-5"))))).await;
    let deltas = named(&in_stream, "content_block_delta");
    assert_eq!(deltas[0]["delta"]["type"], "signature_delta");
    assert_eq!(built(&in_stream, 1), "Echo: hello");
}

#[tokio::test]
async fn a_flawed_request_is_refused_in_anthropic_s_words() {
    let simulator = simulator().await;
    let messages = |value: Value| with("messages", value);
    let user = |content: Value| messages(json!([{"role": "user", "content": content}]));
    let thinking = json!({"type": "enabled", "budget_tokens": 1024});
    let modern = |field: &str, value: Value| {
        let mut body = with(field, value);
        body["model"] = "claude-opus-4-7".into();
        body
    };
    let png_as = |kind: &str, data: &str| json!([{"type": "image", "source": {"type": "base64", "media_type": kind, "data": data}}]);
    for (body, message) in [
        (with("seed", json!(1)), "seed: Extra inputs are not permitted"),
        (with("max_tokens", Value::Null), "max_tokens: Field required"),
        (with("max_tokens", json!(0)), "max_tokens: Input should be greater than or equal to 1"),
        (with("temperature", json!(1.5)), "temperature: Input should be less than or equal to 1"),
        (with("temperature", json!("1")), "temperature: Input should be a valid number"),
        (with("service_tier", json!("flex")), "service_tier: Input should be 'auto' or 'standard_only'"),
        (with("metadata", json!({"job": "1"})), "metadata.job: Extra inputs are not permitted"),
        (
            with("system", json!([{"type": "text", "text": ""}])),
            "system: text content blocks must be non-empty",
        ),
        (
            with("stop_sequences", json!([" "])),
            "stop_sequences: each stop sequence must contain non-whitespace",
        ),
        (with("tool_choice", json!({"type": "any"})), "tool_choice: tool_choice may only be"),
        (
            with("tools", json!([{"name": "a b", "input_schema": {"type": "object"}}])),
            "tools.0.custom.name: String",
        ),
        (with("tools", json!([{"name": "a"}])), "tools.0.custom.input_schema: Field required"),
        (with("tools", json!([weather(), weather()])), "tools: Tool names must be unique."),
        (messages(json!([])), "messages: at least one message is required"),
        (messages(json!([{"role": "system", "content": "x"}])), "messages: Unexpected role \"system\""),
        (
            messages(json!([{"role": "assistant", "content": "x"}])),
            "messages: first message must use the \"user\" role",
        ),
        (
            messages(json!([
                {"role": "user", "content": "x"},
                {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "f", "input": {}}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1"}]},
            ])),
            "Requests which include `tool_use` or `tool_result` blocks must define tools",
        ),
        (
            {
                let mut body = with("output_config", json!({"effort": "xhigh"}));
                body["model"] = "claude-opus-4-6".into();
                body
            },
            "This model does not support effort level \"xhigh\".",
        ),
        (
            with(
                "tools",
                json!([{"name": "f", "strict": true, "input_schema": {"type": "object", "additionalProperties": false,
                "properties": {"a": {"type": "array", "maxItems": 5}}}}]),
            ),
            "tools.0.custom.input_schema: For 'array' type, property 'maxItems' is not supported",
        ),
        (
            with(
                "tools",
                json!([{"name": "f", "strict": true, "input_schema": {"type": "object", "additionalProperties": false,
                "properties": {"a": {"$ref": "#"}}}}]),
            ),
            "tools.0.custom.input_schema: Circular reference detected",
        ),
        (user(json!("")), "messages.0: all messages must have non-empty content"),
        (user(json!([{"type": "text", "text": ""}])), "messages: text content blocks must be non-empty"),
        (user(json!([{"type": "text", "text": "x", "id": 1}])), "messages.0.content.0.text.id: Extra inputs"),
        (
            user(json!([{"type": "tool_use"}])),
            "messages.0.content.0: Input tag \"tool_use\" found using 'type'",
        ),
        (
            user(png_as("image/png", "aGVsbG8=")),
            "messages.0.content.0.image.source.base64.data: Could not process",
        ),
        (
            user(png_as("image/gif", "iVBORw0KGgo=")),
            "messages.0.content.0.image.source.base64: The image was",
        ),
        (modern("temperature", json!(0.5)), "`temperature` is deprecated for this model."),
        (modern("thinking", thinking.clone()), "\"thinking.type.enabled\" is not supported for this model."),
        (with("thinking", thinking), "`max_tokens` must be greater than `thinking.budget_tokens`"),
        (with("thinking", json!({"type": "adaptive"})), "adaptive thinking is not supported on this model"),
        (
            with("output_config", json!({"effort": "low"})),
            "This model does not support the effort parameter.",
        ),
    ] {
        let (status, refused) = answer(anthropic(&simulator, &body)).await;
        assert_eq!(status, 400, "{body}: {refused}");
        assert_eq!(refused["type"], "error");
        assert_eq!(refused["error"]["type"], "invalid_request_error");
        assert!(message_of(&refused).starts_with(message), "{body}: {refused}");
    }
    let (status, refused) = answer(anthropic(&simulator, &with("model", json!("gpt-4o")))).await;
    assert_eq!((status, &refused["error"]["type"]), (404, &json!("not_found_error")));
}

#[tokio::test]
async fn an_assistant_s_beginning_is_continued_by_older_models_only() {
    let simulator = simulator().await;
    let mut body =
        with("messages", json!([{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]));
    assert_eq!(answer(anthropic(&simulator, &body)).await.0, 200);
    body["model"] = "claude-sonnet-4-6".into();
    let (status, refused) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(status, 400);
    assert!(message_of(&refused).starts_with("This model does not support assistant message prefill."));
}

#[tokio::test]
async fn images_are_read_and_counted() {
    let simulator = simulator().await;
    let body = with(
        "messages",
        json!([{"role": "user", "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
            {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
            {"type": "text", "text": "what is this?"},
        ]}]),
    );
    let (_, seen) = answer(anthropic(&simulator, &body)).await;
    assert_eq!(seen["content"][0]["text"], "Echo: what is this?");
    assert_eq!(seen["usage"]["input_tokens"], count_tokens("what is this?") + 2 * PER_IMAGE);
}

#[tokio::test]
async fn key_and_version_are_asked_for() {
    let simulator = simulator().await;
    for key in ["sk-bad-1234", "revoked-key"] {
        let (status, refused) = answer(keyed(&simulator, key, &say("x"))).await;
        assert_eq!(status, 401);
        assert_eq!(refused["error"], json!({"type": "authentication_error", "message": "invalid x-api-key"}));
    }
    let url = format!("{}/messages", simulator.api_url(Provider::Anthropic));
    let bare = || reqwest::Client::new().post(&url).json(&say("x"));
    let (status, refused) = answer(bare().bearer_auth(KEY)).await;
    assert_eq!((status, message_of(&refused)), (401, "x-api-key header is required"));
    let (status, refused) = answer(bare().header("x-api-key", KEY)).await;
    assert_eq!((status, message_of(&refused)), (400, "anthropic-version: header is required"));
    let old = bare().header("x-api-key", KEY).header("anthropic-version", "2020-01-01");
    assert_eq!(answer(old).await.0, 400);
    let broken = anthropic(&simulator, &json!({})).body("{\"model\":");
    assert_eq!(answer(broken).await.0, 400);
}

#[tokio::test]
async fn a_status_has_anthropic_s_type_and_the_request_s_id() {
    let simulator = simulator().await;
    for (status, kind) in [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (413, "request_too_large"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (503, "api_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
    ] {
        let text = format!("[[status={status} retry_after=3]]");
        let response = anthropic(&simulator, &say(&text)).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(header(&response, "retry-after"), "3");
        let id = header(&response, "request-id");
        let body: Value = response.json().await.unwrap();
        assert_eq!((&body["type"], &body["error"]["type"]), (&json!("error"), &json!(kind)));
        assert_eq!(body["request_id"], id);
    }
    let (status, refused) = answer(anthropic(&simulator, &say("[[wrods=1]]"))).await;
    assert_eq!(status, 400);
    assert!(message_of(&refused).contains("`wrods` is unknown"));
}

#[tokio::test]
async fn a_stream_can_fail_break_off_or_be_malformed() {
    let simulator = simulator().await;
    let failed = events(anthropic(&simulator, &streamed(say("[[error_after=4]] hello")))).await;
    assert_eq!(failed.len(), 5);
    assert_eq!(
        named(&failed, "error")[0]["error"],
        json!({"type": "overloaded_error", "message": "Overloaded"})
    );

    let cut = anthropic(&simulator, &streamed(say("[[cut_after=2]] hello"))).send().await.unwrap();
    let text = cut.text().await.unwrap_or_default();
    assert!(!text.contains("message_stop"), "{text}");

    let malformed = anthropic(&simulator, &streamed(say("[[malformed]] hello"))).send().await.unwrap();
    let events = crate::calling::parse(&malformed.text().await.unwrap());
    assert_eq!(events[1].name.as_deref(), Some("content_block_start"));
    assert!(serde_json::from_str::<Value>(&events[1].data).is_err());

    let html = anthropic(&simulator, &say("[[html]]")).send().await.unwrap();
    assert!(header(&html, "content-type").starts_with("text/html"));
    let first = "[[fail_first=1 status=529 key=a]] hello";
    assert_eq!(answer(anthropic(&simulator, &say(first))).await.0, 529);
    assert_eq!(answer(anthropic(&simulator, &say(first))).await.0, 200);
}
