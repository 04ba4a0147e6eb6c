use api::provider::Provider;
use serde_json::json;

use super::*;
use crate::{Refused, encode};

fn target<'a>(provider: Provider, model: &'a str) -> Target<'a> {
    Target { provider, model, base_url: None, api_key: "key", max_output_tokens: 4096 }
}

fn request(extra: &Value) -> ChatRequest {
    let mut body =
        json!({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "x"}]});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    ChatRequest::parse(body.as_object().unwrap()).unwrap()
}

/// What is left out, and what is sent.
fn sent(target: &Target<'_>, extra: &Value, refuses: &[&str]) -> (Vec<&'static str>, Value) {
    let request = request(extra);
    let refuses: Vec<String> = refuses.iter().map(|&name| name.to_owned()).collect();
    let (remaining, names) = leave_out(target, &request, &refuses).unwrap();
    assert_eq!(takes_all(target, &request, &refuses), names.is_empty());
    let body = encode(target, &remaining, false).unwrap().into_body();
    (names, serde_json::from_slice(&body).unwrap())
}

#[test]
fn parameters_that_a_model_does_not_take_are_left_out_by_name() {
    let all = json!({"temperature": 0.2, "top_p": 0.5, "frequency_penalty": 1, "presence_penalty": 1, "seed": 7, "stop": "END",
        "logprobs": true, "top_logprobs": 2, "logit_bias": {"1": 1}, "verbosity": "low", "service_tier": "flex"});
    for (provider, model, expected) in [
        (Provider::Openai, "gpt-4o", "verbosity"),
        (
            Provider::Openai,
            "gpt-5",
            "temperature top_p frequency_penalty presence_penalty stop logit_bias logprobs top_logprobs",
        ),
        (
            Provider::Anthropic,
            "claude-sonnet-4-5",
            "top_p frequency_penalty presence_penalty seed logit_bias logprobs top_logprobs verbosity service_tier",
        ),
        (
            Provider::Gemini,
            "gemini-2.5-flash",
            "frequency_penalty presence_penalty logit_bias logprobs top_logprobs verbosity",
        ),
        (Provider::Fireworks, "accounts/fireworks/models/gpt-oss-20b", "verbosity service_tier"),
    ] {
        let (names, _) = sent(&target(provider, model), &all, &[]);
        assert_eq!(names.join(" "), expected, "{model}");
    }
    let model = target(Provider::Openai, "gpt-4o");
    assert!(sent(&model, &json!({"temperature": 0.2}), &[]).0.is_empty());
    let (names, body) = sent(&model, &json!({"temperature": 0.2, "seed": 7}), &["seed"]);
    assert_eq!((names, body.get("seed"), &body["temperature"]), (vec!["seed"], None, &json!(0.2)));
}

#[test]
fn an_effort_that_a_model_does_not_have_is_left_out_before_what_goes_with_it() {
    let extra = json!({"reasoning_effort": "minimal", "temperature": 0.2});
    let (names, body) = sent(&target(Provider::Openai, "gpt-5.1"), &extra, &[]);
    assert_eq!(names, ["reasoning_effort"]);
    assert_eq!(body["temperature"], 0.2);
    let extra = json!({"reasoning_effort": "low", "temperature": 0.2});
    let (names, body) = sent(&target(Provider::Openai, "gpt-5.1"), &extra, &[]);
    assert_eq!((names, &body["reasoning_effort"]), (vec!["temperature"], &json!("low")));
}

#[test]
fn what_a_request_cannot_be_made_without_is_still_refused() {
    let gif = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
    let image = json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": gif}}]}]});
    let tools = json!({"tools": [{"type": "function", "function": {"name": "f"}}], "temperature": 0.2});
    for (provider, model, extra, refuses, name) in [
        (Provider::Gemini, "gemini-2.5-flash", image, "seed", "images"),
        (Provider::Openai, "gpt-4o", tools, "tools", "tools"),
    ] {
        let request = request(&extra);
        let refused = leave_out(&target(provider, model), &request, &[refuses.to_owned()]).unwrap_err();
        let EncodeError::Unsupported(refused) = refused else { panic!("{refused:?}") };
        assert_eq!(refused.iter().map(Refused::name).collect::<Vec<_>>(), [name]);
    }
}

fn format(schema: &Value) -> Value {
    json!({"response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": schema}}})
}

fn tool(schema: &Value) -> Value {
    json!({"tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters": schema}}]})
}

#[test]
fn keywords_that_a_schema_may_not_have_move_into_descriptions() {
    let bounded = json!({"type": "object", "properties": {"age": {"type": "integer", "maximum": 150}}, "required": ["age"]});
    let claude = target(Provider::Anthropic, "claude-sonnet-4-5");
    let expected = json!({"type": "object", "additionalProperties": false, "required": ["age"],
        "properties": {"age": {"type": "integer", "description": "maximum: 150"}}});
    let (names, body) = sent(&claude, &format(&bounded), &[]);
    assert_eq!(names, ["response_format.schema"]);
    assert_eq!(body["output_config"]["format"]["schema"], expected);
    let (names, body) = sent(&claude, &tool(&bounded), &[]);
    assert_eq!(names, ["tools.schema"]);
    assert_eq!((&body["tools"][0]["input_schema"], &body["tools"][0]["strict"]), (&expected, &json!(true)));
}

#[test]
fn a_schema_that_cannot_be_followed_exactly_is_asked_for_as_far_as_the_model_goes() {
    let open = json!({"type": "object", "properties": {"tags": {"type": "object", "additionalProperties": {"type": "string"}}}});
    let openai = target(Provider::Openai, "gpt-4o");
    let (names, body) = sent(&openai, &format(&open), &[]);
    assert_eq!(names, ["response_format.schema"]);
    let sent_format = &body["response_format"]["json_schema"];
    assert_eq!((&sent_format["strict"], &sent_format["schema"]), (&json!(false), &open));
    let (names, body) = sent(&openai, &tool(&open), &[]);
    assert_eq!(names, ["tools.schema"]);
    let function = &body["tools"][0]["function"];
    assert_eq!((function.get("strict"), &function["parameters"]), (None, &open));
    for model in ["claude-sonnet-4-5", "claude-3-haiku-20240307"] {
        let claude = target(Provider::Anthropic, model);
        let (names, body) = sent(&claude, &format(&open), &[]);
        assert_eq!(names, ["response_format.schema"], "{model}");
        assert!(body["system"][1]["text"].as_str().unwrap().ends_with(&open.to_string()), "{body}");
        assert!(body.get("output_config").is_none(), "{body}");
        let (names, body) = sent(&claude, &tool(&open), &[]);
        assert_eq!(names, ["tools.schema"], "{model}");
        assert!(body["tools"][0].get("strict").is_none(), "{body}");
    }
}

#[test]
fn numbers_of_many_digits_are_described_as_they_were_sent() {
    let schema =
        r#"{"type":"object","properties":{"a":{"type":"number","maximum":123456789012345678901234567890}}}"#;
    let open = schema.replace("\"a\":{", "\"b\":{\"type\":\"object\"},\"a\":{");
    for schema in [schema, open.as_str()] {
        let body = format!(
            r#"{{"messages":[{{"role":"user","content":"x"}}],"response_format":{{"type":"json_schema","json_schema":{{"name":"n","schema":{schema}}}}}}}"#
        );
        let body = api::reading::read_json(body.as_bytes(), &|_| true).unwrap();
        let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
        let claude = target(Provider::Anthropic, "claude-sonnet-4-5");
        let (remaining, names) = leave_out(&claude, &request, &[]).unwrap();
        let sent = String::from_utf8(encode(&claude, &remaining, false).unwrap().into_body()).unwrap();
        assert_eq!(names, ["response_format.schema"]);
        let said =
            ["maximum: 123456789012345678901234567890", r#"\"maximum\":123456789012345678901234567890"#];
        assert!(said.iter().any(|words| sent.contains(words)), "{sent}");
    }
}

#[test]
fn an_older_model_gets_a_schema_in_words() {
    let closed = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false});
    let claude = target(Provider::Anthropic, "claude-3-haiku-20240307");
    let (names, body) = sent(&claude, &format(&closed), &[]);
    assert_eq!(names, ["response_format.schema"]);
    assert!(body["system"][1]["text"].as_str().unwrap().contains("\"a\""), "{body}");
    let (names, body) = sent(&claude, &tool(&closed), &[]);
    assert_eq!(names, ["tools.schema"]);
    assert!(body["tools"][0].get("strict").is_none(), "{body}");
}

#[test]
fn a_form_that_a_model_does_not_have_is_asked_for_in_words() {
    let mut extra = tool(&json!({"type": "object", "properties": {}}));
    extra["response_format"] = json!({"type": "json_object"});
    let (names, body) = sent(&target(Provider::Gemini, "gemini-2.5-flash"), &extra, &[]);
    assert_eq!(names, ["response_format"]);
    assert!(body["systemInstruction"].to_string().contains(JSON_INSTRUCTION), "{body}");
    assert!(body["generationConfig"].get("responseMimeType").is_none(), "{body}");
}

/// What is left out of a request whose effort is a hint, and the effort that is sent.
fn hinted(provider: Provider, model: &str, extra: &Value, refuses: &[&str]) -> (Vec<&'static str>, Value) {
    let request = ChatRequest { hints: &["reasoning_effort", "cache_control"], ..request(extra) };
    let refuses: Vec<String> = refuses.iter().map(|&name| name.to_owned()).collect();
    let (remaining, names) = leave_out_hints(&target(provider, model), &request, &refuses);
    (names, json!(remaining.reasoning_effort.map(ReasoningEffort::as_str)))
}

#[test]
fn a_hint_is_left_out_where_a_model_does_not_take_it() {
    let high = json!({"reasoning_effort": "high"});
    let max = json!({"reasoning_effort": "max"});
    let none = json!({"reasoning_effort": "none"});
    let effort = vec!["reasoning_effort"];
    for (provider, model, extra, refuses, expected) in [
        (Provider::Openai, "gpt-4o", &high, "", (effort.clone(), Value::Null)),
        (Provider::Openai, "gpt-5.1", &high, "", (vec![], json!("high"))),
        (Provider::Openai, "gpt-5.1", &max, "", (effort.clone(), json!("high"))),
        (Provider::Openai, "gpt-5.2", &max, "", (effort.clone(), json!("xhigh"))),
        (Provider::Openai, "o3", &none, "", (effort.clone(), Value::Null)),
        (Provider::Anthropic, "claude-opus-4-6", &max, "", (vec![], json!("max"))),
        (Provider::Anthropic, "claude-3-5-haiku-latest", &max, "", (effort.clone(), Value::Null)),
        (Provider::Anthropic, "claude-opus-5-5", &none, "", (effort.clone(), Value::Null)),
        (
            Provider::Fireworks,
            "accounts/fireworks/models/some",
            &high,
            "reasoning_effort",
            (effort, Value::Null),
        ),
    ] {
        let refuses: Vec<&str> = Some(refuses).filter(|name| !name.is_empty()).into_iter().collect();
        assert_eq!(hinted(provider, model, extra, &refuses), expected, "{model} {extra}");
    }
}

#[test]
fn a_user_of_more_characters_than_openai_takes_is_left_out() {
    for (length, expected) in [(64, 0), (65, 1)] {
        let extra = json!({"safety_identifier": "u".repeat(length)});
        for (provider, model, expected) in
            [(Provider::Openai, "gpt-4o", expected), (Provider::Anthropic, "claude-sonnet-4-5", 0)]
        {
            let request = ChatRequest { hints: &["safety_identifier"], ..request(&extra) };
            let (remaining, names) = leave_out_hints(&target(provider, model), &request, &[]);
            assert_eq!(
                (names.len(), remaining.safety_identifier.is_none()),
                (expected, expected == 1),
                "{model} {length}"
            );
        }
    }
}

#[test]
fn what_is_no_hint_stays_to_be_refused() {
    let extra = json!({"reasoning_effort": "high", "temperature": 0.2});
    let (names, effort) = hinted(Provider::Openai, "gpt-5.1", &extra, &[]);
    assert_eq!((names, effort), (vec![], json!("high")));
    // Without the effort the model takes the rest.
    let (names, _) = hinted(Provider::Openai, "gpt-4o", &extra, &[]);
    assert_eq!(names, ["reasoning_effort"]);
    let plain = request(&json!({"reasoning_effort": "high"}));
    let (remaining, names) =
        leave_out_hints(&target(Provider::Openai, "gpt-4o"), &plain, &["reasoning_effort".to_owned()]);
    assert!(matches!(remaining, Cow::Borrowed(_)) && names.is_empty());
}
