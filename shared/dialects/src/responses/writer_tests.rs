use std::collections::HashSet;
use std::rc::Rc;

use api::chat::{Counted, FinishReason, Reasoning, ToolCall, Usage};
use api::ids::{CallId, JobId};
use api::responses::{Asked, RequestEcho, open_reasoning, seal_reasoning};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const USAGE: Usage = Usage {
    prompt_tokens: 380,
    cached_input_tokens: 100,
    cache_write_5m_tokens: 20,
    cache_write_1h_tokens: 0,
    completion_tokens: 32,
    reasoning_tokens: 7,
};

fn head(with_sealed_reasoning: bool) -> StreamHead {
    let custom_tools = HashSet::from(["patch".to_owned()]);
    let asked = Asked { with_sealed_reasoning, custom_tools, ..Asked::default() };
    StreamHead {
        call_id: CallId(Uuid::max()),
        created: 1_762_161_165,
        model: "fast".to_owned(),
        with_usage: true,
        asked: Some(Rc::new(asked)),
    }
}

fn finish(reason: FinishReason) -> StreamFinish<'static> {
    let facts = CallFacts {
        job_id: JobId(Uuid::nil()),
        call_id: CallId(Uuid::max()),
        latency_ms: 2_918,
        dropped: &[],
    };
    StreamFinish { reason, usage: &USAGE, service_tier: Some(ChatServiceTier::Flex), facts }
}

/// The events of a stream, each with a name line that says its type, numbered from 0.
fn read(stream: &str) -> Vec<Value> {
    let events: Vec<Value> = stream
        .split_terminator("\n\n")
        .map(|event| {
            let (name, data) = event.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name.strip_prefix("event: "), data["type"].as_str());
            data
        })
        .collect();
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], number, "{event}");
    }
    events
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// The output that the events of a stream lead to, put together as OpenAI's SDKs do, who refuse events about what is not there.
fn accumulated(events: &[Value]) -> Vec<Value> {
    let mut output: Vec<Value> = Vec::new();
    let mut done: HashSet<usize> = HashSet::new();
    for event in events {
        let kind = event["type"].as_str().unwrap();
        let Some(place) = event["output_index"].as_u64().map(|place| usize::try_from(place).unwrap()) else {
            continue;
        };
        if kind == "response.output_item.added" {
            assert_eq!(place, output.len(), "{event}");
            output.push(event["item"].clone());
            continue;
        }
        assert!(!done.contains(&place), "after its end: {event}");
        let item = &mut output[place];
        if kind == "response.output_item.done" {
            // The parts have led to the same, but for what only the end tells.
            let mut told = item.clone();
            for member in ["status", "encrypted_content"] {
                if let Some(value) = event["item"].get(member) {
                    told[member] = value.clone();
                }
            }
            assert_eq!(told, event["item"]);
            *item = event["item"].clone();
            done.insert(place);
            continue;
        }
        assert_eq!(event["item_id"], item["id"], "{event}");
        let part = |list: &str, index: &str| {
            let index = usize::try_from(event[index].as_u64().unwrap()).unwrap();
            format!("/{list}/{index}")
        };
        let append = |value: &mut Value, text: &Value| {
            *value = format!("{}{}", value.as_str().unwrap(), text.as_str().unwrap()).into();
        };
        match kind {
            "response.content_part.added" => {
                assert_eq!(event["content_index"], item["content"].as_array().unwrap().len());
                item["content"].as_array_mut().unwrap().push(event["part"].clone());
            }
            "response.content_part.done" => {
                assert_eq!(item.pointer(&part("content", "content_index")), Some(&event["part"]));
            }
            "response.output_text.delta" => {
                let part = item.pointer_mut(&part("content", "content_index")).unwrap();
                append(&mut part["text"], &event["delta"]);
                let logprobs = event["logprobs"].as_array().unwrap();
                part["logprobs"].as_array_mut().unwrap().extend(logprobs.iter().cloned());
            }
            "response.output_text.done" => {
                let part = &item.pointer(&part("content", "content_index")).unwrap();
                assert_eq!((&part["text"], &part["logprobs"]), (&event["text"], &event["logprobs"]));
            }
            "response.refusal.delta" => {
                append(
                    &mut item.pointer_mut(&part("content", "content_index")).unwrap()["refusal"],
                    &event["delta"],
                );
            }
            "response.refusal.done" => {
                assert_eq!(
                    item.pointer(&part("content", "content_index")).unwrap()["refusal"],
                    event["refusal"]
                );
            }
            "response.reasoning_summary_part.added" => {
                item["summary"].as_array_mut().unwrap().push(event["part"].clone());
            }
            "response.reasoning_summary_part.done" => {
                assert_eq!(item.pointer(&part("summary", "summary_index")), Some(&event["part"]));
            }
            "response.reasoning_summary_text.delta" => {
                append(
                    &mut item.pointer_mut(&part("summary", "summary_index")).unwrap()["text"],
                    &event["delta"],
                );
            }
            "response.reasoning_summary_text.done" => {
                assert_eq!(item.pointer(&part("summary", "summary_index")).unwrap()["text"], event["text"]);
            }
            "response.function_call_arguments.delta" => append(&mut item["arguments"], &event["delta"]),
            "response.function_call_arguments.done" => {
                assert_eq!((&item["arguments"], &item["name"]), (&event["arguments"], &event["name"]));
            }
            "response.custom_tool_call_input.delta" => append(&mut item["input"], &event["delta"]),
            "response.custom_tool_call_input.done" => assert_eq!(item["input"], event["input"]),
            other => panic!("{other}"),
        }
    }
    assert_eq!(done.len(), output.len(), "an item has no end");
    output
}

/// What a provider says next.
#[derive(Debug, Clone)]
enum Said {
    Reasoning(String),
    Block(ThinkingBlock),
    Content(String),
    Logprobs(u8),
    Refusal(String),
    /// The call's number, and the next characters of its arguments.
    Call(usize, String),
}

const NAMES: [&str; 3] = ["weather", "patch", "time"];

/// The whole answer to which parts lead, and the stream of them.
fn written(said: &[Said], reason: FinishReason, sealed: bool) -> (Completion, Vec<Value>) {
    let mut writer = ResponsesWriter::new(head(sealed));
    let mut stream = writer.start();
    let mut completion = Completion {
        content: None,
        refusal: None,
        tool_calls: Vec::new(),
        reasoning: Reasoning::default(),
        logprobs: None,
        hidden_output_bytes: 0,
        finish_reason: reason,
        usage: None,
        counted: Counted::default(),
        provider_request_id: None,
        service_tier: None,
    };
    let mut calls: Vec<(usize, ToolCall)> = Vec::new();
    for one in said {
        stream.push_str(&match one {
            Said::Reasoning(text) => {
                completion.reasoning.content.get_or_insert_default().push_str(text);
                writer.reasoning(text)
            }
            Said::Block(block) => {
                completion.reasoning.blocks.push(block.clone());
                writer.thinking_block(block)
            }
            Said::Content(text) => {
                completion.content.get_or_insert_default().push_str(text);
                writer.content(text)
            }
            Said::Logprobs(token) => {
                let tokens = json!([{"token": token}]);
                if completion.content.as_deref().is_some_and(|text| !text.is_empty()) {
                    let all = completion.logprobs.get_or_insert_with(|| json!({"content": []}));
                    all["content"].as_array_mut().unwrap().extend(tokens.as_array().unwrap().clone());
                }
                writer.logprobs(&json!({"content": tokens}))
            }
            Said::Refusal(text) => {
                completion.refusal.get_or_insert_default().push_str(text);
                writer.refusal(text)
            }
            Said::Call(index, text) => {
                let known = calls.iter_mut().find(|(known, _)| known == index);
                let is_new = known.is_none();
                let (id, name) = (format!("call_{index}"), NAMES[index % NAMES.len()]);
                match known {
                    Some((_, call)) => call.arguments.push_str(text),
                    None => {
                        let arguments = text.clone();
                        calls.push((*index, ToolCall { id: id.clone(), name: name.to_owned(), arguments }));
                    }
                }
                let (id, name) = (is_new.then_some(&*id), is_new.then_some(name));
                writer.tool_call(ToolCallPart { index: *index, id, name, arguments: text })
            }
        });
    }
    completion.tool_calls = calls.into_iter().map(|(_, call)| call).collect();
    stream.push_str(&writer.finish(&finish(reason)));
    (completion, read(&stream))
}

fn any_reason() -> impl Strategy<Value = FinishReason> {
    prop::sample::select(FinishReason::ALL.to_vec())
}

/// What providers say, in the order in which they say it: calls may be written side by side.
fn in_order() -> impl Strategy<Value = Vec<Said>> {
    let text = || ".{0,12}";
    let signed = (text(), text()).prop_map(|(thinking, signature)| {
        Said::Block(ThinkingBlock::Thinking { thinking, signature: Some(signature) })
    });
    let thinking = prop_oneof![text().prop_map(Said::Reasoning), signed];
    let said = prop_oneof![3 => text().prop_map(Said::Content), 1 => any::<u8>().prop_map(Said::Logprobs)];
    let calls = (0..3_usize, text()).prop_map(|(index, text)| Said::Call(index, text));
    (
        prop::collection::vec(thinking, 0..4),
        prop::collection::vec(said, 0..4),
        prop::collection::vec(text().prop_map(Said::Refusal), 0..2),
        prop::collection::vec(calls, 0..8),
    )
        .prop_map(|(thinking, said, refusals, calls)| [thinking, said, refusals, calls].concat())
}

proptest! {
    #[test]
    fn a_stream_leads_to_the_object_of_the_whole_answer(said in in_order(), reason in any_reason(), sealed: bool) {
        let (completion, events) = written(&said, reason, sealed);
        let last = &events.last().unwrap()["response"];
        prop_assert_eq!(&json!(accumulated(&events)), &last["output"]);
        prop_assert_eq!(last, &whole(head(sealed), &completion, &finish(reason)));
    }

    #[test]
    fn in_whatever_order_parts_come_they_lead_to_the_object_at_the_end(
        said in in_order().prop_shuffle(), reason in any_reason(), sealed: bool,
    ) {
        let (completion, events) = written(&said, reason, sealed);
        let output = accumulated(&events);
        prop_assert_eq!(&json!(output), &events.last().unwrap()["response"]["output"]);
        let texts = |kind: &str, list: &str, member: &str| -> String {
            let items = output.iter().filter(|item| item["type"] == kind);
            let parts = items.flat_map(|item| item[list].as_array().into_iter().flatten());
            parts.filter_map(|part| part[member].as_str()).collect()
        };
        prop_assert_eq!(texts("message", "content", "text"), completion.content.unwrap_or_default());
        prop_assert_eq!(texts("message", "content", "refusal"), completion.refusal.unwrap_or_default());
        prop_assert_eq!(texts("reasoning", "summary", "text"), completion.reasoning.content.unwrap_or_default());
        let calls = output.iter().filter(|item| item["type"].as_str().unwrap().ends_with("_call"));
        prop_assert_eq!(calls.count(), completion.tool_calls.len());
    }
}

#[test]
fn a_text_comes_in_the_events_that_openais_clients_wait_for() {
    let said =
        [Said::Reasoning("hm".to_owned()), Said::Content("Hel".to_owned()), Said::Content("lo".to_owned())];
    let (_, events) = written(&said, FinishReason::Stop, false);
    let expected = [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.output_item.done",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ];
    assert_eq!(kinds(&events), expected);
    assert_eq!(events[0]["response"]["status"], "in_progress");
}

#[test]
fn a_whole_answer_has_all_that_openais_types_require() {
    let said = [
        Said::Content("Wait.".to_owned()),
        Said::Call(0, "{}".to_owned()),
        Said::Call(1, "{\"input\":\"*** Begin\"}".to_owned()),
    ];
    let (completion, _) = written(&said, FinishReason::ToolCalls, false);
    let mut expected = json!({
        "id": "resp_ffffffffffffffffffffffffffffffff", "object": "response", "created_at": 1_762_161_165,
        "completed_at": 1_762_161_167, "status": "completed", "error": null, "incomplete_details": null, "model": "fast",
        "access_programs": null, "service_tier": "flex",
        "output": [
            {"type": "message", "id": "msg_ffffffffffffffffffffffffffffffff_0", "status": "completed", "role": "assistant",
                "content": [{"type": "output_text", "annotations": [], "logprobs": [], "text": "Wait."}]},
            {"type": "function_call", "id": "fc_ffffffffffffffffffffffffffffffff_1", "status": "completed", "call_id": "call_0",
                "name": "weather", "arguments": "{}"},
            {"type": "custom_tool_call", "id": "ctc_ffffffffffffffffffffffffffffffff_2", "status": "completed",
                "call_id": "call_1", "name": "patch", "input": "*** Begin"},
        ],
        "usage": {"input_tokens": 380, "input_tokens_details": {"cached_tokens": 100, "cache_write_tokens": 20},
            "output_tokens": 32, "output_tokens_details": {"reasoning_tokens": 7}, "total_tokens": 412},
        "tollgate": {"job_id": "00000000-0000-0000-0000-000000000000", "call_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "latency_ms": 2_918},
    });
    let echo = json!(RequestEcho::default());
    expected.as_object_mut().unwrap().extend(echo.as_object().unwrap().clone());
    assert_eq!(whole(head(false), &completion, &finish(FinishReason::ToolCalls)), expected);
}

#[test]
fn an_answer_that_ends_too_early_says_why_and_so_does_its_last_item() {
    let said = [Said::Content("a".to_owned()), Said::Call(0, "{\"ci".to_owned())];
    for (reason, why) in
        [(FinishReason::Length, "max_output_tokens"), (FinishReason::ContentFilter, "content_filter")]
    {
        let (_, events) = written(&said, reason, false);
        let last = events.last().unwrap();
        assert_eq!(
            (&last["type"], &last["response"]["status"]),
            (&json!("response.incomplete"), &json!("incomplete"))
        );
        assert_eq!(last["response"]["incomplete_details"], json!({"reason": why}));
        let statuses: Vec<&Value> =
            last["response"]["output"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!(statuses, ["completed", "incomplete"]);
    }
}

#[test]
fn a_client_that_expects_a_message_gets_one_though_nothing_is_said() {
    let (completion, events) = written(&[], FinishReason::Stop, false);
    let output = &events.last().unwrap()["response"]["output"];
    assert_eq!((&output[0]["type"], &output[0]["content"][0]["text"]), (&json!("message"), &json!("")));
    assert_eq!(whole(head(false), &completion, &finish(FinishReason::Stop))["output"], *output);
}

#[test]
fn reasoning_can_be_sent_back_where_that_is_asked_for() {
    let block = ThinkingBlock::Thinking { thinking: "hm".to_owned(), signature: Some("sig".to_owned()) };
    let thought = Said::Reasoning("hm".to_owned());
    let content = |said: &[Said], sealed| {
        let (_, events) = written(said, FinishReason::Stop, sealed);
        events.last().unwrap()["response"]["output"][0]["encrypted_content"].clone()
    };
    let said = [thought.clone(), Said::Block(block.clone())];
    assert_eq!(content(&said, true), seal_reasoning(&[block]));
    assert_eq!(content(&said, false), Value::Null);
    let unsigned = ThinkingBlock::Thinking { thinking: "hm".to_owned(), signature: None };
    let sealed = content(&[thought], true);
    assert_eq!(open_reasoning(sealed.as_str().unwrap()), Some(vec![unsigned]));
}

#[test]
fn what_is_no_text_for_a_custom_tool_is_passed_on_as_the_model_wrote_it() {
    for arguments in ["*** Begin", "{\"input\": 7}", "{\"other\": \"x\"}", ""] {
        let (_, events) = written(&[Said::Call(1, arguments.to_owned())], FinishReason::ToolCalls, false);
        assert_eq!(events.last().unwrap()["response"]["output"][0]["input"], arguments);
    }
}

#[test]
fn a_failure_is_an_error_and_then_a_response_that_has_failed() {
    let mut writer = ResponsesWriter::new(head(false));
    let stream =
        writer.start() + &writer.content("a") + &writer.fail(ErrorCode::ProviderError, "It stopped.");
    let events = read(&stream);
    let [.., error, failed] = events.as_slice() else { panic!("{events:?}") };
    let nested =
        json!({"message": "It stopped.", "type": "server_error", "param": null, "code": "provider_error"});
    let (code, message) = (json!("provider_error"), json!("It stopped."));
    assert_eq!((&error["type"], &error["error"]), (&json!("error"), &nested));
    assert_eq!(
        (&error["code"], &error["message"], error.get("param")),
        (&code, &message, Some(&Value::Null))
    );
    assert_eq!(
        (&failed["type"], &failed["response"]["status"]),
        (&json!("response.failed"), &json!("failed"))
    );
    assert_eq!(failed["response"]["error"], json!({"code": code, "message": message}));
}
