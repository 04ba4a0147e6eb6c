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

#[test]
fn of_a_client_of_another_api_hints_are_left_out_and_nothing_else() {
    let hints = json!({"reasoning_effort": "high", "verbosity": "low", "parallel_tool_calls": false, "service_tier": "flex",
        "tools": [{"type": "function", "function": {"name": "f"}}], "prompt_cache_key": "k"});
    for (provider, model, expected) in [
        (Provider::Openai, "gpt-4o", "reasoning_effort verbosity"),
        (Provider::Openai, "gpt-5", ""),
        (Provider::Openai, "o3", "verbosity parallel_tool_calls"),
        (Provider::Gemini, "gemini-2.0-flash", "reasoning_effort verbosity parallel_tool_calls"),
        (Provider::Fireworks, "accounts/fireworks/models/gpt-oss-20b", "verbosity service_tier"),
    ] {
        let request = ChatRequest { leaves_out_hints: true, ..request(&hints) };
        let target = target(provider, model);
        let (remaining, names) = leave_out_hints(&target, &request, &[]);
        assert_eq!(names.join(" "), expected, "{model}");
        assert!(encode(&target, &remaining, false).is_ok(), "{model}");
    }
    let model = target(Provider::Openai, "gpt-4o");
    let seed = ChatRequest { leaves_out_hints: true, ..request(&json!({"seed": 7, "user": "u"})) };
    let (remaining, names) = leave_out_hints(&model, &seed, &["user".to_owned(), "seed".to_owned()]);
    assert_eq!((names, remaining.seed, remaining.user.as_deref()), (vec!["user"], Some(7), None));
}

#[test]
fn an_effort_of_such_a_client_gives_way_to_what_does_not_go_with_it() {
    let tools = json!([{"type": "function", "function": {"name": "f"}}]);
    let forced = json!({"reasoning_effort": "medium", "tool_choice": "required", "tools": tools});
    let request = ChatRequest { leaves_out_hints: true, ..request(&forced) };
    let model = target(Provider::Anthropic, "claude-sonnet-4-5");
    let (remaining, names) = leave_out_hints(&model, &request, &[]);
    assert_eq!(names, ["reasoning_effort"]);
    assert!(encode(&model, &remaining, false).is_ok());
    let model = target(Provider::Openai, "gpt-5");
    let warm = ChatRequest { temperature: Some(0.2), ..request };
    let (remaining, names) = leave_out_hints(&model, &warm, &[]);
    assert!(names.is_empty() && encode(&model, &remaining, false).is_err(), "no effort helps: {names:?}");
}
