//! Gemini's `generateContent` and `streamGenerateContent`.

use futures_util::StreamExt;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tollgate_simulator::{Outcome, PER_IMAGE, Provider, Simulator, count_prompt_tokens, count_tokens};

use crate::calling::{KEY, answer, events, eventually, header, parse, simulator};

const MODEL: &str = "gemini-2.0-flash";

fn call(simulator: &Simulator, key: &str, target: &str, body: &Value) -> RequestBuilder {
    let url = format!("{}/models/{target}", simulator.api_url(Provider::Gemini));
    reqwest::Client::new().post(url).header("x-goog-api-key", key).json(body)
}

fn generate(simulator: &Simulator, model: &str, body: &Value) -> RequestBuilder {
    call(simulator, KEY, &format!("{model}:generateContent"), body)
}

fn stream(simulator: &Simulator, model: &str, body: &Value) -> RequestBuilder {
    call(simulator, KEY, &format!("{model}:streamGenerateContent?alt=sse"), body)
}

fn say(text: &str) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": text}]}]})
}

fn with(field: &str, value: Value) -> Value {
    let mut body = say("hello");
    body[field] = value;
    body
}

fn weather() -> Value {
    json!([{"functionDeclarations": [{
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
    }]}])
}

#[tokio::test]
async fn a_call_is_echoed_and_counted() {
    let simulator = simulator().await;
    let mut body = say("Grüße, 世界!");
    body["systemInstruction"] = json!({"parts": [{"text": "Be brief."}]});
    let (status, answered) = answer(generate(&simulator, MODEL, &body)).await;
    assert_eq!(status, 200, "{answered}");
    let candidate = &answered["candidates"][0];
    assert_eq!(candidate["content"]["parts"], json!([{"text": "Echo: Grüße, 世界!"}]));
    assert_eq!(
        (&candidate["content"]["role"], &candidate["finishReason"]),
        (&json!("model"), &json!("STOP"))
    );
    let prompt = count_prompt_tokens(["Be brief.", "Grüße, 世界!"]);
    let output = count_tokens("Echo: Grüße, 世界!");
    assert_eq!(answered["usageMetadata"]["promptTokenCount"], prompt);
    assert_eq!(answered["usageMetadata"]["candidatesTokenCount"], output);
    assert_eq!(answered["usageMetadata"]["totalTokenCount"], prompt + output);
    assert_eq!(answered["modelVersion"], MODEL);
    let logged = simulator.requests().remove(0);
    assert_eq!((logged.model.as_str(), logged.provider), (MODEL, Provider::Gemini));
}

#[tokio::test]
async fn a_stream_has_usage_in_every_frame_and_no_end_marker() {
    let simulator = simulator().await;
    let text = "one 🦀 three naïve words and some more of them";
    let response = stream(&simulator, MODEL, &say(text)).send().await.unwrap();
    assert!(header(&response, "content-type").starts_with("text/event-stream"));
    let raw = response.text().await.unwrap();
    assert!(raw.ends_with("\r\n\r\n") && !raw.contains("[DONE]"));
    let frames: Vec<Value> = parse(&raw).iter().map(|event| event.json()).collect();
    let said: String = frames
        .iter()
        .filter_map(|frame| frame["candidates"][0]["content"]["parts"][0]["text"].as_str())
        .collect();
    assert_eq!(said, format!("Echo: {text}"));
    let counts: Vec<u64> = frames
        .iter()
        .map(|frame| {
            assert_eq!(frame["usageMetadata"]["promptTokenCount"], count_tokens(text));
            frame["usageMetadata"]["candidatesTokenCount"].as_u64().unwrap()
        })
        .collect();
    assert!(counts.is_sorted() && counts.len() > 2);
    assert_eq!(*counts.last().unwrap(), count_tokens(&said));
    let finished = frames.iter().filter(|frame| frame["candidates"][0]["finishReason"] == "STOP").count();
    assert_eq!(finished, 1);
    assert_eq!(frames.last().unwrap()["candidates"][0]["finishReason"], "STOP");
}

#[tokio::test]
async fn thoughts_are_counted_apart_from_the_answer() {
    let simulator = simulator().await;
    let (_, hidden) = answer(generate(&simulator, "gemini-2.5-flash", &say("think"))).await;
    let usage = &hidden["usageMetadata"];
    let output = count_tokens("Echo: think");
    assert_eq!(
        (usage["thoughtsTokenCount"].as_u64(), usage["candidatesTokenCount"].as_u64()),
        (Some(64), Some(output))
    );
    assert_eq!(usage["totalTokenCount"], count_tokens("think") + output + 64);
    let mut body = say("think");
    body["generationConfig"] = json!({"thinkingConfig": {"thinkingBudget": 20, "includeThoughts": true}});
    let (_, shown) = answer(generate(&simulator, "gemini-2.5-flash", &body)).await;
    assert_eq!(shown["candidates"][0]["content"]["parts"][0]["thought"], true);
    assert_eq!(shown["usageMetadata"]["thoughtsTokenCount"], 20);
    body["generationConfig"]["thinkingConfig"]["thinkingBudget"] = 0.into();
    let (_, idle) = answer(generate(&simulator, "gemini-2.5-flash", &body)).await;
    assert!(idle["usageMetadata"].get("thoughtsTokenCount").is_none());
    let (status, refused) = answer(generate(&simulator, "gemini-2.5-pro", &body)).await;
    assert_eq!(
        (status, &refused["error"]["message"]),
        (400, &json!("Budget 0 is invalid. This model only works in thinking mode."))
    );
}

#[tokio::test]
async fn usage_follows_the_directive_with_output_and_thoughts_apart() {
    let simulator = simulator().await;
    let said = "[[usage prompt=1000 completion=500 cached=400 reasoning=100]]";
    for frames in [
        vec![answer(generate(&simulator, MODEL, &say(said))).await.1],
        events(stream(&simulator, MODEL, &say(said))).await.iter().map(|event| event.json()).collect(),
    ] {
        let usage = &frames.last().unwrap()["usageMetadata"];
        assert_eq!(usage["promptTokenCount"], 1000);
        assert_eq!(usage["cachedContentTokenCount"], 400);
        assert_eq!(usage["candidatesTokenCount"], 400);
        assert_eq!(usage["thoughtsTokenCount"], 100);
        assert_eq!(usage["totalTokenCount"], 1500);
    }
    let (_, without) = answer(generate(&simulator, MODEL, &say("[[no_usage]]"))).await;
    assert!(without.get("usageMetadata").is_none());
    let (_, zero) = answer(generate(&simulator, MODEL, &say("[[zero_usage]]"))).await;
    assert_eq!(zero["usageMetadata"]["totalTokenCount"], 0);
}

#[tokio::test]
async fn functions_are_called_signed_and_answered() {
    let simulator = simulator().await;
    let mut body = say("[[tool_calls=2]] weather?");
    body["tools"] = weather();
    let (_, called) = answer(generate(&simulator, "gemini-3-pro-preview", &body)).await;
    let content = called["candidates"][0]["content"].clone();
    let parts = content["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0]["functionCall"]["args"], json!({"city": "text"}));
    assert!(parts[0]["thoughtSignature"].is_string() && parts[1].get("thoughtSignature").is_none());
    assert_eq!(called["candidates"][0]["finishReason"], "STOP");
    let streamed = events(stream(&simulator, "gemini-3-pro-preview", &body)).await;
    let calls = streamed.iter().filter(|event| event.data.contains("functionCall")).count();
    assert_eq!(calls, 2, "each call comes whole, in a frame of its own");

    let response =
        |text: &str| json!({"functionResponse": {"name": "weather", "response": {"result": text}}});
    let mut answered = body.clone();
    let turns = answered["contents"].as_array_mut().unwrap();
    turns.push(content);
    turns.push(json!({"role": "user", "parts": [response("sunny"), response("rainy")]}));
    let (status, read) = answer(generate(&simulator, "gemini-3-pro-preview", &answered)).await;
    assert_eq!(status, 200, "{read}");
    assert_eq!(read["candidates"][0]["content"]["parts"][0]["text"], "Tool results: sunny; rainy");

    let part = &mut answered["contents"][1]["parts"][0];
    part.as_object_mut().unwrap().remove("thoughtSignature");
    let (status, refused) = answer(generate(&simulator, "gemini-3-pro-preview", &answered)).await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().contains("missing a thought_signature"));
    let (status, _) = answer(generate(&simulator, "gemini-2.5-flash", &answered)).await;
    assert_eq!(status, 200, "Gemini 2.5 does not ask for signatures");
    answered["contents"][1]["parts"][0]["thoughtSignature"] = "skip_thought_signature_validator".into();
    let (status, _) = answer(generate(&simulator, "gemini-3-pro-preview", &answered)).await;
    assert_eq!(status, 200);
    answered["contents"][2]["parts"].as_array_mut().unwrap().pop();
    let (status, refused) = answer(generate(&simulator, "gemini-3-pro-preview", &answered)).await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().contains("number of function response parts"));
}

#[tokio::test]
async fn a_forced_function_is_called_unbidden() {
    let simulator = simulator().await;
    let mut body = with("tools", weather());
    body["toolConfig"] =
        json!({"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["weather"]}});
    let (_, called) = answer(generate(&simulator, MODEL, &body)).await;
    assert_eq!(called["candidates"][0]["content"]["parts"][0]["functionCall"]["name"], "weather");
    body["toolConfig"]["functionCallingConfig"]["mode"] = "NONE".into();
    let (status, _) = answer(generate(&simulator, MODEL, &body)).await;
    assert_eq!(status, 400, "names are allowed with ANY and VALIDATED only");
}

#[tokio::test]
async fn a_blocked_prompt_has_no_candidates_and_a_refusal_no_content() {
    let simulator = simulator().await;
    let (status, blocked) = answer(generate(&simulator, MODEL, &say("[[blocked]]"))).await;
    assert_eq!(status, 200);
    assert_eq!(blocked["promptFeedback"]["blockReason"], "PROHIBITED_CONTENT");
    assert!(blocked.get("candidates").is_none());
    assert_eq!(events(stream(&simulator, MODEL, &say("[[blocked]]"))).await.len(), 1);
    let (_, refused) = answer(generate(&simulator, MODEL, &say("[[refuse]]"))).await;
    assert_eq!(refused["candidates"][0]["finishReason"], "SAFETY");
    assert!(refused["candidates"][0].get("content").is_none());
}

#[tokio::test]
async fn a_schema_or_a_limit_shapes_the_answer() {
    let simulator = simulator().await;
    let schema = json!({"type": "OBJECT", "properties": {"size": {"type": "INTEGER"}}, "required": ["size"]});
    let config = json!({"responseMimeType": "application/json", "responseSchema": schema});
    let (_, shaped) = answer(generate(&simulator, MODEL, &with("generationConfig", config))).await;
    assert_eq!(shaped["candidates"][0]["content"]["parts"][0]["text"], "{\"size\":0}");
    let (_, short) =
        answer(generate(&simulator, MODEL, &with("generationConfig", json!({"maxOutputTokens": 2})))).await;
    assert_eq!(short["candidates"][0]["finishReason"], "MAX_TOKENS");
    assert_eq!(short["usageMetadata"]["candidatesTokenCount"], 2);
}

#[tokio::test]
async fn images_are_read_and_counted() {
    let simulator = simulator().await;
    let mut body = say("what is this?");
    let parts = body["contents"][0]["parts"].as_array_mut().unwrap();
    parts.push(json!({"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}));
    parts.push(json!({"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png"}}));
    let (_, seen) = answer(generate(&simulator, MODEL, &body)).await;
    assert_eq!(seen["usageMetadata"]["promptTokenCount"], count_tokens("what is this?") + 2 * PER_IMAGE);
    body["contents"][0]["parts"][1]["inlineData"]["data"] = "?".into();
    let (status, refused) = answer(generate(&simulator, MODEL, &body)).await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().contains("Base64 decoding failed"));
}

#[tokio::test]
async fn a_flawed_request_is_refused_in_google_s_words() {
    let simulator = simulator().await;
    let config = |value: Value| with("generationConfig", value);
    for (body, words) in [
        (with("colour", json!(1)), "Unknown name \"colour\": Cannot find field."),
        (
            config(json!({"maxTokens": 1})),
            "Unknown name \"maxTokens\" at 'generation_config': Cannot find field.",
        ),
        (
            config(json!({"temperature": "1"})),
            "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"1\"",
        ),
        (config(json!({"temperature": 3})), "must not be greater than 2"),
        (config(json!({"thinkingConfig": {}})), "Thinking is not enabled for this model"),
        (
            config(json!({
                "responseMimeType": "application/json",
                "responseSchema": {"type": "object", "additionalProperties": false}
            })),
            "Unknown name \"additionalProperties\" at 'generation_config.response_schema'",
        ),
        (with("contents", json!([])), "contents is not specified"),
        (
            with("contents", json!([{"role": "assistant", "parts": [{"text": "x"}]}])),
            "Please use a valid role: user, model.",
        ),
        (with("contents", json!([{"role": "user", "parts": []}])), "contents.parts must not be empty"),
        (with("contents", json!([{"role": "user", "parts": [{}]}])), "must have one initialized field"),
        (
            with(
                "contents",
                json!([{"role": "user", "parts": [{"text": "x", "functionCall": {"name": "f"}}]}]),
            ),
            "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set.",
        ),
        (
            with("contents", json!([{"role": "user", "parts": [{"text": "x", "thoughtSignature": "bm8="}]}])),
            "Corrupted thought signature.",
        ),
        (
            with(
                "contents",
                json!([{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "?"}}]}]),
            ),
            "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES)",
        ),
        (
            with("contents", json!([{"role": "model", "parts": [{"functionCall": {"name": "f"}}]}])),
            "function call turn comes immediately after",
        ),
        (say("[[wrods=1]]"), "simulator directive: `wrods` is unknown"),
    ] {
        let (status, refused) = answer(generate(&simulator, MODEL, &body)).await;
        assert_eq!(status, 400, "{body}: {refused}");
        assert_eq!(refused["error"]["code"], 400);
        assert_eq!(refused["error"]["status"], "INVALID_ARGUMENT");
        assert!(refused["error"]["message"].as_str().unwrap().contains(words), "{body}: {refused}");
    }
}

#[tokio::test]
async fn keys_models_and_methods_are_checked() {
    let simulator = simulator().await;
    let ask = async |key: &str, target: &str| answer(call(&simulator, key, target, &say("hello"))).await;
    let generate = format!("{MODEL}:generateContent");
    let (status, wrong) = ask("bad-key", &generate).await;
    assert_eq!((status, &wrong["error"]["details"][0]["reason"]), (400, &json!("API_KEY_INVALID")));
    let (status, revoked) = ask("revoked-key", &generate).await;
    assert_eq!((status, &revoked["error"]["status"]), (403, &json!("PERMISSION_DENIED")));
    let in_url = format!("{}/models/{generate}?key={KEY}", simulator.api_url(Provider::Gemini));
    let (status, _) = answer(reqwest::Client::new().post(in_url).json(&say("hello"))).await;
    assert_eq!(status, 403, "a key in the URL is not taken");
    let (status, unknown) = ask(KEY, "gpt-4o:generateContent").await;
    assert_eq!((status, &unknown["error"]["status"]), (404, &json!("NOT_FOUND")));
    assert_eq!(ask(KEY, &format!("{MODEL}:countTokens")).await.0, 404);
    assert_eq!(ask(KEY, &format!("{MODEL}:streamGenerateContent")).await.0, 400);
}

#[tokio::test]
async fn failures_have_google_s_shape_before_and_in_a_stream() {
    let simulator = simulator().await;
    let response = generate(&simulator, MODEL, &say("[[status=429 retry_after=7]]")).send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "retry-after").as_str()), (429, "7"));
    let limited: Value = response.json().await.unwrap();
    assert_eq!(limited["error"]["status"], "RESOURCE_EXHAUSTED");
    assert_eq!(limited["error"]["details"][0]["retryDelay"], "7s");
    let frames = events(stream(&simulator, MODEL, &say("[[error_after=2]] [[words=30]]"))).await;
    assert_eq!(frames.len(), 3);
    assert_eq!(frames[2].json()["error"]["status"], "UNAVAILABLE");
    let broken = events(stream(&simulator, MODEL, &say("[[malformed]] [[words=30]]"))).await;
    assert!(serde_json::from_str::<Value>(&broken[1].data).is_err());
}

#[tokio::test]
async fn a_hang_up_in_mid_stream_is_noticed() {
    let simulator = simulator().await;
    let response = stream(&simulator, MODEL, &say("[[chunk_ms=40]] [[words=200]]")).send().await.unwrap();
    let mut body = response.bytes_stream();
    body.next().await.unwrap().unwrap();
    drop(body);
    let calls = eventually(&simulator, |calls| calls[0].outcome == Outcome::ClientHungUp).await;
    assert!(calls[0].streaming && calls[0].events_sent < calls[0].events_total);
}
