//! A request in OpenAI's form.

use api::chat::{ChatRequest, ContentPart, FunctionTool, MarkedText, Message, ResponseFormat};
use serde_json::{Map, Value, json};

use super::Dialect;
use super::models::Model;
use crate::closed_schema::{OPENAI, closed};
use crate::codec::json_request;
use crate::refused::{asked_of_others, in_order};
use crate::{EncodeError, Refused, Target};

/// The most tokens beside the one that was taken (Fireworks "API reference: Create chat completion").
const FIREWORKS_TOP_LOGPROBS: u32 = 5;

pub(super) fn encode(
    dialect: &Dialect,
    target: &Target<'_>,
    request: &ChatRequest,
    stream: bool,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    let refused = refused(dialect, target, request);
    if !refused.is_empty() {
        return Err(EncodeError::Unsupported(refused));
    }
    let model = model(dialect, target);
    let uri = target.url(dialect.default_base, "/chat/completions")?;
    let mut http_request = json_request(uri, &body(dialect, target, model, request, stream))?;
    http_request.headers_mut().insert(http::header::AUTHORIZATION, target.key_header("Bearer ")?);
    Ok(http_request)
}

fn model(dialect: &Dialect, target: &Target<'_>) -> Model {
    if dialect.is_openai { Model::of(target.model) } else { Model::Unknown }
}

/// What the model cannot honour, in order.
pub(super) fn refused(dialect: &Dialect, target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
    in_order(&[unsupported(dialect, request), model(dialect, target).refused(request)].concat())
}

/// The longest `safety_identifier`, in characters (OpenAI "API reference: Create chat completion").
const MAX_SAFETY_IDENTIFIER: usize = 64;

/// What no model of the provider can honour: strict schemas that break OpenAI's rules, and users of too many characters.
pub(super) fn unsupported(dialect: &Dialect, request: &ChatRequest) -> Vec<Refused> {
    if !dialect.is_openai {
        let mut refused = asked_of_others(request);
        if request.top_logprobs.is_some_and(|count| count > FIREWORKS_TOP_LOGPROBS) {
            refused.push(Refused::because("top_logprobs", "`top_logprobs` above 5"));
        }
        return refused;
    }
    let tools = request.tools.iter().filter(|tool| tool.strict == Some(true));
    let parameters =
        tools.filter_map(|tool| tool.parameters.as_ref()).find_map(|schema| closed(schema, OPENAI).err());
    let format = match &request.response_format {
        Some(ResponseFormat::JsonSchema { schema, strict: Some(true), .. }) => closed(schema, OPENAI).err(),
        _ => None,
    };
    let refused = [("tools", parameters), ("response_format", format)];
    let mut refused: Vec<Refused> =
        refused.into_iter().filter_map(|(name, what)| Some(Refused::schema(name, what?))).collect();
    let user = request.safety_identifier.as_deref().unwrap_or_default();
    if user.chars().count() > MAX_SAFETY_IDENTIFIER {
        let what = format!("a `safety_identifier` of more than {MAX_SAFETY_IDENTIFIER} characters");
        refused.push(Refused::because("safety_identifier", what));
    }
    refused
}

fn body(dialect: &Dialect, target: &Target<'_>, model: Model, request: &ChatRequest, stream: bool) -> Value {
    // Models that reason refuse even the defaults of some.
    let reasons = model.reasons(request);
    let sampling = |number: Option<f64>| number.filter(|_| !reasons).map(Value::from);
    let penalty = |number: Option<f64>| number.filter(|number| *number != 0.0).map(Value::from);
    let mut body = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    set("model", Some(json!(target.model)));
    set("messages", Some(request.messages.iter().map(|one| message(dialect, one)).collect()));
    set(dialect.limit_field, Some(json!(target.max_output_tokens)));
    set("temperature", sampling(request.temperature));
    set("top_p", sampling(request.top_p));
    set("frequency_penalty", penalty(request.frequency_penalty));
    set("presence_penalty", penalty(request.presence_penalty));
    set("logit_bias", (!request.logit_bias.is_empty()).then(|| json!(request.logit_bias)));
    set("logprobs", request.logprobs.then_some(json!(true)));
    set("top_logprobs", request.top_logprobs.map(Value::from));
    set("stop", (!request.stop.is_empty()).then(|| json!(request.stop)));
    set("seed", request.seed.map(Value::from));
    set(
        "tools",
        (!request.tools.is_empty()).then(|| {
            let function =
                |tool: &FunctionTool| if dialect.is_openai { closed_tool(tool) } else { json!(tool) };
            let tools = request.tools.iter().map(|tool| &tool.function);
            tools.map(|tool| json!({"type": "function", "function": function(tool)})).collect()
        }),
    );
    // Both are refused where there are no tools, and mean nothing then.
    if !request.tools.is_empty() {
        set("tool_choice", request.tool_choice.as_ref().map(|choice| json!(choice)));
        let parallel = request.parallel_tool_calls.filter(|_| model.takes_parallel());
        set("parallel_tool_calls", parallel.map(Value::from));
    }
    set("response_format", request.response_format.as_ref().map(|format| response_format(dialect, format)));
    set("reasoning_effort", model.effort(request).map(|effort| json!(effort.as_str())));
    set("prompt_cache_key", request.prompt_cache_key.as_ref().map(|key| json!(key)));
    set("user", request.user.as_ref().map(|user| json!(user)));
    if dialect.is_openai {
        let verbosity = request.verbosity.filter(|_| model.takes_verbosity());
        set("verbosity", verbosity.map(|verbosity| json!(verbosity.as_str())));
        set("service_tier", request.service_tier.map(|tier| json!(tier.as_str())));
        set("safety_identifier", request.safety_identifier.as_ref().map(|user| json!(user)));
        let retention = request.prompt_cache_retention.filter(|_| model.keeps_caches(target.model));
        set("prompt_cache_retention", retention.map(|retention| json!(retention.as_str())));
    }
    if stream {
        set("stream", Some(json!(true)));
        set("stream_options", Some(json!({"include_usage": true})));
    }
    Value::Object(body)
}

fn message(dialect: &Dialect, message: &Message) -> Value {
    let mut written = without_name(dialect, message);
    let (Message::System { name, .. } | Message::User { name, .. } | Message::Assistant { name, .. }) =
        message
    else {
        return written;
    };
    if let Some(name) = name {
        written["name"] = json!(name);
    }
    written
}

fn without_name(dialect: &Dialect, message: &Message) -> Value {
    match message {
        Message::System { texts, .. } => json!({"role": "system", "content": MarkedText::join(texts)}),
        Message::User { content, .. } => match content.as_slice() {
            [ContentPart::Text { text, .. }] => json!({"role": "user", "content": text}),
            parts => json!({"role": "user", "content": parts.iter().map(part).collect::<Vec<_>>()}),
        },
        Message::Assistant { text, refusal, tool_calls, reasoning, .. } => {
            let mut message = json!({"role": "assistant", "content": text});
            // OpenAI itself refuses members that it does not know.
            if let Some(thoughts) = reasoning.text().filter(|_| !dialect.is_openai) {
                message["reasoning_content"] = json!(thoughts);
            }
            if let Some(refusal) = refusal {
                message["refusal"] = json!(refusal);
            }
            if !tool_calls.is_empty() {
                message["tool_calls"] = json!(tool_calls);
            }
            message
        }
        Message::Tool { tool_call_id, text, .. } => {
            json!({"role": "tool", "tool_call_id": tool_call_id, "content": text})
        }
    }
}

fn part(part: &ContentPart) -> Value {
    match part {
        ContentPart::Text { text, .. } => json!({"type": "text", "text": text}),
        ContentPart::Image { source, detail, .. } => {
            let mut image = json!({"url": source});
            if let Some(detail) = detail {
                image["detail"] = json!(detail.as_str());
            }
            json!({"type": "image_url", "image_url": image})
        }
    }
}

/// A tool, its schema closed if the arguments must follow it exactly.
fn closed_tool(tool: &FunctionTool) -> Value {
    let mut function = json!(tool);
    if let (Some(true), Some(schema)) = (tool.strict, &tool.parameters) {
        function["parameters"] = json!(closed(schema, OPENAI).unwrap_or_else(|_| schema.clone()));
    }
    function
}

fn response_format(dialect: &Dialect, format: &ResponseFormat) -> Value {
    match format {
        ResponseFormat::JsonObject => json!({"type": "json_object"}),
        ResponseFormat::JsonSchema { name, schema, strict } => {
            let is_closed = dialect.is_openai && *strict == Some(true);
            let closed = is_closed.then(|| closed(schema, OPENAI).ok()).flatten();
            let mut described = json!({"name": name, "schema": closed.as_ref().unwrap_or(schema)});
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
        let closed = json!({"type": "object", "additionalProperties": false});
        let body = json!({
            "messages": [
                {"role": "system", "content": "s"},
                {"role": "user", "content": [{"type": "text", "text": "look"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}}]},
                {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "c1", "content": "42"},
            ],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": closed, "strict": true}}],
            "tool_choice": "auto", "parallel_tool_calls": false, "temperature": 0.5, "top_p": 0.9, "seed": 7,
            "frequency_penalty": 0.1, "presence_penalty": -0.1, "stop": ["END"],
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": closed, "strict": true}},
            "logit_bias": {"50256": -100}, "logprobs": true, "top_logprobs": 2,
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

    fn with(extra: Value) -> Value {
        let mut body = json!({"messages": [{"role": "user", "content": "x"}]});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    }

    fn refused(model: &str, extra: Value) -> Vec<&'static str> {
        match encode(&OPENAI, &target(model), &request(&with(extra)), false) {
            Ok(_) => Vec::new(),
            Err(EncodeError::Unsupported(refused)) => refused.iter().map(|one| one.parameter).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_reasoning_model_refuses_sampling_parameters_by_name() {
        let sampling = json!({"temperature": 0.2, "top_p": 1});
        for model in ["o3", "o4-mini", "gpt-5", "gpt-5-mini"] {
            assert_eq!(refused(model, sampling.clone()), ["temperature"], "{model}");
        }
        for model in ["gpt-4o", "gpt-5-chat-latest", "gpt-5.1", "o10-custom"] {
            assert!(refused(model, sampling.clone()).is_empty(), "{model}");
        }
        let all = json!({"temperature": 0.2, "top_p": 0.5, "frequency_penalty": 1, "presence_penalty": 1, "logprobs": true,
            "top_logprobs": 1, "logit_bias": {"1": 1}});
        assert_eq!(refused("gpt-5", all.clone()).len(), 7);
        let defaults = json!({"temperature": 1, "top_p": 1, "frequency_penalty": 0, "presence_penalty": 0, "logprobs": false,
            "top_logprobs": 0, "logit_bias": {}});
        let (_, body) = sent(&OPENAI, &target("gpt-5"), &with(defaults));
        let expected = with(json!({"model": "gpt-5", "max_completion_tokens": 100}));
        assert_eq!(body, expected, "what asks for nothing is left out");
    }

    #[test]
    fn sampling_goes_with_newer_models_that_do_not_reason() {
        for model in ["gpt-5.1", "gpt-5.2"] {
            for (effort, expected) in [("high", vec!["temperature", "stop"]), ("none", vec![])] {
                let body = json!({"reasoning_effort": effort, "temperature": 0.2, "stop": "END"});
                assert_eq!(refused(model, body), expected, "{model} {effort}");
            }
        }
        let both = request(&with(json!({"reasoning_effort": "high", "temperature": 0.2})));
        let error = encode(&OPENAI, &target("gpt-5.2"), &both, false).unwrap_err();
        let EncodeError::Unsupported(refused) = error else { panic!("{error:?}") };
        assert_eq!(refused[0].what(), "`temperature` while it reasons");
    }

    #[test]
    fn stop_texts_parallel_calls_and_efforts_are_refused_by_model() {
        let tools = json!([{"type": "function", "function": {"name": "f"}}]);
        for (model, extra, expected) in [
            ("o3", json!({"stop": ["END"]}), vec!["stop"]),
            ("gpt-5", json!({"stop": ["END"]}), vec!["stop"]),
            ("o1", json!({"stop": ["END"]}), vec![]),
            ("o3", json!({"tools": tools, "parallel_tool_calls": false}), vec!["parallel_tool_calls"]),
            ("o3", json!({"tools": tools, "parallel_tool_calls": true}), vec![]),
            ("o3", json!({"parallel_tool_calls": false}), vec![]),
            ("gpt-5", json!({"tools": tools, "parallel_tool_calls": false}), vec![]),
            ("gpt-5", json!({"reasoning_effort": "none"}), vec!["reasoning_effort"]),
            ("o3", json!({"reasoning_effort": "minimal"}), vec!["reasoning_effort"]),
            ("gpt-5.1", json!({"reasoning_effort": "minimal"}), vec!["reasoning_effort"]),
            ("gpt-5.1", json!({"reasoning_effort": "xhigh"}), vec!["reasoning_effort"]),
            ("gpt-5.2", json!({"reasoning_effort": "xhigh"}), vec![]),
            ("gpt-4o-mini", json!({"reasoning_effort": "low"}), vec!["reasoning_effort"]),
            ("gpt-4o-mini", json!({"reasoning_effort": "none"}), vec![]),
        ] {
            assert_eq!(refused(model, extra.clone()), expected, "{model} {extra}");
        }
        let (_, body) = sent(&OPENAI, &target("gpt-4o-mini"), &with(json!({"reasoning_effort": "none"})));
        assert!(body.get("reasoning_effort").is_none());
        let (_, body) =
            sent(&OPENAI, &target("o3"), &with(json!({"tools": tools, "parallel_tool_calls": true})));
        assert!(body.get("parallel_tool_calls").is_none());
        let (_, body) = sent(&FIREWORKS, &target("any"), &with(json!({"reasoning_effort": "max"})));
        assert_eq!(body["reasoning_effort"], "max");
    }

    #[test]
    fn names_pass_and_reasoning_goes_back_to_those_who_take_it() {
        let call = json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}});
        let block = json!({"type": "thinking", "thinking": "I think", "signature": "sig"});
        let body = |thoughts: &str, value: Value| {
            json!({"messages": [
                {"role": "system", "content": "s", "name": "rules"},
                {"role": "user", "content": "hi", "name": "bob"},
                {"role": "assistant", "content": "", "name": "ana", "tool_calls": [call], thoughts: value},
                {"role": "tool", "tool_call_id": "c1", "content": "1"},
            ]})
        };
        for body in [body("reasoning_content", json!("I think")), body("thinking_blocks", json!([block]))] {
            let (_, fireworks) = sent(&FIREWORKS, &target("deepseek"), &body);
            assert_eq!(fireworks["messages"][2]["reasoning_content"], "I think");
            let (_, openai) = sent(&OPENAI, &target("gpt-4o"), &body);
            let names: Vec<&Value> =
                openai["messages"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
            assert_eq!(names, [&json!("rules"), &json!("bob"), &json!("ana"), &Value::Null]);
            for sent in [fireworks, openai.clone()] {
                assert!(!sent.to_string().contains("thinking_blocks"), "{sent}");
            }
            assert!(!openai.to_string().contains("reasoning"), "{openai}");
        }
    }

    #[test]
    fn strict_schemas_are_closed_for_openai() {
        let open = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]});
        let body = |schema: &Value, strict: bool| {
            let format = json!({"type": "json_schema", "json_schema": {"name": "n", "schema": schema, "strict": strict}});
            let tool = json!({"type": "function", "function": {"name": "f", "parameters": schema, "strict": strict}});
            with(json!({"response_format": format, "tools": [tool]}))
        };
        let schemas = |dialect: &Dialect, strict: bool| {
            let (_, body) = sent(dialect, &target("gpt-4o"), &body(&open, strict));
            let of = |place: &str| body.pointer(place).unwrap().clone();
            [of("/response_format/json_schema/schema"), of("/tools/0/function/parameters")]
        };
        let mut closed = open.clone();
        closed["additionalProperties"] = json!(false);
        assert_eq!(schemas(&OPENAI, true), [closed.clone(), closed]);
        assert_eq!(schemas(&OPENAI, false), [open.clone(), open.clone()]);
        assert_eq!(schemas(&FIREWORKS, true), [open.clone(), open.clone()]);
        let optional = json!({"type": "object", "properties": {"a": {}}});
        assert_eq!(unsupported(&OPENAI, &request(&body(&optional, true))), ["tools", "response_format"]);
        assert!(unsupported(&OPENAI, &request(&body(&optional, false))).is_empty());
        assert!(unsupported(&FIREWORKS, &request(&body(&optional, true))).is_empty());
    }
}
