use api::chat::PARAMETERS;
use api::provider::Provider;
use proptest::prelude::*;

use super::*;

fn target(model: &str) -> Target<'_> {
    Target {
        provider: Provider::Anthropic,
        model,
        base_url: None,
        api_key: "sk-ant-key",
        max_output_tokens: 5000,
    }
}

fn request(body: &Value) -> ChatRequest {
    ChatRequest::parse(body.as_object().unwrap()).unwrap()
}

fn sent(model: &str, body: &Value) -> Value {
    let http_request = encode(&target(model), &request(body), false).unwrap();
    serde_json::from_slice(http_request.body()).unwrap()
}

fn refused(model: &str, body: &Value) -> Vec<&'static str> {
    match encode(&target(model), &request(body), false) {
        Err(EncodeError::Unsupported(refused)) => refused.iter().map(|one| one.parameter).collect(),
        other => panic!("{other:?}"),
    }
}

fn hello() -> Value {
    json!({"messages": [{"role": "user", "content": "x"}]})
}

fn hello_with(extra: Value) -> Value {
    let mut body = hello();
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

#[test]
fn the_key_and_the_version_are_headers() {
    let http_request = encode(&target("claude-sonnet-4-5"), &request(&hello()), true).unwrap();
    assert_eq!(http_request.uri(), "https://api.anthropic.com/v1/messages");
    assert_eq!(http_request.headers()["x-api-key"], "sk-ant-key");
    assert!(http_request.headers()["x-api-key"].is_sensitive());
    assert_eq!(http_request.headers()["anthropic-version"], "2023-06-01");
    let body: Value = serde_json::from_slice(http_request.body()).unwrap();
    assert_eq!(body["stream"], true);
}

#[test]
fn a_conversation_is_taken_apart_into_instructions_and_turns() {
    let body = json!({
        "messages": [
            {"role": "system", "content": "s1"},
            {"role": "user", "content": [{"type": "text", "text": "look"}, {"type": "text", "text": " "},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]},
            {"role": "system", "content": "s2"},
            {"role": "assistant", "content": "calling ", "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"b\":1,\"a\":2}"}},
                {"id": "c2", "type": "function", "function": {"name": "g", "arguments": ""}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "42"},
            {"role": "tool", "tool_call_id": "c2", "content": ""},
            {"role": "user", "content": "and?"},
        ],
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "stop": ["END"], "temperature": 0.5,
    });
    assert_eq!(
        sent("claude-sonnet-4-5", &body),
        json!({
            "model": "claude-sonnet-4-5",
            "max_tokens": 5000,
            "system": [{"type": "text", "text": "s1"}, {"type": "text", "text": "s2"}],
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": "look"},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
                    {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                ]},
                {"role": "assistant", "content": [
                    {"type": "text", "text": "calling"},
                    {"type": "tool_use", "id": "c1", "name": "f", "input": {"b": 1, "a": 2}},
                    {"type": "tool_use", "id": "c2", "name": "g", "input": {}},
                ]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "c1", "content": "42"},
                    {"type": "tool_result", "tool_use_id": "c2"},
                    {"type": "text", "text": "and?"},
                ]},
            ],
            "temperature": 0.5,
            "stop_sequences": ["END"],
            "tools": [{"name": "f", "input_schema": {"type": "object"}}],
        })
    );
}

#[test]
fn the_user_begins_every_conversation() {
    let begun_by_assistant =
        json!({"messages": [{"role": "assistant", "content": "Hi."}, {"role": "user", "content": "x"}]});
    let turns = sent("claude-sonnet-4-5", &begun_by_assistant)["messages"].clone();
    assert_eq!((&turns[0]["role"], &turns[1]["role"]), (&json!("user"), &json!("assistant")));
    let only_instructions =
        sent("claude-sonnet-4-5", &json!({"messages": [{"role": "system", "content": "Say hi."}]}));
    assert_eq!(only_instructions["messages"][0]["content"][0]["text"], "Say hi.");
    assert_eq!(only_instructions.get("system"), None);
}

#[test]
fn tool_choices_have_their_own_names() {
    let choice = |choice: Value, parallel: Value| {
        let body = hello_with(json!({"tool_choice": choice, "parallel_tool_calls": parallel,
            "tools": [{"type": "function", "function": {"name": "f"}}]}));
        sent("claude-sonnet-4-5", &body)["tool_choice"].clone()
    };
    assert_eq!(choice(json!("auto"), Value::Null), json!({"type": "auto"}));
    assert_eq!(
        choice(json!("required"), json!(false)),
        json!({"type": "any", "disable_parallel_tool_use": true})
    );
    assert_eq!(choice(json!("none"), json!(false)), json!({"type": "none"}));
    assert_eq!(
        choice(json!({"type": "function", "function": {"name": "f"}}), json!(true)),
        json!({"type": "tool", "name": "f"})
    );
    assert_eq!(choice(Value::Null, json!(false)), json!({"type": "auto", "disable_parallel_tool_use": true}));
}

#[test]
fn strict_tools_have_closed_schemas() {
    let tools = |parameters: Value, strict: bool| {
        let function = json!({"name": "f", "parameters": parameters, "strict": strict});
        hello_with(json!({"tools": [{"type": "function", "function": function}]}))
    };
    let city = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    assert_eq!(sent("claude-sonnet-4-5", &tools(city.clone(), false))["tools"][0]["input_schema"], city);
    let strict = sent("claude-sonnet-4-5", &tools(city.clone(), true))["tools"][0].clone();
    assert_eq!(
        (&strict["strict"], &strict["input_schema"]["additionalProperties"]),
        (&json!(true), &json!(false))
    );
    let without = sent("claude-sonnet-4-5", &tools(Value::Null, true))["tools"][0]["input_schema"].clone();
    assert_eq!(without, json!({"type": "object", "properties": {}, "additionalProperties": false}));
    assert_eq!(refused("claude-sonnet-4", &tools(city, true)), ["tools"]);
    assert_eq!(unsupported(&request(&tools(json!({"type": "object"}), true))), ["tools"]);
}

#[test]
fn answers_in_json_are_asked_for_or_made_to_follow_a_schema() {
    let answering = |schema: Value| {
        let format = json!({"type": "json_schema", "json_schema": {"name": "n", "schema": schema}});
        hello_with(json!({"response_format": format}))
    };
    let verdict = answering(json!({"type": "object", "properties": {"yes": {"type": "boolean"}}}));
    assert_eq!(
        sent("claude-sonnet-4-5", &verdict)["output_config"]["format"],
        json!({"type": "json_schema", "schema":
            {"type": "object", "properties": {"yes": {"type": "boolean"}}, "additionalProperties": false}})
    );
    assert_eq!(refused("claude-3-5-haiku-20241022", &verdict), ["response_format"]);
    let anything = answering(json!({"type": "object"}));
    assert_eq!(unsupported(&request(&anything)), ["response_format"]);
    let object =
        sent("claude-3-5-haiku-20241022", &hello_with(json!({"response_format": {"type": "json_object"}})));
    assert_eq!(object["system"][0]["text"], JSON_INSTRUCTION);
}

#[test]
fn effort_becomes_a_budget_or_an_effort_as_the_model_takes_it() {
    let thinking = |model: &str, effort: &str| sent(model, &hello_with(json!({"reasoning_effort": effort})));
    assert_eq!(
        thinking("claude-sonnet-4-5", "low")["thinking"],
        json!({"type": "enabled", "budget_tokens": 1024})
    );
    assert_eq!(thinking("claude-sonnet-4-5", "high")["thinking"]["budget_tokens"], 4000);
    assert_eq!(thinking("claude-opus-4-7", "high")["output_config"], json!({"effort": "high"}));
    assert_eq!(thinking("claude-opus-4-7", "none")["thinking"], json!({"type": "disabled"}));
    assert_eq!(thinking("claude-sonnet-5-5", "none")["thinking"], json!({"type": "between_tools"}));
    for (model, efforts) in [
        ("claude-opus-4-7", ["xhigh", "max"]),
        ("claude-sonnet-5", ["xhigh", "max"]),
        ("claude-opus-4-6", ["", "max"]),
        ("claude-sonnet-4-6", ["", "max"]),
    ] {
        for (effort, expected) in ["xhigh", "max"].into_iter().zip(efforts) {
            let body = hello_with(json!({"reasoning_effort": effort}));
            if expected.is_empty() {
                assert_eq!(refused(model, &body), ["reasoning_effort"], "{model} {effort}");
            } else {
                assert_eq!(thinking(model, effort)["output_config"]["effort"], expected, "{model}");
            }
        }
    }
    assert_eq!(
        refused("claude-3-5-haiku-20241022", &hello_with(json!({"reasoning_effort": "low"}))),
        ["reasoning_effort"]
    );
    assert_eq!(
        refused("claude-fable-5", &hello_with(json!({"reasoning_effort": "none"}))),
        ["reasoning_effort"]
    );
}

#[test]
fn what_cannot_be_honoured_is_named() {
    let body =
        hello_with(json!({"seed": 1, "frequency_penalty": 0.5, "presence_penalty": 0, "temperature": 1.5}));
    assert_eq!(unsupported(&request(&body)), ["temperature", "frequency_penalty", "seed"]);
    assert_eq!(refused("claude-opus-4-7", &hello_with(json!({"temperature": 0.2}))), ["temperature"]);
    assert_eq!(
        refused("claude-sonnet-4-5", &hello_with(json!({"temperature": 0.2, "top_p": 0.5}))),
        ["top_p"]
    );
    assert_eq!(refused("claude-opus-4-7", &body), ["temperature", "frequency_penalty", "seed"], "each once");
    let stop = hello_with(json!({"stop": ["END", "\n\n"]}));
    assert_eq!(unsupported(&request(&stop)), ["stop"]);
}

#[test]
fn samplings_that_change_nothing_are_left_out() {
    let body = sent("claude-opus-4-7", &hello_with(json!({"temperature": 1, "top_p": 1.0})));
    assert_eq!((body.get("temperature"), body.get("top_p")), (None, None));
    let body = sent("claude-sonnet-4-5", &hello_with(json!({"temperature": 0, "top_p": 1})));
    assert_eq!((&body["temperature"], body.get("top_p")), (&json!(0.0), None));
}

#[test]
fn what_does_not_go_with_thinking_is_named() {
    let tools = json!([{"type": "function", "function": {"name": "f"}}]);
    let cold = hello_with(json!({"reasoning_effort": "low", "temperature": 0.2}));
    assert_eq!(refused("claude-sonnet-4-5", &cold), ["temperature"]);
    assert_eq!(refused("claude-opus-4-6", &cold), ["temperature"]);
    let narrow = hello_with(json!({"reasoning_effort": "low", "top_p": 0.9}));
    assert_eq!(refused("claude-sonnet-4-5", &narrow), ["top_p"]);
    let forced = hello_with(json!({"reasoning_effort": "low", "tools": tools, "tool_choice": "required"}));
    assert_eq!(refused("claude-sonnet-4-5", &forced), ["tool_choice"]);
    assert_eq!(sent("claude-opus-4-6", &forced)["tool_choice"], json!({"type": "any"}));
    assert_eq!(refused("claude-sonnet-5-5", &forced), ["tool_choice"]);
}

#[test]
fn a_budget_for_thinking_does_not_go_with_tool_results_that_lost_theirs() {
    let call = json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let mut body = json!({"reasoning_effort": "low", "tools": [{"type": "function", "function": {"name": "f"}}],
        "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "42"}]});
    assert_eq!(refused("claude-sonnet-4-5", &body), ["reasoning_effort"]);
    assert_eq!(sent("claude-opus-4-6", &body)["thinking"], json!({"type": "adaptive"}));
    let answered =
        [json!({"role": "assistant", "content": "It is 42."}), json!({"role": "user", "content": "Thanks."})];
    body["messages"].as_array_mut().unwrap().extend(answered);
    assert_eq!(sent("claude-sonnet-4-5", &body)["thinking"]["type"], "enabled");
}

#[test]
fn the_user_ends_a_conversation_where_the_model_wants_it() {
    let body =
        json!({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "It is "}]});
    let last =
        |model: &str, body: &Value| sent(model, body)["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        last("claude-sonnet-4-5", &body),
        json!({"role": "assistant", "content": [{"type": "text", "text": "It is"}]})
    );
    assert_eq!(last("claude-sonnet-4-6", &body)["role"], "user");
    let mut thinking = body;
    thinking["reasoning_effort"] = json!("low");
    assert_eq!(last("claude-sonnet-4-5", &thinking)["role"], "user");
}

proptest! {
    #[test]
    fn no_conversation_makes_encoding_panic(
        roles in prop::collection::vec((0..4usize, "[ a-z]{0,4}", "[{}\\[\\]a:\"1]{0,6}"), 1..8), model in "claude-[a-z]{0,6}-[0-9]{0,2}",
    ) {
        let mut messages = vec![json!({"role": "assistant", "tool_calls": [
            {"id": "c0", "type": "function", "function": {"name": "f", "arguments": "{"}}]})];
        for (role, text, arguments) in roles {
            messages.push(match role {
                0 => json!({"role": "system", "content": text}),
                1 => json!({"role": "user", "content": text}),
                2 => json!({"role": "assistant", "content": text, "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": arguments}}]}),
                _ => json!({"role": "tool", "tool_call_id": "c0", "content": text}),
            });
        }
        let body = sent(&model, &json!({"messages": messages}));
        let turns = body["messages"].as_array().unwrap();
        prop_assert_eq!(&turns[0]["role"], "user");
        for pair in turns.windows(2) {
            prop_assert_ne!(&pair[0]["role"], &pair[1]["role"]);
        }
        prop_assert!(turns.iter().all(|turn| turn["content"].as_array().is_some_and(|blocks| !blocks.is_empty())));
    }

    #[test]
    fn no_parameters_make_encoding_panic_and_none_are_named_twice(
        model in "(claude-)?(opus|sonnet|haiku|fable|mythos)?-?[3-6]?(-[0-9])?",
        max_output_tokens in prop_oneof![1..3000_u32, any::<u32>()],
        (temperature, top_p) in (prop::option::of(0.0..=2.0), prop::option::of(0.0..=1.0)),
        effort in prop::option::of(prop::sample::select(vec!["none", "minimal", "low", "medium", "high", "xhigh", "max"])),
        choice in prop::option::of(prop::sample::select(vec!["auto", "none", "required"])),
        (strict, parallel) in (any::<Option<bool>>(), any::<Option<bool>>()),
        stop in prop::option::of("[ \\na]{1,3}"),
        schema in prop::sample::select(vec![
            json!({}), json!({"type": "object", "properties": {"a": {"minimum": 1}}}),
            json!({"allOf": 7, "properties": [], "items": null}), json!({"properties": {"a": {"type": "object", "properties": {}}}}),
        ]),
        format in prop::sample::select(vec!["text", "json_object", "json_schema"]),
    ) {
        let body = hello_with(json!({
            "temperature": temperature, "top_p": top_p, "reasoning_effort": effort, "tool_choice": choice,
            "parallel_tool_calls": parallel, "stop": stop,
            "tools": [{"type": "function", "function": {"name": "f", "parameters": schema, "strict": strict}}],
            "response_format": {"type": format, "json_schema": {"name": "n", "schema": schema}},
        }));
        let target = Target { max_output_tokens, ..target(&model) };
        match encode(&target, &request(&body), true) {
            Ok(http_request) => {
                let body: Value = serde_json::from_slice(http_request.body()).unwrap();
                prop_assert_eq!(&body["max_tokens"], max_output_tokens);
                let budget = body["thinking"]["budget_tokens"].as_u64().unwrap_or(0);
                prop_assert!(budget < u64::from(max_output_tokens));
                prop_assert!(body["temperature"].as_f64().unwrap_or(0.0) <= 1.0);
            }
            Err(EncodeError::Unsupported(refused)) => {
                let names: Vec<&str> = refused.iter().map(|one| one.parameter).collect();
                prop_assert!(!names.is_empty());
                let mut once = names.clone();
                once.dedup();
                prop_assert_eq!(&once, &names);
                prop_assert!(names.iter().all(|name| PARAMETERS.contains(name)));
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}

#[test]
fn functions_that_were_called_are_declared_where_a_request_has_no_tools() {
    let call = |id: &str, name: &str| json!({"id": id, "type": "function", "function": {"name": name, "arguments": "{\"a\":\"1\"}"}});
    let body = json!({"messages": [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": null, "tool_calls": [call("c1", "f"), call("c2", "g"), call("c3", "f")]},
        {"role": "tool", "tool_call_id": "c1", "content": "42"},
        {"role": "tool", "tool_call_id": "c2", "content": "43"},
        {"role": "tool", "tool_call_id": "c3", "content": "44"},
        {"role": "user", "content": "so?"},
    ]});
    let open = |name: &str| json!({"name": name, "input_schema": {"type": "object"}});
    let without = sent("claude-sonnet-4-5", &body);
    assert_eq!(without["tools"], json!([open("f"), open("g")]));
    assert_eq!(without["tool_choice"], json!({"type": "none"}));
    let mut with = body;
    with["tools"] = json!([{"type": "function", "function": {"name": "h"}}]);
    let with = sent("claude-sonnet-4-5", &with);
    assert_eq!(with["tools"], json!([open("h")]));
    assert!(with.get("tool_choice").is_none());
    assert!(sent("claude-sonnet-4-5", &hello()).get("tools").is_none());
}

#[test]
fn a_refusal_says_what_is_not_supported() {
    let what = |model: &str, extra: Value| match encode(&target(model), &request(&hello_with(extra)), false) {
        Err(EncodeError::Unsupported(refused)) => {
            refused.iter().map(crate::Refused::what).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let both = json!({"temperature": 0.2, "top_p": 0.5});
    assert_eq!(what("claude-sonnet-4-5", both.clone()), ["`top_p` beside `temperature`"]);
    assert_eq!(what("claude-opus-4-7", both), ["`temperature`", "`top_p`"]);
    let schema =
        json!({"type": "object", "properties": {"a": {"type": "array", "items": {}, "maxItems": 5}}});
    let format = json!({"type": "json_schema", "json_schema": {"name": "n", "schema": schema}});
    assert_eq!(
        what("claude-sonnet-4-5", json!({"response_format": format})),
        ["`maxItems` inside the schema"]
    );
    let tool = json!({"type": "function", "function": {"name": "f", "parameters": schema, "strict": true}});
    assert_eq!(what("claude-sonnet-4-5", json!({"tools": [tool]})), ["`maxItems` inside the schema"]);
    let all = json!({"logit_bias": {"1": 1}, "logprobs": true, "top_logprobs": 1});
    assert_eq!(what("claude-sonnet-4-5", all), ["`logit_bias`", "`logprobs`", "`top_logprobs`"]);
}

#[test]
fn thinking_goes_back_as_it_came_before_the_rest_of_its_turn() {
    let call = json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let shown = json!({"type": "thinking", "thinking": "hm", "signature": "sig"});
    let redacted = json!({"type": "redacted_thinking", "data": "EmwKAhgB"});
    let foreign = json!({"type": "thinking", "thinking": "another model's"});
    let with = |blocks: Value| {
        json!({"reasoning_effort": "low", "tools": [{"type": "function", "function": {"name": "f"}}], "messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": "Wait.", "tool_calls": [call], "thinking_blocks": blocks, "reasoning_content": "hm"},
            {"role": "tool", "tool_call_id": "c1", "content": "42"}]})
    };
    let turn = |body: &Value| sent("claude-sonnet-4-5", body)["messages"][1]["content"].clone();
    let said = [
        json!({"type": "text", "text": "Wait."}),
        json!({"type": "tool_use", "id": "c1", "name": "f", "input": {}}),
    ];
    let expected = json!([shown, redacted, said[0], said[1]]);
    assert_eq!(turn(&with(json!([shown, redacted, foreign]))), expected);
    assert_eq!(refused("claude-sonnet-4-5", &with(json!([foreign]))), ["reasoning_effort"]);
    let alone = json!({"messages": [{"role": "user", "content": "x"},
        {"role": "assistant", "content": "", "thinking_blocks": [shown]}, {"role": "user", "content": "y"}]});
    assert_eq!(
        sent("claude-sonnet-4-5", &alone)["messages"].as_array().unwrap().len(),
        1,
        "thinking alone is no turn"
    );
    let display = |model: &str| {
        let thinking = sent(model, &hello_with(json!({"reasoning_effort": "low"})))["thinking"].clone();
        thinking.get("display").cloned()
    };
    assert_eq!((display("claude-opus-4-6"), display("claude-opus-4-7")), (None, Some(json!("summarized"))));
}
