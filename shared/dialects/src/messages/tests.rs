use api::calls::CallFacts;
use api::chat::{ChatServiceTier, Completion, Counted, FinishReason, Reasoning, ToolCall};
use api::ids::{CallId, JobId};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;

const FACTS: CallFacts<'static> =
    CallFacts { job_id: JobId(Uuid::nil()), call_id: CallId(Uuid::max()), latency_ms: 918, dropped: &[] };

const USAGE: Usage = Usage {
    prompt_tokens: 160,
    cached_input_tokens: 100,
    cache_write_5m_tokens: 20,
    cache_write_1h_tokens: 30,
    completion_tokens: 7,
    reasoning_tokens: 3,
};

fn writer() -> MessageWriter {
    MessageWriter::new(StreamHead {
        call_id: CallId(Uuid::max()),
        created: 1_762_161_165,
        model: "fast".to_owned(),
        with_usage: false,
        asked: None,
    })
}

fn finish(reason: FinishReason) -> StreamFinish<'static> {
    StreamFinish { reason, usage: &USAGE, service_tier: Some(ChatServiceTier::Default), facts: FACTS }
}

fn completion(finish_reason: FinishReason) -> Completion {
    Completion {
        content: None,
        refusal: None,
        tool_calls: Vec::new(),
        reasoning: Reasoning::default(),
        logprobs: None,
        hidden_output_bytes: 0,
        finish_reason,
        usage: None,
        counted: Counted::default(),
        provider_request_id: None,
        service_tier: None,
    }
}

/// The events of a text: each has its name in its own line and as its type.
fn events(text: &str) -> Vec<Value> {
    let event = |event: &str| {
        let (name, data) = event.trim_end().split_once('\n').unwrap();
        let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(data["type"], name.strip_prefix("event: ").unwrap(), "{event}");
        data
    };
    text.split_inclusive("\n\n").map(event).collect()
}

/// What Anthropic's SDK puts together of a stream, as its `MessageStream` does. It throws where a block is not there.
fn accumulated(events: &[Value]) -> Value {
    let mut message = Value::Null;
    let mut open: Option<(u64, String)> = None;
    for event in events {
        match event["type"].as_str().unwrap() {
            "message_start" => {
                assert!(message.is_null(), "a message begins twice");
                message = event["message"].clone();
            }
            "content_block_start" => {
                let blocks = message["content"].as_array_mut().unwrap();
                assert!(open.is_none(), "a block begins before the last has ended: {events:?}");
                assert_eq!(event["index"], blocks.len());
                blocks.push(event["content_block"].clone());
                open = Some((event["index"].as_u64().unwrap(), String::new()));
            }
            "content_block_delta" => {
                let (index, json) = open.as_mut().unwrap();
                assert_eq!(event["index"], *index);
                let block = &mut message["content"][usize::try_from(*index).unwrap()];
                let delta = &event["delta"];
                let (kind, member) = match delta["type"].as_str().unwrap() {
                    "text_delta" => ("text", "text"),
                    "thinking_delta" => ("thinking", "thinking"),
                    "signature_delta" => {
                        block["signature"] = delta["signature"].clone();
                        continue;
                    }
                    _ => {
                        assert_eq!(block["type"], "tool_use");
                        json.push_str(delta["partial_json"].as_str().unwrap());
                        continue;
                    }
                };
                assert_eq!(block["type"], kind);
                let text = block[member].as_str().unwrap().to_owned() + delta[member].as_str().unwrap();
                block[member] = json!(text);
            }
            "content_block_stop" => {
                let (index, json) = open.take().unwrap();
                assert_eq!(event["index"], index);
                if !json.is_empty() {
                    message["content"][usize::try_from(index).unwrap()]["input"] =
                        serde_json::from_str(&json).unwrap();
                }
            }
            "message_delta" => {
                assert!(open.is_none(), "a block has not ended: {events:?}");
                message["stop_reason"] = event["delta"]["stop_reason"].clone();
                message["usage"] = event["usage"].clone();
                message["tollgate"] = event["tollgate"].clone();
            }
            "message_stop" => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(events.last().unwrap()["type"], "message_stop");
    message
}

/// A text, cut into parts of so many characters.
fn cut(text: &str, length: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(length.max(1)).map(|part| part.iter().collect()).collect()
}

fn arguments() -> impl Strategy<Value = String> {
    let object = prop::collection::btree_map("[a-c]{1,2}", any::<String>(), 0..3);
    object.prop_map(|object| json!(object).to_string())
}

prop_compose! {
    /// An answer with everything that an answer can have.
    fn any_completion()(
        thoughts in prop::collection::vec(("[a-z]{0,9}", "[A-Z]{1,4}", any::<bool>()), 0..3),
        unsigned in prop::option::of("[a-z]{1,9}"),
        content in prop::option::of(any::<String>()),
        refusal in prop::option::of(any::<String>()),
        calls in prop::collection::vec(("[a-z]{1,3}", arguments()), 0..4),
    ) -> Completion {
        let blocks: Vec<ThinkingBlock> = thoughts.into_iter().map(|(thinking, signature, is_shown)| {
            if is_shown {
                ThinkingBlock::Thinking { thinking, signature: Some(signature) }
            } else {
                ThinkingBlock::RedactedThinking { data: signature }
            }
        }).collect();
        let tool_calls = calls.into_iter().enumerate()
            .map(|(index, (name, arguments))| ToolCall { id: format!("call_{index}"), name, arguments });
        let reasoning = Reasoning { content: unsigned.filter(|_| blocks.is_empty()), blocks };
        let tool_calls: Vec<ToolCall> = tool_calls.collect();
        let reason = if tool_calls.is_empty() { FinishReason::Length } else { FinishReason::Stop };
        Completion { content, refusal, tool_calls, reasoning, ..completion(reason) }
    }
}

/// The parts of several tool calls, as `order` takes them from one or another.
fn parts(calls: &[ToolCall], length: usize, order: &[usize]) -> Vec<(usize, bool, String)> {
    let mut left: Vec<Vec<String>> = calls.iter().map(|call| cut(&call.arguments, length)).collect();
    left.iter_mut().for_each(|parts| parts.reverse());
    let mut taken = Vec::new();
    let mut begun = vec![false; calls.len()];
    let mut take = |index: usize, left: &mut Vec<Vec<String>>| {
        // Providers number calls in the order in which they begin.
        let index = begun.iter().position(|begun| !begun).map_or(index, |next| index.min(next));
        if let Some(part) = left[index].pop() {
            taken.push((index, !std::mem::replace(&mut begun[index], true), part));
        }
    };
    for choice in order {
        if !calls.is_empty() {
            take(choice % calls.len(), &mut left);
        }
    }
    for index in 0..calls.len() {
        while !left[index].is_empty() {
            take(index, &mut left);
        }
    }
    taken
}

proptest! {
    #[test]
    fn what_sdks_put_together_of_a_stream_is_the_whole_answer(
        completion in any_completion(),
        length in 1..7_usize,
        order in prop::collection::vec(0..8_usize, 0..40),
    ) {
        let mut writer = writer();
        let mut text = writer.start();
        for part in cut(completion.reasoning.content.as_deref().unwrap_or_default(), length) {
            text += &writer.reasoning(&part);
        }
        for block in &completion.reasoning.blocks {
            if let ThinkingBlock::Thinking { thinking, .. } = block {
                cut(thinking, length).iter().for_each(|part| text += &writer.reasoning(part));
            }
            text += &writer.thinking_block(block);
        }
        for part in cut(completion.content.as_deref().unwrap_or_default(), length) {
            text += &writer.content(&part);
        }
        for part in cut(completion.refusal.as_deref().unwrap_or_default(), length) {
            text += &writer.refusal(&part);
        }
        for (index, is_first, arguments) in parts(&completion.tool_calls, length, &order) {
            let call = &completion.tool_calls[index];
            let (id, name) = (is_first.then_some(&*call.id), is_first.then_some(&*call.name));
            text += &writer.tool_call(ToolCallPart { index, id, name, arguments: &arguments });
        }
        text += &writer.finish(&finish(completion.finish_reason));
        let whole = AnthropicMessage::new("fast", &completion, &USAGE, Some(ChatServiceTier::Default), FACTS);
        prop_assert_eq!(accumulated(&events(&text)), json!(whole));
    }

    #[test]
    fn whatever_comes_in_whatever_order_every_block_ends_before_the_next_begins(
        said in prop::collection::vec((0..6_usize, "[a-z{}\"\\\\]{0,4}"), 0..30),
    ) {
        let mut writer = writer();
        let mut text = writer.start();
        let mut expected = [String::new(), String::new(), String::new()];
        for (kind, part) in &said {
            text += &match kind {
                0 => writer.content(part),
                1 => writer.refusal(part),
                2 => writer.reasoning(part),
                3 => writer.thinking_block(&ThinkingBlock::Thinking { thinking: String::new(), signature: None }),
                call => writer.tool_call(ToolCallPart { index: call - 4, id: Some("c"), name: None, arguments: "" }),
            };
            if let Some(expected) = expected.get_mut(*kind) {
                expected.push_str(part);
            }
        }
        text += &writer.finish(&finish(FinishReason::Stop));
        let message = accumulated(&events(&text));
        let said = |member: &str| -> String {
            message["content"].as_array().unwrap().iter().filter_map(|block| block[member].as_str()).collect()
        };
        prop_assert_eq!(said("thinking"), expected[2].clone());
        prop_assert_eq!(said("text").len(), expected[0].len() + expected[1].len());
    }
}

#[test]
fn a_message_has_what_typed_clients_require() {
    let call = ToolCall { id: "c1".to_owned(), name: "f".to_owned(), arguments: "{\"n\":1}".to_owned() };
    let completion = Completion {
        content: Some("Wait.".to_owned()),
        tool_calls: vec![call],
        reasoning: Reasoning { content: Some("hm".to_owned()), blocks: Vec::new() },
        ..completion(FinishReason::ToolCalls)
    };
    let whole = AnthropicMessage::new("fast", &completion, &USAGE, Some(ChatServiceTier::Priority), FACTS);
    let expected = json!({
        "id": "ffffffff-ffff-ffff-ffff-ffffffffffff", "type": "message", "role": "assistant", "model": "fast",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "unsigned"},
            {"type": "text", "text": "Wait."},
            {"type": "tool_use", "id": "c1", "name": "f", "input": {"n": 1}},
        ],
        "stop_reason": "tool_use", "stop_sequence": null,
        "usage": {
            "input_tokens": 10, "cache_creation_input_tokens": 50, "cache_read_input_tokens": 100,
            "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30},
            "output_tokens": 7, "output_tokens_details": {"thinking_tokens": 3}, "service_tier": "priority",
        },
        "tollgate": {
            "job_id": "00000000-0000-0000-0000-000000000000",
            "call_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "latency_ms": 918,
        },
    });
    assert_eq!(json!(whole), expected);
}

#[test]
fn an_answer_ends_for_anthropics_reasons() {
    for (reason, has_calls, expected) in [
        (FinishReason::Stop, false, "end_turn"),
        (FinishReason::Stop, true, "tool_use"),
        (FinishReason::ToolCalls, true, "tool_use"),
        (FinishReason::Length, true, "max_tokens"),
        (FinishReason::ContentFilter, false, "refusal"),
    ] {
        assert_eq!(json!(StopReason::of(reason, has_calls)), expected);
    }
}

#[test]
fn a_text_that_comes_while_nothing_else_has_begun_is_written_at_once() {
    let mut writer = writer();
    writer.expect_input(42);
    let start = &events(&writer.start())[0]["message"];
    assert_eq!((&start["usage"]["input_tokens"], &start["stop_reason"]), (&json!(42), &Value::Null));
    let kinds = |text: String| -> Vec<String> {
        let kind = |event: &Value| event["type"].as_str().unwrap().to_owned();
        events(&text).iter().map(kind).collect()
    };
    assert_eq!(kinds(writer.content("Wait")), ["content_block_start", "content_block_delta"]);
    assert_eq!(kinds(writer.content(".")), ["content_block_delta"]);
    assert!(writer.content("").is_empty());
    let part = |index, arguments| ToolCallPart { index, id: Some("c"), name: Some("f"), arguments };
    assert_eq!(
        kinds(writer.tool_call(part(0, "{"))),
        ["content_block_stop", "content_block_start", "content_block_delta"]
    );
    // The next call waits until the first one is whole.
    assert!(writer.tool_call(part(1, "{}")).is_empty());
    assert_eq!(
        kinds(writer.tool_call(part(0, "}"))),
        ["content_block_delta", "content_block_stop", "content_block_start", "content_block_delta"]
    );
}

#[test]
fn a_stream_that_fails_ends_with_an_error_event() {
    let error = &events(&writer().fail(ErrorCode::ProviderTimeout, "Too slow."))[0];
    let expected = json!({"type": "error",
        "error": {"type": "timeout_error", "message": "Too slow.", "code": "provider_timeout"}});
    assert_eq!(*error, expected);
}
