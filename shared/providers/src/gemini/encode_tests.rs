use super::*;
use api::chat::{ImageSource, ImageType, MarkedText};
use api::provider::Provider;
use proptest::prelude::*;

fn target(model: &str) -> Target<'_> {
    Target { provider: Provider::Gemini, model, base_url: None, api_key: "AIza-key", max_output_tokens: 100 }
}

fn request(body: &Value) -> ChatRequest {
    ChatRequest::parse(body.as_object().unwrap()).unwrap()
}

fn sent(model: &str, body: &Value) -> (http::request::Parts, Value) {
    let (parts, body) = encode(&target(model), &request(body), false).unwrap().into_parts();
    (parts, serde_json::from_slice(&body).unwrap())
}

fn hello() -> Value {
    json!({"messages": [{"role": "user", "content": "x"}]})
}

#[test]
fn a_request_goes_out_whole_with_the_output_limit_and_the_key_in_a_header() {
    let schema =
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false});
    let (parts, sent) = sent(
        "gemini-3-flash-preview",
        &json!({
            "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "x"}],
            "tools": [
                {"type": "function", "function": {"name": "f", "description": "d", "parameters": schema, "strict": true}},
                {"type": "function", "function": {"name": "g"}},
            ],
            "tool_choice": {"type": "function", "function": {"name": "f"}}, "parallel_tool_calls": true,
            "temperature": 0.5, "top_p": 0.9, "seed": -7, "frequency_penalty": 0, "presence_penalty": 0.0,
            "stop": ["END"], "reasoning_effort": "low",
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}},
        }),
    );
    assert_eq!(
        sent,
        json!({
            "systemInstruction": {"parts": [{"text": "s"}]},
            "contents": [{"role": "user", "parts": [{"text": "x"}]}],
            "tools": [{"functionDeclarations": [
                {"name": "f", "description": "d", "parametersJsonSchema": schema}, {"name": "g"}]}],
            "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
            "generationConfig": {
                "maxOutputTokens": 100, "temperature": 0.5, "topP": 0.9, "seed": -7, "stopSequences": ["END"], "responseMimeType": "application/json",
                "responseJsonSchema": schema, "thinkingConfig": {"thinkingLevel": "low", "includeThoughts": true},
            },
        })
    );
    assert_eq!(
        parts.uri,
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-flash-preview:generateContent"
    );
    assert_eq!(parts.headers["x-goog-api-key"], "AIza-key");
    assert!(parts.headers["x-goog-api-key"].is_sensitive());
}

#[test]
fn what_is_not_asked_for_is_not_sent() {
    let sent = sent("gemini-2.5-flash", &hello()).1;
    assert_eq!(
        sent,
        json!({
            "contents": [{"role": "user", "parts": [{"text": "x"}]}],
            "generationConfig": {"maxOutputTokens": 100},
        })
    );
    let mut body = hello();
    body["response_format"] = json!({"type": "json_object"});
    body["tool_choice"] = json!("auto");
    let sent = super::tests::sent("gemini-2.0-flash", &body).1;
    assert_eq!(
        sent["generationConfig"],
        json!({"maxOutputTokens": 100, "responseMimeType": "application/json"})
    );
    assert_eq!(sent["toolConfig"], Value::Null, "a choice among no tools is none");
}

#[test]
fn a_choice_of_tools_is_a_mode() {
    for (choice, mode) in [("auto", "AUTO"), ("none", "NONE"), ("required", "ANY")] {
        let mut body = hello();
        body["tools"] = json!([{"type": "function", "function": {"name": "f"}}]);
        body["tool_choice"] = json!(choice);
        let sent = sent("gemini-2.5-flash", &body).1;
        assert_eq!(sent["toolConfig"], json!({"functionCallingConfig": {"mode": mode}}));
    }
}

#[test]
fn a_stream_asks_for_server_sent_events() {
    let elsewhere = Target { base_url: Some("http://127.0.0.1:9/gemini/"), ..target("m") };
    let uri = encode(&elsewhere, &request(&hello()), true).unwrap().uri().clone();
    assert_eq!(uri, "http://127.0.0.1:9/gemini/v1beta/models/m:streamGenerateContent?alt=sse");
}

#[test]
fn a_models_name_cannot_change_the_path() {
    for (model, segment) in [
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("a/../b", "a%2F..%2Fb"),
        ("m?key=1#x", "m%3Fkey%3D1%23x"),
        ("m:countTokens", "m%3AcountTokens"),
        ("50%", "50%25"),
        ("é", "%C3%A9"),
    ] {
        let uri = encode(&target(model), &request(&hello()), false).unwrap().uri().clone();
        assert_eq!(uri.path(), format!("/v1beta/models/{segment}:generateContent"));
        assert_eq!(uri.query(), None);
    }
}

#[test]
fn a_bad_address_or_key_is_refused() {
    let nowhere = Target { base_url: Some("nowhere"), ..target("m") };
    assert_eq!(encode(&nowhere, &request(&hello()), false).unwrap_err(), EncodeError::BadAddress);
    let bad_key = Target { api_key: "a\nb", ..target("m") };
    assert_eq!(encode(&bad_key, &request(&hello()), false).unwrap_err(), EncodeError::BadKey);
}

#[test]
fn a_model_that_always_thinks_cannot_be_asked_not_to() {
    let mut body = hello();
    body["reasoning_effort"] = json!("none");
    let refused = |model: &str| encode(&target(model), &request(&body), false).err();
    let what = "the `reasoning_effort` `none`";
    let unsupported = Some(EncodeError::Unsupported(vec![Refused::because("reasoning_effort", what)]));
    assert_eq!(refused("gemini-3-flash-preview"), unsupported);
    assert_eq!(refused("gemini-2.5-pro"), unsupported);
    assert_eq!(refused("gemini-2.5-flash"), None);
    assert_eq!(sent("gemini-2.0-flash", &body).1["generationConfig"], json!({"maxOutputTokens": 100}));
}

#[test]
fn what_gemini_cannot_do_is_named() {
    let image =
        |url: &str| json!([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]);
    let tools = json!([{"type": "function", "function": {"name": "f"}}]);
    let all = json!({"messages": image("data:image/gif;base64,R0lGODlh"), "tools": tools, "parallel_tool_calls": false, "seed": 1_i64 << 31});
    assert_eq!(unsupported(&request(&all)), ["parallel_tool_calls", "seed", "images"]);
    let none = json!({"messages": image("data:image/webp;base64,UklGRgAAAABXRUJQ"), "parallel_tool_calls": false, "seed": i32::MAX});
    assert!(unsupported(&request(&none)).is_empty());
    let linked = json!({"messages": image("https://example.com/dance.GIF?size=2")});
    assert_eq!(unsupported(&request(&linked)), ["images"]);
}

#[test]
fn penalties_are_for_older_models_and_json_beside_functions_for_newer_ones() {
    let refused = |model: &str, extra: Value| {
        let mut body = hello();
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        match encode(&target(model), &request(&body), false) {
            Ok(_) => Vec::new(),
            Err(EncodeError::Unsupported(refused)) => refused.iter().map(Refused::what).collect(),
            Err(other) => panic!("{other:?}"),
        }
    };
    let penalties = json!({"frequency_penalty": 0.5, "presence_penalty": 0.5});
    for model in
        ["gemini-2.5-flash", "models/gemini-3-flash-preview", "gemini-flash-latest", "gemini-4-argon"]
    {
        assert_eq!(
            refused(model, penalties.clone()),
            ["`frequency_penalty`", "`presence_penalty`"],
            "{model}"
        );
        assert!(
            refused(model, json!({"frequency_penalty": 0, "presence_penalty": 0.0})).is_empty(),
            "{model}"
        );
    }
    assert!(refused("gemini-2.0-flash", penalties).is_empty());
    let tools = json!([{"type": "function", "function": {"name": "f"}}]);
    let both = json!({"tools": tools, "response_format": {"type": "json_object"}});
    assert_eq!(refused("gemini-2.5-pro", both.clone()), ["`response_format` beside `tools`"]);
    assert!(refused("gemini-3.1-pro-preview", both).is_empty());
    let probabilities = json!({"logprobs": true, "top_logprobs": 1, "logit_bias": {"1": 1}});
    assert_eq!(refused("gemini-2.0-flash", probabilities), ["`logit_bias`", "`logprobs`", "`top_logprobs`"]);
}

fn any_message() -> impl Strategy<Value = Message> {
    let call = (any::<String>(), any::<String>(), any::<String>())
        .prop_map(|(id, name, arguments)| api::chat::ToolCall { id, name, arguments });
    let source = prop_oneof![
        any::<String>().prop_map(ImageSource::Url),
        (prop::sample::select(vec![ImageType::Png, ImageType::Gif]), any::<String>())
            .prop_map(|(image_type, data)| ImageSource::Inline { image_type, data }),
    ];
    let part = prop_oneof![
        any::<String>().prop_map(|text| ContentPart::Text { text, cache_control: None }),
        source.prop_map(|source| ContentPart::Image { source, detail: None, cache_control: None }),
    ];
    prop_oneof![
        any::<String>().prop_map(|text| Message::System {
            texts: vec![MarkedText { text, cache_control: None }],
            name: None,
        }),
        prop::collection::vec(part, 0..4).prop_map(|content| Message::User { content, name: None }),
        (any::<Option<String>>(), any::<Option<String>>(), prop::collection::vec(call, 0..4)).prop_map(
            |(text, refusal, tool_calls)| {
                let reasoning = api::chat::Reasoning::default();
                Message::Assistant { text, refusal, tool_calls, reasoning, name: None, cache_control: None }
            }
        ),
        any::<(String, String)>().prop_map(|(tool_call_id, text)| Message::Tool {
            tool_call_id,
            text,
            cache_control: None,
        }),
    ]
}

proptest! {
    #[test]
    fn any_conversation_is_written_and_nothing_in_it_is_empty(
        messages in prop::collection::vec(any_message(), 0..8),
        model in prop_oneof![any::<String>(), Just("gemini-3-flash".to_owned())],
        key: String,
        stream: bool,
    ) {
        let mut request = request(&hello());
        request.messages = messages;
        let has_gif = !unsupported(&request).is_empty();
        let target = Target { api_key: &key, ..target(&model) };
        if let Ok(sent) = encode(&target, &request, stream) {
            prop_assert!(sent.uri().path().starts_with("/v1beta/models/"));
            prop_assert_eq!(sent.uri().path().matches('/').count(), 3);
            let body: Value = serde_json::from_slice(sent.body()).unwrap();
            let contents = body["contents"].as_array().unwrap();
            prop_assert!(!contents.is_empty());
            for content in contents {
                prop_assert!(content["parts"].as_array().is_some_and(|parts| !parts.is_empty()));
            }
        } else {
            prop_assert!(has_gif || http::HeaderValue::from_str(&key).is_err() || model.len() > 1_000);
        }
    }
}
