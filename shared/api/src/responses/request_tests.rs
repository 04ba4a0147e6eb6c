use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::chat::{
    ContentPart, ESSENTIAL_PARAMETERS, FunctionTool, ImageDetail, MarkedText, Message, PARAMETERS,
    ReasoningEffort, ResponseFormat, ThinkingBlock, ToolCall, ToolChoice,
};
use crate::error::{ApiError, ErrorCode};
use crate::reading::read_body;
use crate::responses::{Asked, seal_reasoning};

const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";

fn read(extra: Value) -> Result<ResponsesRequest, ApiError> {
    let mut body = json!({"model": "chat", "input": "Say hello."});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    read_body(body.as_object().unwrap())
}

fn chat(extra: Value) -> ChatRequest {
    read(extra).unwrap().into()
}

/// What is wrong, as place and kind.
fn faults(extra: Value) -> Vec<(String, &'static str)> {
    let error = read(extra).unwrap_err();
    error.fields.iter().map(|fault| (fault.location[1..].join("."), fault.kind)).collect()
}

fn assistant(text: Option<&str>, calls: &[(&str, &str, &str)]) -> Message {
    let calls = calls.iter().map(|(id, name, arguments)| ToolCall {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        arguments: (*arguments).to_owned(),
    });
    Message::Assistant {
        text: text.map(str::to_owned),
        cache_control: None,
        refusal: None,
        tool_calls: calls.collect(),
        reasoning: crate::chat::Reasoning::default(),
        name: None,
    }
}

fn tool(call_id: &str, text: &str) -> Message {
    Message::Tool { tool_call_id: call_id.to_owned(), text: text.to_owned(), cache_control: None }
}

fn text(text: &str) -> ContentPart {
    ContentPart::Text { text: text.to_owned(), cache_control: None }
}

fn user(said: &str) -> Message {
    Message::User { content: vec![text(said)], name: None }
}

#[test]
fn a_text_is_what_a_person_says_after_the_instructions() {
    let request = chat(json!({"instructions": "Be brief."}));
    let texts = vec![MarkedText { text: "Be brief.".to_owned(), cache_control: None }];
    assert_eq!(request.messages, [Message::System { texts, name: None }, user("Say hello.")]);
    assert!(request.parameters.is_empty() && request.left_out.is_empty());
    assert_eq!(chat(json!({"instructions": ""})).messages, [user("Say hello.")]);
}

#[test]
fn every_parameter_becomes_the_one_of_the_middle() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let request = chat(json!({
        "max_output_tokens": 500, "temperature": 0.2, "top_p": 0.9, "parallel_tool_calls": false, "tool_choice": "required",
        "tools": [{"type": "function", "name": "f", "description": "d", "parameters": schema, "strict": true}],
        "reasoning": {"effort": "high", "summary": "auto"},
        "text": {"format": {"type": "json_schema", "name": "n", "schema": schema, "strict": true}, "verbosity": "low"},
        "service_tier": "flex", "prompt_cache_key": "k", "prompt_cache_retention": "24h", "safety_identifier": "s", "user": "u",
        "include": ["message.output_text.logprobs"], "top_logprobs": 2, "store": true, "truncation": "disabled",
        "client_metadata": {"x": 1}, "metadata": {"invoice": "4711"}, "stream": true, "background": false, "prompt": null,
        "previous_response_id": null, "stream_options": {"include_obfuscation": false},
    }));
    let parameters = schema.as_object().cloned();
    let format = ResponseFormat::JsonSchema {
        name: "n".to_owned(),
        schema: parameters.clone().unwrap(),
        strict: Some(true),
    };
    assert_eq!(request.response_format, Some(format));
    let FunctionTool { name, description, parameters: of_tool, strict } = &request.tools[0].function;
    assert_eq!((&**name, description.as_deref(), strict), ("f", Some("d"), &Some(true)));
    assert_eq!(*of_tool, parameters);
    assert_eq!(
        (request.max_output_tokens, request.temperature, request.top_p),
        (Some(500), Some(0.2), Some(0.9))
    );
    assert_eq!(request.reasoning_effort, Some(ReasoningEffort::High));
    assert_eq!(
        (request.tool_choice, request.logprobs, request.top_logprobs),
        (Some(ToolChoice::Required), true, Some(2))
    );
    assert_eq!((request.user.as_deref(), request.prompt_cache_key.as_deref()), (Some("u"), Some("k")));
    let expected = [
        "temperature",
        "top_p",
        "max_completion_tokens",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
        "logprobs",
        "top_logprobs",
        "verbosity",
        "service_tier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "safety_identifier",
        "user",
    ];
    assert_eq!(request.parameters, expected);
    assert!(request.left_out.is_empty() && request.parameters.iter().all(|name| PARAMETERS.contains(name)));
}

#[test]
fn what_asks_for_nothing_counts_as_absent() {
    let request = chat(json!({
        "temperature": 1, "top_p": 1, "tools": [], "tool_choice": "auto", "parallel_tool_calls": true, "top_logprobs": 5,
        "text": {"format": {"type": "text"}, "verbosity": "medium"}, "reasoning": {"effort": null}, "include": [],
        "service_tier": "auto",
    }));
    assert!(request.parameters.is_empty(), "{:?}", request.parameters);
}

#[test]
fn items_of_one_turn_are_one_message() {
    let request = chat(json!({"input": [
        {"role": "developer", "content": [{"type": "input_text", "text": "s"}]},
        {"role": "user", "content": "Weather?"},
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "message", "role": "assistant", "id": "msg_1", "status": "completed",
            "content": [{"type": "output_text", "text": "Wait.", "annotations": []}]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{\"a\":1}", "id": "fc_1", "status": "completed"},
        {"type": "custom_tool_call", "call_id": "c2", "name": "patch", "input": "*** \"Begin\"\n"},
        {"type": "function_call_output", "call_id": "c1", "output": "sunny"},
        {"type": "custom_tool_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
        {"role": "assistant", "content": "It is sunny."},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Thanks"}]},
    ]}));
    let mut calls = assistant(
        Some("Wait."),
        &[("c1", "f", "{\"a\":1}"), ("c2", "patch", "{\"input\":\"*** \\\"Begin\\\"\\n\"}")],
    );
    if let Message::Assistant { reasoning, .. } = &mut calls {
        reasoning.content = Some("hm".to_owned());
    }
    let texts = vec![MarkedText { text: "s".to_owned(), cache_control: None }];
    let expected = [
        Message::System { texts, name: None },
        user("Weather?"),
        calls,
        tool("c1", "sunny"),
        tool("c2", "a\nb"),
        assistant(Some("It is sunny."), &[]),
        user("Thanks"),
    ];
    assert_eq!(request.messages, expected);
}

#[test]
fn images_of_results_follow_the_last_result() {
    let call = |id: &str| json!({"type": "function_call", "call_id": id, "name": "look", "arguments": "{}"});
    let image = json!({"type": "input_image", "image_url": PNG, "detail": "original"});
    let request = chat(json!({"input": [
        {"role": "user", "content": [{"type": "input_text", "text": "Look."}, image]},
        call("c1"), call("c2"),
        {"type": "function_call_output", "call_id": "c1", "output": [image]},
        {"type": "function_call_output", "call_id": "c2", "output": "nothing"},
        {"role": "assistant", "content": "I see."},
    ]}));
    let Message::User { content: first, .. } = &request.messages[0] else { panic!("{request:?}") };
    let Message::User { content: shown, .. } = &request.messages[4] else { panic!("{request:?}") };
    assert_eq!(request.messages[2..4], [tool("c1", "(The result is shown below.)"), tool("c2", "nothing")]);
    assert_eq!(*shown, [text("Images in the result of the tool call c1:"), first[1].clone()]);
    assert!(matches!(first[1], ContentPart::Image { detail: Some(ImageDetail::High), .. }));
    assert_eq!(request.messages[5], assistant(Some("I see."), &[]));
    assert_eq!(request.parameters, ["images"]);
}

#[test]
fn reasoning_goes_back_as_it_came() {
    let signed = ThinkingBlock::Thinking { thinking: "hm".to_owned(), signature: Some("sig".to_owned()) };
    let hidden = ThinkingBlock::RedactedThinking { data: "x".to_owned() };
    let unsigned = ThinkingBlock::Thinking { thinking: "in full".to_owned(), signature: None };
    let reasoning = |sealed: &str| {
        let request = chat(json!({"input": [
            {"role": "user", "content": "x"},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "short"}], "encrypted_content": sealed},
            {"role": "assistant", "content": "y"},
        ]}));
        match request.messages.into_iter().nth(1) {
            Some(Message::Assistant { reasoning, .. }) => (reasoning.content, reasoning.blocks),
            other => panic!("{other:?}"),
        }
    };
    let blocks = vec![signed, hidden];
    assert_eq!(reasoning(&seal_reasoning(&blocks)), (None, blocks));
    assert_eq!(reasoning(&seal_reasoning(&[unsigned])), (Some("in full".to_owned()), vec![]));
    assert_eq!(reasoning("gAAAAABo"), (Some("short".to_owned()), vec![]), "another server's");
}

#[test]
fn reasoning_without_an_answer_is_no_message() {
    let thought = json!({"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]});
    let request = chat(json!({"input": [thought, {"role": "user", "content": "x"}, thought]}));
    assert_eq!(request.messages, [user("x")]);
}

#[test]
fn what_no_model_has_here_is_left_out_and_named() {
    let request = chat(json!({
        "input": [{"type": "web_search_call", "id": "ws_1", "status": "completed"}, {"role": "user", "content": "x"}],
        "tools": [
            {"type": "function", "name": "f"}, {"type": "web_search"}, {"type": "local_shell"},
            {"type": "namespace", "name": "n", "tools": [{"type": "function", "name": "g"}]},
            {"type": "custom", "name": "sql", "format": {"type": "grammar", "syntax": "lark", "definition": "start: x"}},
            {"type": "custom", "name": "note", "format": {"type": "text"}},
        ],
        "include": ["reasoning.encrypted_content", "web_search_call.action.sources"], "truncation": "auto",
    }));
    let expected = ["input.0", "tools.1", "tools.2", "tools.3", "tools.4.format", "include.1", "truncation"];
    assert_eq!(request.left_out, expected);
    let names: Vec<&str> = request.tools.iter().map(|tool| &*tool.function.name).collect();
    assert_eq!((names, request.messages.as_slice()), (vec!["f", "sql", "note"], [user("x")].as_slice()));
    let schema = Value::Object(request.tools[1].function.parameters.clone().unwrap());
    assert_eq!(schema["required"], json!(["input"]));
    let about = schema["properties"]["input"]["description"].as_str().unwrap();
    assert!(about.ends_with("Lark grammar:\nstart: x"), "{about}");
    let reference = json!({"type": "item_reference", "id": "rs_1"});
    let referring = chat(json!({"input": [{"role": "user", "content": "x"}, reference]}));
    assert_eq!((referring.left_out, referring.messages), (vec!["input.1".to_owned()], vec![user("x")]));
    let search = json!({"type": "web_search_call"});
    let items = [vec![search; 40], vec![json!({"role": "user", "content": "x"})]].concat();
    let many = chat(json!({"input": items}));
    assert_eq!((many.left_out.len(), many.left_out.last().map(String::as_str)), (11, Some("input")));
}

#[test]
fn a_choice_is_among_the_tools_that_are_allowed() {
    let tools =
        json!([{"type": "function", "name": "f"}, {"type": "custom", "name": "p"}, {"type": "web_search"}]);
    let choose = |choice: Value| {
        let request = chat(json!({"tools": tools, "tool_choice": choice}));
        let names: Vec<String> = request.tools.iter().map(|tool| tool.function.name.to_string()).collect();
        (request.tool_choice.unwrap(), names.join(" "))
    };
    let all = "f p".to_owned();
    assert_eq!(choose(json!("none")), (ToolChoice::None, all.clone()));
    assert_eq!(
        choose(json!({"type": "function", "name": "f"})),
        (ToolChoice::Function("f".to_owned()), all.clone())
    );
    assert_eq!(choose(json!({"type": "custom", "name": "p"})), (ToolChoice::Function("p".to_owned()), all));
    let some = json!({"type": "allowed_tools", "mode": "required", "tools": [
        {"type": "custom", "name": "p"}, {"type": "web_search"}]});
    assert_eq!(choose(some), (ToolChoice::Required, "p".to_owned()));
    for (choice, at) in [
        (json!({"type": "function", "name": "g"}), "tool_choice.name"),
        (json!({"type": "web_search_preview"}), "tool_choice.type"),
        (
            json!({"type": "allowed_tools", "mode": "required", "tools": [{"type": "web_search"}]}),
            "tool_choice",
        ),
    ] {
        assert_eq!(faults(json!({"tools": tools, "tool_choice": choice}))[0].0, at);
    }
    assert_eq!(faults(json!({"tool_choice": "required"}))[0].0, "tool_choice");
}

#[test]
fn what_refers_to_something_earlier_is_refused_by_a_code_of_its_own() {
    for (extra, at) in [
        (json!({"previous_response_id": "resp_1"}), "previous_response_id"),
        (json!({"conversation": {"id": "conv_1"}}), "conversation"),
        (
            json!({"input": [{"role": "user", "content": "x"}, {"type": "item_reference", "id": "msg_1"}]}),
            "input.1.id",
        ),
    ] {
        let error = read(extra).unwrap_err();
        assert_eq!(
            (error.code, error.fields[0].location[1..].join(".").as_str()),
            (ErrorCode::NotStored, at)
        );
        assert!(error.sentence().contains("`store: false`"), "{}", error.sentence());
    }
    for extra in [json!({"background": true}), json!({"prompt": {"id": "pmpt_1"}})] {
        assert_eq!(read(extra).unwrap_err().code, ErrorCode::UnsupportedParameter);
    }
}

#[test]
fn everything_that_is_wrong_is_named_by_its_place_in_the_body() {
    let found = faults(json!({
        "model": "a b", "temperature": 3, "reasoning": {"effort": "a lot"}, "text": {"format": {"type": "json_schema", "name": "n"}},
        "input": [
            {"role": "wizard", "content": "x"},
            {"role": "user", "content": [{"type": "input_file", "file_id": "f"}]},
            {"role": "user", "content": [{"type": "input_image", "file_id": "f"}]},
            {"role": "assistant", "content": [{"type": "input_image", "image_url": PNG}]},
            {"type": "function_call_output", "call_id": "nobody", "output": "x"},
            {"type": "function_call", "name": "f", "arguments": "{}"}, 7,
        ],
        "tools": [{"type": "function"}, {"name": "f"}, {"type": "function", "name": "a b"}],
    }));
    let found: Vec<(&str, &str)> = found.iter().map(|(at, kind)| (at.as_str(), *kind)).collect();
    let expected = [
        ("model", "value_error"),
        ("input.0.role", "enum"),
        ("input.1.content.0.type", "unsupported"),
        ("input.2.content.0.image_url", "missing"),
        ("input.3.content.0.type", "unsupported"),
        ("input.4.call_id", "value_error"),
        ("input.5.call_id", "missing"),
        ("input.6", "dict_type"),
        ("temperature", "value_error"),
        ("tools.0.name", "missing"),
        ("tools.1.type", "missing"),
        ("tools.2.name", "value_error"),
        ("reasoning.effort", "enum"),
        ("text.format.schema", "missing"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn hints_are_left_out_unless_the_client_says_otherwise() {
    assert!(HINTS.iter().all(|hint| PARAMETERS.contains(hint) && !ESSENTIAL_PARAMETERS.contains(hint)));
    for (says, hints) in [(Value::Null, HINTS), (json!(true), &[][..]), (json!(false), &[][..])] {
        let request = chat(json!({"drop_unsupported": says}));
        assert_eq!((request.hints, request.drop_unsupported), (hints, says.as_bool()));
    }
}

#[test]
fn an_answer_repeats_what_was_asked() {
    let body = json!({"model": "chat", "input": "x", "instructions": "i", "max_output_tokens": 9, "temperature": 0.5,
        "tools": [{"type": "web_search"}, {"type": "custom", "name": "p"}], "tool_choice": "auto", "store": true,
        "text": {"verbosity": "low"}, "reasoning": {"effort": "low"}, "include": ["reasoning.encrypted_content"],
        "metadata": {"a": "b"}, "service_tier": "flex"});
    let body = body.as_object().unwrap();
    let request: ResponsesRequest = read_body(body).unwrap();
    let Asked { echo, service_tier, with_sealed_reasoning, custom_tools } = request.asked(body);
    let expected = json!({
        "background": false, "instructions": "i", "max_output_tokens": 9, "metadata": {"a": "b"}, "parallel_tool_calls": true,
        "previous_response_id": null, "prompt_cache_key": null, "prompt_cache_retention": null,
        "reasoning": {"effort": "low", "summary": null}, "safety_identifier": null, "store": false, "temperature": 0.5,
        "text": {"verbosity": "low", "format": {"type": "text"}}, "tool_choice": "auto", "tools": body["tools"], "top_logprobs": 0,
        "top_p": null, "truncation": "disabled", "user": null,
    });
    assert_eq!(json!(echo), expected);
    assert_eq!(service_tier, Some(RequestedTier::Flex));
    assert!(with_sealed_reasoning && custom_tools.contains("p") && custom_tools.len() == 1);
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = vec![
        "message",
        "reasoning",
        "function_call",
        "function_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "user",
        "assistant",
        "input_text",
        "input_image",
        "output_text",
        "summary_text",
        "function",
        "custom",
        "allowed_tools",
        "auto",
        "required",
        "c1",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(words).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop::sample::select(vec![
            "type",
            "role",
            "content",
            "text",
            "call_id",
            "name",
            "arguments",
            "output",
            "input",
            "summary",
            "tools",
            "mode",
            "image_url",
            "encrypted_content",
            "format",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// An item that can be read; `number` tells it from others.
fn any_item() -> impl Strategy<Value = Value> {
    let kind = 0..7_u8;
    kind.prop_map(|kind| match kind {
        0 => json!({"role": "user", "content": "u"}),
        1 => json!({"role": "system", "content": "s"}),
        2 => json!({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]}),
        3 => json!({"type": "reasoning", "summary": [{"type": "summary_text", "text": "r"}]}),
        4 => json!({"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}),
        5 => json!({"type": "web_search_call"}),
        _ => json!({"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "image_url": PNG}]}),
    })
}

proptest! {
    #[test]
    fn no_body_makes_reading_panic(input in any_json(), tools in any_json(), choice in any_json(), text in any_json()) {
        let body = json!({"input": input, "tools": tools, "tool_choice": choice, "text": text});
        if let Ok(request) = read(body.clone()) {
            let _ = request.asked(body.as_object().unwrap());
            let _ = ChatRequest::from(request);
        }
    }

    #[test]
    fn every_item_is_in_the_conversation_or_named_as_left_out(items in prop::collection::vec(any_item(), 1..12)) {
        let call = json!({"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"});
        let items = [vec![call], items].concat();
        let count = |kind: &str| items.iter().filter(|item| item["type"] == kind || item["role"] == kind).count();
        let request = chat(json!({"input": items}));
        let (mut calls, mut said, mut results, mut images) = (0, 0, 0, 0);
        let mut before: Option<&Message> = None;
        for message in &request.messages {
            match message {
                Message::Assistant { tool_calls, text, .. } => {
                    calls += tool_calls.len();
                    said += text.as_deref().map_or(0, |text| text.matches('a').count());
                    prop_assert!(!matches!(before, Some(Message::Assistant { .. })), "two messages of one turn");
                }
                Message::Tool { .. } => results += 1,
                Message::User { content, .. } => {
                    images += content.iter().filter(|part| matches!(part, ContentPart::Image { .. })).count();
                }
                Message::System { .. } => {}
            }
            before = Some(message);
        }
        prop_assert_eq!(calls, count("function_call"));
        prop_assert_eq!(said, count("assistant"));
        prop_assert_eq!(results, count("function_call_output"));
        prop_assert_eq!(images, count("function_call_output"));
        prop_assert_eq!(request.left_out.len(), count("web_search_call").min(11));
    }
}
