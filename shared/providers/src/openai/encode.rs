//! A request in OpenAI's form.

use api::chat::{ChatRequest, ContentPart, Message, ResponseFormat};
use serde_json::{Map, Value, json};

use super::Dialect;
use crate::codec::json_request;
use crate::{EncodeError, Target};

pub(super) fn encode(
    dialect: &Dialect,
    target: &Target<'_>,
    request: &ChatRequest,
    stream: bool,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    if dialect.has_reasoning_rules && is_reasoning_model(target.model) {
        let refused = refused_by_reasoning_models(request);
        if !refused.is_empty() {
            return Err(EncodeError::Unsupported(refused));
        }
    }
    let uri = target.url(dialect.default_base, "/chat/completions")?;
    let mut http_request = json_request(uri, &body(dialect, target, request, stream))?;
    http_request.headers_mut().insert(http::header::AUTHORIZATION, target.key_header("Bearer ")?);
    Ok(http_request)
}

/// OpenAI's models that always reason: the o-series and GPT-5, its chat variants apart. Later ones (GPT-5.1, ...) do not
/// unless they are asked to.
fn is_reasoning_model(model: &str) -> bool {
    let series = ["o1", "o3", "o4"]
        .iter()
        .any(|name| model.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')));
    let gpt_5 = model.strip_prefix("gpt-5").is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    series || (gpt_5 && !model.contains("-chat"))
}

/// Parameters that reasoning models answer with a 400 (OpenAI, "Reasoning models: parameter compatibility").
fn refused_by_reasoning_models(request: &ChatRequest) -> Vec<&'static str> {
    let is_not = |number: Option<f64>, default: f64| {
        number.is_some_and(|number| (number - default).abs() > f64::EPSILON)
    };
    [
        ("temperature", is_not(request.temperature, 1.0)),
        ("top_p", is_not(request.top_p, 1.0)),
        ("frequency_penalty", is_not(request.frequency_penalty, 0.0)),
        ("presence_penalty", is_not(request.presence_penalty, 0.0)),
    ]
    .into_iter()
    .filter_map(|(name, refused)| refused.then_some(name))
    .collect()
}

fn body(dialect: &Dialect, target: &Target<'_>, request: &ChatRequest, stream: bool) -> Value {
    let mut body = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    set("model", Some(json!(target.model)));
    set("messages", Some(request.messages.iter().map(message).collect()));
    set(dialect.limit_field, Some(json!(target.max_output_tokens)));
    set("temperature", request.temperature.map(Value::from));
    set("top_p", request.top_p.map(Value::from));
    set("frequency_penalty", request.frequency_penalty.map(Value::from));
    set("presence_penalty", request.presence_penalty.map(Value::from));
    set("stop", (!request.stop.is_empty()).then(|| json!(request.stop)));
    set("seed", request.seed.map(Value::from));
    set(
        "tools",
        (!request.tools.is_empty()).then(|| {
            request.tools.iter().map(|tool| json!({"type": "function", "function": tool})).collect()
        }),
    );
    // Both are refused where there are no tools, and mean nothing then.
    if !request.tools.is_empty() {
        set("tool_choice", request.tool_choice.as_ref().map(|choice| json!(choice)));
        set("parallel_tool_calls", request.parallel_tool_calls.map(Value::from));
    }
    set("response_format", request.response_format.as_ref().map(response_format));
    set("reasoning_effort", request.reasoning_effort.map(|effort| json!(effort.as_str())));
    if stream {
        set("stream", Some(json!(true)));
        set("stream_options", Some(json!({"include_usage": true})));
    }
    Value::Object(body)
}

fn message(message: &Message) -> Value {
    match message {
        Message::System { text } => json!({"role": "system", "content": text}),
        Message::User { content } => match content.as_slice() {
            [ContentPart::Text { text }] => json!({"role": "user", "content": text}),
            parts => json!({"role": "user", "content": parts.iter().map(part).collect::<Vec<_>>()}),
        },
        Message::Assistant { text, refusal, tool_calls } => {
            let mut message = json!({"role": "assistant", "content": text});
            if let Some(refusal) = refusal {
                message["refusal"] = json!(refusal);
            }
            if !tool_calls.is_empty() {
                message["tool_calls"] = json!(tool_calls);
            }
            message
        }
        Message::Tool { tool_call_id, text } => {
            json!({"role": "tool", "tool_call_id": tool_call_id, "content": text})
        }
    }
}

fn part(part: &ContentPart) -> Value {
    match part {
        ContentPart::Text { text } => json!({"type": "text", "text": text}),
        ContentPart::Image { source, detail } => {
            let mut image = json!({"url": source});
            if let Some(detail) = detail {
                image["detail"] = json!(detail.as_str());
            }
            json!({"type": "image_url", "image_url": image})
        }
    }
}

fn response_format(format: &ResponseFormat) -> Value {
    match format {
        ResponseFormat::JsonObject => json!({"type": "json_object"}),
        ResponseFormat::JsonSchema { name, schema, strict } => {
            let mut described = json!({"name": name, "schema": schema});
            if let Some(strict) = strict {
                described["strict"] = json!(strict);
            }
            json!({"type": "json_schema", "json_schema": described})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openai::{FIREWORKS, OPENAI};
    use api::provider::Provider;

    fn target(model: &str) -> Target<'_> {
        Target {
            provider: Provider::Openai,
            model,
            base_url: None,
            api_key: "sk-key",
            max_output_tokens: 100,
        }
    }

    fn request(body: &Value) -> ChatRequest {
        ChatRequest::parse(body.as_object().unwrap()).unwrap()
    }

    fn sent(dialect: &Dialect, target: &Target<'_>, body: &Value) -> (http::request::Parts, Value) {
        let (parts, body) = encode(dialect, target, &request(body), false).unwrap().into_parts();
        (parts, serde_json::from_slice(&body).unwrap())
    }

    #[test]
    fn what_a_client_sends_goes_out_in_the_same_form_with_the_output_limit() {
        let body = json!({
            "messages": [
                {"role": "system", "content": "s"},
                {"role": "user", "content": [{"type": "text", "text": "look"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}}]},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c1", "content": "42"},
            ],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}, "strict": true}}],
            "tool_choice": "auto", "parallel_tool_calls": false, "temperature": 0.5, "top_p": 0.9, "seed": 7,
            "frequency_penalty": 0.1, "presence_penalty": -0.1, "stop": ["END"],
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}, "strict": true}},
        });
        let (parts, sent) = sent(&OPENAI, &target("gpt-4o-mini"), &body);
        let mut expected = body;
        expected["model"] = json!("gpt-4o-mini");
        expected["max_completion_tokens"] = json!(100);
        assert_eq!(sent, expected);
        assert_eq!(parts.uri, "https://api.openai.com/v1/chat/completions");
        assert_eq!(parts.headers["authorization"], "Bearer sk-key");
        assert!(parts.headers["authorization"].is_sensitive());
    }

    #[test]
    fn a_base_url_takes_the_place_of_the_providers_own() {
        let hello = json!({"messages": [{"role": "user", "content": "x"}]});
        let elsewhere = Target { base_url: Some("http://127.0.0.1:9/openai/v1/"), ..target("m") };
        assert_eq!(sent(&OPENAI, &elsewhere, &hello).0.uri, "http://127.0.0.1:9/openai/v1/chat/completions");
        for base in ["nowhere", "ftp://x", "", "http://"] {
            let nowhere = Target { base_url: Some(base), ..target("m") };
            assert_eq!(
                encode(&OPENAI, &nowhere, &request(&hello), false).unwrap_err(),
                EncodeError::BadAddress
            );
        }
        let bad_key = Target { api_key: "a\nb", ..target("m") };
        assert_eq!(encode(&OPENAI, &bad_key, &request(&hello), false).unwrap_err(), EncodeError::BadKey);
    }

    #[test]
    fn a_stream_asks_for_its_usage() {
        let hello = request(&json!({"messages": [{"role": "user", "content": "x"}]}));
        let body = encode(&FIREWORKS, &target("m"), &hello, true).unwrap().into_body();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&body["stream"], &body["stream_options"]["include_usage"]), (&json!(true), &json!(true)));
        assert_eq!(body["max_tokens"], 100);
    }

    #[test]
    fn without_tools_nothing_is_said_about_them() {
        let body = json!({"messages": [{"role": "user", "content": "x"}], "tools": [], "tool_choice": "auto",
            "parallel_tool_calls": true});
        for dialect in [&OPENAI, &FIREWORKS] {
            let (_, sent) = sent(dialect, &target("gpt-4o-mini"), &body);
            for name in ["tools", "tool_choice", "parallel_tool_calls"] {
                assert!(sent.get(name).is_none(), "{name}: {sent}");
            }
        }
    }

    #[test]
    fn a_reasoning_model_refuses_sampling_parameters_by_name() {
        let body = json!({"messages": [{"role": "user", "content": "x"}], "temperature": 0.2, "top_p": 1});
        let refused = |model: &str| encode(&OPENAI, &target(model), &request(&body), false).err();
        for model in ["o3", "o4-mini", "gpt-5", "gpt-5-mini"] {
            assert_eq!(refused(model), Some(EncodeError::Unsupported(vec!["temperature"])), "{model}");
        }
        for model in ["gpt-4o", "gpt-5-chat-latest", "gpt-5.1", "o10-custom"] {
            assert_eq!(refused(model), None, "{model}");
        }
    }
}
