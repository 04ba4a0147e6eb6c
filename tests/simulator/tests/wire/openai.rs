//! OpenAI's chat completions.

use serde_json::{Value, json};
use tollgate_simulator::{count_prompt_tokens, count_tokens};

use crate::calling::{answer, events, fireworks, header, openai, say, say_streamed, simulator};

/// A PNG signature: enough of an image.
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

fn weather() -> Value {
    json!({"type": "function", "function": {
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius"]}},
            "required": ["city", "unit"]
        }
    }})
}

#[tokio::test]
async fn a_call_is_echoed_with_usage_that_a_test_can_compute() {
    let simulator = simulator().await;
    let body = json!({"model": "gpt-4o-mini", "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Grüße, 世界!"},
    ]});
    let (status, answer) = answer(openai(&simulator, &body)).await;
    assert_eq!(status, 200);
    assert_eq!(answer["object"], "chat.completion");
    assert!(answer["id"].as_str().unwrap().starts_with("chatcmpl-"));
    assert_eq!(answer["choices"][0]["message"]["content"], "Echo: Grüße, 世界!");
    assert_eq!(answer["choices"][0]["message"]["refusal"], Value::Null);
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    let prompt = count_prompt_tokens(["Be brief.", "Grüße, 世界!"]);
    let completion = count_tokens("Echo: Grüße, 世界!");
    assert_eq!(answer["usage"]["prompt_tokens"], prompt);
    assert_eq!(answer["usage"]["completion_tokens"], completion);
    assert_eq!(answer["usage"]["total_tokens"], prompt + completion);
    assert_eq!(answer["usage"]["prompt_tokens_details"]["cached_tokens"], 0);
    assert_eq!(answer["usage"]["completion_tokens_details"]["reasoning_tokens"], 0);
}

#[tokio::test]
async fn the_same_request_has_the_same_answer_but_its_own_request_id() {
    let simulator = simulator().await;
    let first = openai(&simulator, &say("again")).send().await.unwrap();
    let second = openai(&simulator, &say("again")).send().await.unwrap();
    assert_ne!(header(&first, "x-request-id"), header(&second, "x-request-id"));
    assert_eq!(header(&first, "x-ratelimit-limit-requests"), "10000");
    assert_eq!(header(&first, "openai-processing-ms"), "12");
    assert_eq!(first.text().await.unwrap(), second.text().await.unwrap());
}

#[tokio::test]
async fn a_stream_says_what_the_whole_answer_says() {
    let simulator = simulator().await;
    let text = "one 🦀 three naïve words, and a veryverylongoneatthat";
    let events = events(openai(&simulator, &say_streamed(text))).await;
    let (done, chunks) = events.split_last().unwrap();
    assert_eq!(done.data, "[DONE]");
    let chunks: Vec<Value> = chunks.iter().map(|event| event.json()).collect();
    let (last, rest) = chunks.split_last().unwrap();
    assert_eq!(last["choices"], json!([]));
    assert_eq!(last["usage"]["prompt_tokens"], count_tokens(text));
    for chunk in rest {
        assert_eq!(chunk["object"], "chat.completion.chunk");
        assert!(chunk.as_object().unwrap().contains_key("usage"));
        assert_eq!(chunk["usage"], Value::Null);
    }
    assert_eq!(rest[0]["choices"][0]["delta"]["role"], "assistant");
    let said: String =
        rest.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(said, format!("Echo: {text}"));
    assert_eq!(rest.last().unwrap()["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn a_stream_that_is_not_asked_for_usage_has_none() {
    let simulator = simulator().await;
    let mut body = say("hello");
    body["stream"] = true.into();
    for event in events(openai(&simulator, &body)).await {
        assert!(!event.data.contains("usage"), "{}", event.data);
    }
}

#[tokio::test]
async fn tools_are_called_in_parallel_and_their_results_read() {
    let simulator = simulator().await;
    let mut body = say("[[tool_calls=2]] weather?");
    body["tools"] = json!([weather()]);
    let (_, called) = answer(openai(&simulator, &body)).await;
    assert_eq!(called["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(called["choices"][0]["message"]["content"], Value::Null);
    let calls = called["choices"][0]["message"]["tool_calls"].as_array().unwrap();
    assert_eq!(calls.len(), 2);
    assert_ne!(calls[0]["id"], calls[1]["id"]);
    let arguments: Value = serde_json::from_str(calls[0]["function"]["arguments"].as_str().unwrap()).unwrap();
    assert_eq!(arguments, json!({"city": "text", "unit": "celsius"}));

    body["stream"] = true.into();
    let mut streamed = [String::new(), String::new()];
    for event in events(openai(&simulator, &body)).await.iter().filter(|event| event.data != "[DONE]") {
        let delta = &event.json()["choices"][0]["delta"];
        for part in delta["tool_calls"].as_array().into_iter().flatten() {
            let index = usize::try_from(part["index"].as_u64().unwrap()).unwrap();
            streamed[index].push_str(part["function"]["arguments"].as_str().unwrap());
        }
    }
    assert_eq!(streamed[0], calls[0]["function"]["arguments"].as_str().unwrap());
    assert_eq!(streamed[1], calls[1]["function"]["arguments"].as_str().unwrap());

    body["stream"] = false.into();
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(called["choices"][0]["message"].clone());
    messages[1].as_object_mut().unwrap().remove("annotations");
    for (call, result) in calls.iter().zip(["sunny", "rainy"]) {
        messages.push(json!({"role": "tool", "tool_call_id": call["id"], "content": result}));
    }
    let (status, read) = answer(openai(&simulator, &body)).await;
    assert_eq!(status, 200, "{read}");
    assert_eq!(read["choices"][0]["message"]["content"], "Tool results: sunny; rainy");
}

#[tokio::test]
async fn a_schema_is_answered_with_an_instance_of_it() {
    let simulator = simulator().await;
    let mut body = say("an object please");
    body["response_format"] = json!({"type": "json_schema", "json_schema": {
        "name": "thing", "strict": true,
        "schema": {
            "type": "object", "additionalProperties": false,
            "properties": {"size": {"type": "integer", "minimum": 2}}, "required": ["size"]
        }
    }});
    let (_, answered) = answer(openai(&simulator, &body)).await;
    assert_eq!(answered["choices"][0]["message"]["content"], "{\"size\":2}");
    body["response_format"]["json_schema"]["schema"]["required"] = json!([]);
    let (status, refused) = answer(openai(&simulator, &body)).await;
    assert_eq!((status, refused["error"]["code"].as_str()), (400, Some("invalid_json_schema")));
}

#[tokio::test]
async fn a_small_limit_ends_the_answer_and_a_refusal_has_its_own_field() {
    let simulator = simulator().await;
    let mut body = say("a long story");
    body["max_tokens"] = 2.into();
    let (_, short) = answer(openai(&simulator, &body)).await;
    assert_eq!(short["choices"][0]["finish_reason"], "length");
    assert_eq!(short["usage"]["completion_tokens"], 2);
    let (_, refused) = answer(openai(&simulator, &say("[[refuse]] now"))).await;
    assert!(refused["choices"][0]["message"]["refusal"].as_str().unwrap().starts_with("I'm sorry"));
    assert_eq!(refused["choices"][0]["message"]["content"], Value::Null);
    let (_, blocked) = answer(openai(&simulator, &say("[[blocked]] now"))).await;
    assert_eq!(blocked["choices"][0]["finish_reason"], "content_filter");
}

#[tokio::test]
async fn reasoning_models_think_and_refuse_the_older_parameters() {
    let simulator = simulator().await;
    let mut body = say("think");
    body["model"] = "gpt-5-mini".into();
    let (_, thought) = answer(openai(&simulator, &body)).await;
    assert_eq!(thought["usage"]["completion_tokens_details"]["reasoning_tokens"], 64);
    assert_eq!(thought["usage"]["completion_tokens"], 64 + count_tokens("Echo: think"));
    body["max_tokens"] = 100.into();
    let (status, refused) = answer(openai(&simulator, &body)).await;
    assert_eq!(status, 400);
    assert_eq!(
        refused,
        json!({"error": {
            "message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                        'max_completion_tokens' instead.",
            "type": "invalid_request_error", "param": "max_tokens", "code": "unsupported_parameter"
        }})
    );
    body.as_object_mut().unwrap().remove("max_tokens");
    body["temperature"] = json!(0.5);
    let (_, refused) = answer(openai(&simulator, &body)).await;
    assert_eq!(refused["error"]["code"], "unsupported_value");
    assert_eq!(refused["error"]["param"], "temperature");
    body["temperature"] = json!(1);
    body["stop"] = json!("k");
    for (model, expected) in
        [("o1", 200), ("o3-mini", 200), ("o3", 400), ("o4-mini", 400), ("gpt-5-mini", 400)]
    {
        body["model"] = model.into();
        assert_eq!(answer(openai(&simulator, &body)).await.0, expected, "{model}");
    }
}

#[tokio::test]
async fn a_flawed_request_is_refused_in_openai_s_words() {
    let simulator = simulator().await;
    let with = |field: &str, value: Value| {
        let mut body = say("hello");
        body[field] = value;
        body
    };
    let of = |model: &str, field: &str, value: Value| {
        let mut body = with(field, value);
        body["model"] = model.into();
        body
    };
    let messages = |value: Value| with("messages", value);
    let call = json!({"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    for (body, status, param, code) in [
        (with("temprature", json!(1)), 400, Some("temprature"), Some("unknown_parameter")),
        (with("temperature", json!("1")), 400, Some("temperature"), Some("invalid_type")),
        (with("temperature", json!(2.5)), 400, Some("temperature"), Some("decimal_above_max_value")),
        (with("max_tokens", json!(0)), 400, Some("max_tokens"), Some("integer_below_min_value")),
        (with("messages", json!(null)), 400, Some("messages"), Some("missing_required_parameter")),
        (with("messages", json!([])), 400, Some("messages"), Some("empty_array")),
        (with("model", json!("claude-x")), 404, None, Some("model_not_found")),
        (with("stream_options", json!({})), 400, Some("stream_options"), None),
        (with("tool_choice", json!("auto")), 400, Some("tool_choice"), None),
        (with("parallel_tool_calls", json!(true)), 400, Some("parallel_tool_calls"), None),
        (
            of("o3", "reasoning_effort", json!("minimal")),
            400,
            Some("reasoning_effort"),
            Some("unsupported_value"),
        ),
        (
            of("gpt-5", "reasoning_effort", json!("none")),
            400,
            Some("reasoning_effort"),
            Some("unsupported_value"),
        ),
        (
            of("gpt-5.1", "reasoning_effort", json!("xhigh")),
            400,
            Some("reasoning_effort"),
            Some("unsupported_value"),
        ),
        (of("gpt-5", "stop", json!("END")), 400, Some("stop"), Some("unsupported_parameter")),
        (with("response_format", json!({"type": "json_object"})), 400, Some("messages"), None),
        (with("reasoning_effort", json!("low")), 400, None, None),
        (
            messages(json!([{"role": "robot", "content": "x"}])),
            400,
            Some("messages[0].role"),
            Some("invalid_value"),
        ),
        (
            messages(json!([{"role": "user", "content": "x", "colour": 1}])),
            400,
            Some("messages[0].colour"),
            Some("unknown_parameter"),
        ),
        (
            messages(
                json!([{"role": "user", "content": "x"}, {"role": "tool", "tool_call_id": "a", "content": "y"}]),
            ),
            400,
            Some("messages[1]"),
            None,
        ),
        (
            messages(json!([{"role": "assistant", "tool_calls": [call]}, {"role": "user", "content": "y"}])),
            400,
            Some("messages[1]"),
            None,
        ),
        (
            messages(
                json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}}]}]),
            ),
            400,
            Some("messages[0].content[0].image_url.url"),
            Some("invalid_image_format"),
        ),
    ] {
        let (found, refused) = answer(openai(&simulator, &body)).await;
        assert_eq!(found, status, "{body}: {refused}");
        assert_eq!(refused["error"]["type"], "invalid_request_error", "{refused}");
        assert_eq!(refused["error"]["param"].as_str(), param, "{body}: {refused}");
        assert_eq!(refused["error"]["code"].as_str(), code, "{body}: {refused}");
    }
}

#[tokio::test]
async fn a_broken_body_is_a_400() {
    let simulator = simulator().await;
    let request = openai(&simulator, &json!({})).body("{\"model\":");
    let (status, refused) = answer(request).await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().starts_with("We could not parse the JSON body"));
}

#[tokio::test]
async fn images_are_read_and_counted() {
    let simulator = simulator().await;
    let body = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": [
        {"type": "text", "text": "what is this?"},
        {"type": "image_url", "image_url": {"url": PNG}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
    ]}]});
    let (_, seen) = answer(openai(&simulator, &body)).await;
    assert_eq!(seen["choices"][0]["message"]["content"], "Echo: what is this?");
    assert_eq!(
        seen["usage"]["prompt_tokens"],
        count_tokens("what is this?") + 2 * tollgate_simulator::PER_IMAGE
    );
}

#[tokio::test]
async fn keys_are_missing_wrong_or_revoked() {
    let simulator = simulator().await;
    let body = say("hello");
    for (key, code, words) in [
        (Some("sk-bad-1234567890abcd"), Some("invalid_api_key"), "Incorrect API key provided: sk-bad-1"),
        (Some("bad"), Some("invalid_api_key"), "Incorrect API key provided: ba*"),
        (Some("revoked-key"), Some("account_deactivated"), "deactivated"),
        (None, None, "You didn't provide an API key"),
    ] {
        let url = format!("{}/v1/chat/completions", simulator.root_url());
        let mut request = reqwest::Client::new().post(url).json(&body);
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let (status, refused) = answer(request).await;
        assert_eq!(status, 401);
        assert_eq!(refused["error"]["code"].as_str(), code);
        assert!(refused["error"]["message"].as_str().unwrap().contains(words), "{refused}");
    }
}

#[tokio::test]
async fn usage_is_what_the_directive_says() {
    let simulator = simulator().await;
    let said = "[[usage prompt=1000 completion=500 cached=400 reasoning=100 cache_write_5m=50]]";
    let (_, answered) = answer(openai(&simulator, &say(said))).await;
    assert_eq!(
        answered["usage"],
        json!({
            "prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500,
            "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 0, "cache_write_tokens": 50},
            "completion_tokens_details": {
                "reasoning_tokens": 100, "audio_tokens": 0,
                "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0
            }
        })
    );
    assert_eq!(answered["service_tier"], "default");
    let (_, answered) = answer(openai(&simulator, &say("[[service_tier=flex]]"))).await;
    assert_eq!(answered["service_tier"], "flex");
    let (_, answered) = answer(openai(&simulator, &say("[[no_usage]]"))).await;
    assert!(answered.get("usage").is_none());
    let (_, answered) = answer(openai(&simulator, &say("[[zero_usage]]"))).await;
    assert_eq!(answered["usage"]["total_tokens"], 0);
    let last = |events: &[crate::calling::Event]| events[events.len() - 2].json();
    let streamed = events(openai(&simulator, &say_streamed("[[zero_usage]]"))).await;
    assert_eq!(last(&streamed)["usage"]["total_tokens"], 0);
    let streamed = events(openai(&simulator, &say_streamed("[[no_usage]]"))).await;
    assert_eq!(last(&streamed)["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn several_choices_are_several_answers() {
    let simulator = simulator().await;
    let mut body = say("hello");
    body["n"] = 2.into();
    let (_, answered) = answer(openai(&simulator, &body)).await;
    assert_eq!(answered["choices"].as_array().unwrap().len(), 2);
    assert_eq!(answered["choices"][1]["index"], 1);
    assert_eq!(answered["usage"]["completion_tokens"], 2 * count_tokens("Echo: hello"));
}

#[tokio::test]
async fn probabilities_are_those_of_the_tokens_that_are_streamed() {
    let simulator = simulator().await;
    let mut body = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "two words"}],
        "logprobs": true, "top_logprobs": 2});
    let (_, whole) = answer(openai(&simulator, &body)).await;
    let tokens = whole["choices"][0]["logprobs"]["content"].as_array().unwrap().clone();
    assert_eq!(
        tokens.iter().filter_map(|token| token["token"].as_str()).collect::<String>(),
        "Echo: two words"
    );
    assert!(tokens.iter().all(|token| token["top_logprobs"].as_array().map(Vec::len) == Some(2)));
    let events = events(openai(&simulator, &{
        let mut body = body.clone();
        body["stream"] = true.into();
        body
    }))
    .await;
    let chunks = events.iter().filter(|event| event.data != "[DONE]").map(|event| event.json());
    let streamed: Vec<Value> = chunks
        .flat_map(|chunk| chunk["choices"][0]["logprobs"]["content"].as_array().cloned().unwrap_or_default())
        .collect();
    assert_eq!(streamed, tokens);
    body["top_logprobs"] = 6.into();
    assert_eq!(answer(openai(&simulator, &body)).await.0, 200);
    body["model"] = "accounts/fireworks/models/llama-v3p3-70b-instruct".into();
    assert_eq!(answer(fireworks(&simulator, &body)).await.0, 400, "Fireworks has five at most");
    body["logprobs"] = false.into();
    body["top_logprobs"] = 1.into();
    assert_eq!(answer(fireworks(&simulator, &body)).await.0, 400);
}

#[tokio::test]
async fn openai_takes_no_long_ids_of_calls() {
    let simulator = simulator().await;
    let conversation = |id: &str| {
        let call = json!({"id": id, "type": "function", "function": {"name": "one", "arguments": "{}"}});
        json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "x"},
            {"role": "assistant", "content": null, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": id, "content": "42"}]})
    };
    assert_eq!(answer(openai(&simulator, &conversation(&"a".repeat(40)))).await.0, 200);
    let (status, refused) = answer(openai(&simulator, &conversation(&"a".repeat(41)))).await;
    assert_eq!((status, &refused["error"]["code"]), (400, &json!("string_above_max_length")), "{refused}");
}
