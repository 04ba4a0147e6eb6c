use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::chat::{
    CacheTtl, ContentPart, ImageSource, Message, ReasoningEffort, ResponseFormat, ThinkingBlock, ToolChoice,
};
use crate::error::ErrorCode;
use crate::json_text;
use crate::reading::read_body;

/// A request with these members besides, or in place of, the usual ones.
fn body(extra: &Value) -> Map<String, Value> {
    let mut body =
        json!({"model": "fast", "max_tokens": 100, "messages": [{"role": "user", "content": "x"}]});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body.as_object().unwrap().clone()
}

fn read(extra: &Value) -> Result<ChatRequest, Vec<String>> {
    let request = read_body::<MessagesRequest>(&body(extra));
    request
        .map(|request| request.into_call().1)
        .map_err(|error| error.fields.iter().map(|field| field.location[1..].join(".")).collect())
}

/// The messages of a conversation.
fn conversation(turns: &Value) -> Vec<Message> {
    read(&json!({"messages": turns})).unwrap().messages
}

fn text(text: &str) -> ContentPart {
    ContentPart::Text { text: text.to_owned(), cache_control: None }
}

#[test]
fn a_request_becomes_the_one_in_the_middle() {
    let request = read(&json!({
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}, {"type": "text", "text": "b"}],
        "temperature": 0.5, "top_p": 0.9, "stop_sequences": ["END"], "metadata": {"user_id": "user-17"},
        "service_tier": "standard_only",
        "tools": [{"name": "f", "description": "d", "input_schema": {"type": "object"}, "strict": true}],
        "tool_choice": {"type": "tool", "name": "f", "disable_parallel_tool_use": true},
        "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "system", "content": "c"}],
    }))
    .unwrap();
    let Message::System { texts, .. } = &request.messages[0] else { panic!("{request:?}") };
    assert_eq!(texts[0].cache_control.and_then(|mark| mark.ttl), Some(CacheTtl::OneHour));
    assert_eq!((texts.len(), request.messages.len()), (2, 4));
    assert!(matches!(&request.messages[3], Message::System { texts, .. } if texts[0].text == "c"));
    assert_eq!((request.temperature, request.top_p), (Some(0.5), Some(0.9)));
    assert_eq!((request.max_output_tokens, request.stop.as_slice()), (Some(100), &["END".to_owned()][..]));
    assert_eq!(request.safety_identifier.as_deref(), Some("user-17"));
    assert_eq!(request.service_tier, Some(RequestedTier::Default));
    assert_eq!((request.tools[0].strict, request.tools.len()), (Some(true), 1));
    assert_eq!(request.tool_choice, Some(ToolChoice::Function("f".to_owned())));
    assert_eq!(request.parallel_tool_calls, Some(false));
    assert_eq!(request.reasoning_effort, Some(ReasoningEffort::Low));
    assert!(
        matches!(&request.response_format, Some(ResponseFormat::JsonSchema { strict: Some(true), .. })),
        "{request:?}"
    );
    let asked = [
        "temperature",
        "top_p",
        "max_tokens",
        "stop",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
        "safety_identifier",
        "cache_control",
    ];
    assert_eq!(request.parameters, asked);
    assert_eq!((request.hints, request.left_out.len()), (HINTS, 0));
}

#[test]
fn results_of_tools_come_first_and_their_images_after_all_of_them() {
    let png = "iVBORw0KGgo=";
    let image =
        json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png}});
    let call = |id: &str| json!({"type": "tool_use", "id": id, "name": "f", "input": {"n": 1}});
    let messages = conversation(&json!([
        {"role": "assistant", "content": [{"type": "text", "text": "Wait."}, call("toolu 1"), call("c2")]},
        {"role": "user", "content": [
            {"type": "text", "text": "So?"},
            {"type": "tool_result", "tool_use_id": "toolu 1", "content": [{"type": "text", "text": "a"}, image], "cache_control": {"type": "ephemeral"}},
            {"type": "tool_result", "tool_use_id": "c2", "is_error": true, "content": "broken"},
            {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        ]},
    ]));
    let Message::Assistant { text: said, tool_calls, .. } = &messages[0] else { panic!("{messages:?}") };
    assert_eq!((said.as_deref(), tool_calls.len()), (Some("Wait."), 2));
    assert_eq!((tool_calls[0].id.as_str(), tool_calls[0].arguments.as_str()), ("toolu 1", r#"{"n":1}"#));
    let results: Vec<(&str, &str, bool)> = messages[1..3]
        .iter()
        .map(|message| match message {
            Message::Tool { tool_call_id, text, cache_control } => {
                (tool_call_id.as_str(), text.as_str(), cache_control.is_some())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let place = "a\n(An image, which follows after the results.)";
    assert_eq!(results, [("toolu 1", place, true), ("c2", "Error: broken", false)]);
    let Message::User { content, .. } = &messages[3] else { panic!("{messages:?}") };
    assert_eq!(content[0], text("Images of the result of the call toolu 1:"));
    assert!(
        matches!(&content[1], ContentPart::Image { source: ImageSource::Inline { .. }, .. }),
        "{content:?}"
    );
    assert_eq!(content[2], text("So?"));
    assert!(matches!(&content[3], ContentPart::Image { source: ImageSource::Url(_), .. }), "{content:?}");
    assert_eq!(messages.len(), 4);
}

#[test]
fn a_result_may_be_empty_and_name_tools() {
    let result = |result: Value| {
        let mut block = json!({"type": "tool_result", "tool_use_id": "c1"});
        block.as_object_mut().unwrap().extend(result.as_object().unwrap().clone());
        let messages = conversation(&json!([
            {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {}}]},
            {"role": "user", "content": [block]},
        ]));
        match &messages[..] {
            [_, Message::Tool { text, .. }] => text.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(result(json!({})), "");
    assert_eq!(result(json!({"is_error": true})), "Error");
    let found = json!({"content": [{"type": "tool_reference", "tool_name": "g"}]});
    assert_eq!(result(found), "The tool `g` can be called.");
}

#[test]
fn thinking_goes_back_to_the_provider_that_signed_it_and_as_a_text_to_others() {
    let thoughts = |blocks: Value| {
        let messages = conversation(
            &json!([{"role": "assistant", "content": blocks}, {"role": "user", "content": "x"}]),
        );
        match &messages[0] {
            Message::Assistant { reasoning, .. } => (reasoning.content.clone(), reasoning.blocks.clone()),
            other => panic!("{other:?}"),
        }
    };
    let signed = json!({"type": "thinking", "thinking": "hm", "signature": "sig"});
    let redacted = json!({"type": "redacted_thinking", "data": "AAAA"});
    let said = json!({"type": "text", "text": "Yes."});
    let blocks = vec![
        ThinkingBlock::Thinking { thinking: "hm".to_owned(), signature: Some("sig".to_owned()) },
        ThinkingBlock::RedactedThinking { data: "AAAA".to_owned() },
    ];
    assert_eq!(thoughts(json!([signed, redacted, said])), (None, blocks));
    let unsigned = json!({"type": "thinking", "thinking": "hm", "signature": ""});
    assert_eq!(thoughts(json!([unsigned, said])), (Some("hm".to_owned()), Vec::new()));
    assert_eq!(thoughts(json!([said])), (None, Vec::new()));
}

#[test]
fn what_a_client_says_of_thinking_becomes_an_effort() {
    let effort = |extra: Value| read(&extra).unwrap().reasoning_effort;
    let budget = |tokens: u32| json!({"thinking": {"type": "enabled", "budget_tokens": tokens}});
    for (extra, expected) in [
        (json!({}), None),
        (json!({"output_config": {"effort": "max"}}), Some(ReasoningEffort::Max)),
        (json!({"thinking": {"type": "disabled"}}), Some(ReasoningEffort::None)),
        (json!({"thinking": {"type": "between_tools"}}), Some(ReasoningEffort::None)),
        (json!({"thinking": {"type": "adaptive", "display": "omitted"}}), Some(ReasoningEffort::High)),
        (
            json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}}),
            Some(ReasoningEffort::Medium),
        ),
        (budget(1_024), Some(ReasoningEffort::Low)),
        (budget(4_095), Some(ReasoningEffort::Low)),
        (budget(4_096), Some(ReasoningEffort::Medium)),
        (budget(16_384), Some(ReasoningEffort::High)),
        (budget(31_999), Some(ReasoningEffort::High)),
    ] {
        assert_eq!(effort(extra.clone()), expected, "{extra}");
    }
    assert_eq!(read(&budget(1_023)).unwrap_err(), ["thinking.budget_tokens"]);
}

#[test]
fn what_agents_send_and_no_model_here_has_is_left_out_by_name() {
    let request = read(&json!({
        "tools": [
            {"name": "f", "input_schema": {"type": "object"}},
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 5},
            {"type": "custom", "name": "g", "input_schema": {}, "eager_input_streaming": true},
            {"type": "bash_20250124", "name": "bash"},
        ],
        "top_k": 5, "context_management": {"edits": [{"type": "clear_thinking_20251015"}]}, "container": null,
        "mcp_servers": [], "speed": "standard", "betas": ["x"],
    }))
    .unwrap();
    let names: Vec<&str> = request.tools.iter().map(|tool| &*tool.name).collect();
    assert_eq!(names, ["f", "g"]);
    assert_eq!(request.left_out, ["tools.1", "tools.3", "top_k", "context_management"]);
}

#[test]
fn every_fault_is_named_by_its_place_in_the_clients_own_body() {
    let film = "AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t";
    let faults = read(&json!({
        "messages": [
            {"role": "wizard", "content": "x"},
            {"role": "user", "content": []},
            {"role": "user", "content": [
                {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": film}},
                {"type": "image", "source": {"type": "file", "file_id": "f"}},
                {"type": "tool_result", "tool_use_id": "nobody", "content": [{"type": "search_result"}]},
            ]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "nobody"}]},
            {"role": "assistant", "content": [{"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}]},
        ],
        "max_tokens": null, "temperature": 1.1, "tool_choice": {"type": "any"}, "stop_sequences": [""],
        "tools": [{"type": "web_search_20250305", "name": "web_search"}],
        "inference_geo": "us", "output_config": {"effort": "much"},
    }))
    .unwrap_err();
    let expected = [
        "max_tokens",
        "messages.0.role",
        "messages.1.content",
        "messages.2.content.0.type",
        "messages.2.content.1.source.data",
        "messages.2.content.2.source.type",
        "messages.2.content.3.content.0.type",
        "messages.3.content.0.tool_use_id",
        "messages.4.content.0.type",
        "output_config.effort",
        "tool_choice",
        "temperature",
        "stop_sequences.0",
        "inference_geo",
    ];
    assert_eq!(faults, expected);
    let region = read_body::<MessagesRequest>(&body(&json!({"inference_geo": "us"}))).unwrap_err();
    assert_eq!(region.code, ErrorCode::UnsupportedParameter);
}

#[test]
fn a_choice_is_among_the_tools_that_are_left() {
    let tools = json!([{"name": "f", "input_schema": {}}, {"type": "bash_20250124", "name": "bash"}]);
    let choose = |choice: Value| {
        read(&json!({"tools": tools, "tool_choice": choice})).map(|request| request.tool_choice)
    };
    assert_eq!(choose(json!({"type": "any"})), Ok(Some(ToolChoice::Required)));
    assert_eq!(choose(json!({"type": "none"})), Ok(Some(ToolChoice::None)));
    assert_eq!(choose(json!({"type": "tool", "name": "bash"})), Err(vec!["tool_choice.name".to_owned()]));
}

#[test]
fn a_request_that_says_itself_what_is_left_out_has_no_hints() {
    for (says, hints) in [(Value::Null, HINTS), (json!(true), &[][..]), (json!(false), &[][..])] {
        let request = read(&json!({"drop_unsupported": says})).unwrap();
        assert_eq!((request.hints, request.drop_unsupported), (hints, says.as_bool()));
    }
}

#[test]
fn a_prompt_is_counted_without_a_limit_of_its_answer() {
    let count = |system: &str| {
        let body = json!({"model": "fast", "system": system, "messages": [{"role": "user", "content": "x"}]});
        let (model, request) =
            read_body::<CountTokensRequest>(body.as_object().unwrap()).unwrap().into_call();
        assert_eq!(model.as_str(), "fast");
        request.estimated_input_tokens()
    };
    assert_eq!(count(&"s".repeat(4_000)), count("") + 1_000);
}

proptest! {
    #[test]
    fn no_digit_of_a_calls_arguments_is_lost(digits in "[1-9][0-9]{20,40}", fraction in "[0-9]{1,30}[1-9]") {
        let sent = format!(r#"{{"n":{digits},"x":0.{fraction}}}"#);
        let turns = format!(
            r#"[{{"role":"assistant","content":[{{"type":"tool_use","id":"c1","name":"f","input":{sent}}}]}}]"#
        );
        let messages = conversation(&json_text::parse(&turns).unwrap());
        let Message::Assistant { tool_calls, .. } = &messages[0] else { panic!("{messages:?}") };
        prop_assert_eq!(&tool_calls[0].arguments, &sent);
        prop_assert_eq!(json_text::write(&Value::Object(tool_calls[0].input())), sent);
    }
}
