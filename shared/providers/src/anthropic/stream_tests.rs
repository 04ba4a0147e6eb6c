use api::chat::{FinishReason, ThinkingBlock, Usage};
use api::provider::Provider;
use serde_json::{Value, json};

use crate::{ProviderErrorKind, StreamDecoder, StreamEnd, StreamEvent};

fn read(stream: &str) -> (Vec<StreamEvent>, StreamEnd) {
    let mut decoder = StreamDecoder::new(Provider::Anthropic);
    let events = decoder.feed(stream.as_bytes());
    (events, decoder.finish())
}

fn content(text: &str) -> StreamEvent {
    StreamEvent::Content(text.to_owned())
}

fn tool(index: usize, start: Option<(&str, &str)>, arguments: &str) -> StreamEvent {
    StreamEvent::ToolCall {
        index,
        id: start.map(|(id, _)| id.to_owned()),
        name: start.map(|(_, name)| name.to_owned()),
        arguments: arguments.to_owned(),
    }
}

#[test]
fn a_text_is_read_and_the_last_counts_are_right() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/text.sse"));
    assert_eq!(
        events,
        [
            content("Two clauses"),
            content(" – Größe, 漢字 – conflict."),
            StreamEvent::Finish(FinishReason::Stop)
        ]
    );
    assert!(end.complete);
    assert_eq!(end.provider_request_id.as_deref(), Some("msg_01XFDUDYJgAACzvnptvVoYEL"));
    assert_eq!(end.usage, Some(Usage { prompt_tokens: 61, completion_tokens: 15, ..Usage::default() }));
}

#[test]
fn tool_uses_are_numbered_among_themselves_and_thinking_comes_before() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/tool_use.sse"));
    assert_eq!(
        events,
        [
            StreamEvent::Reasoning("The user wants the weather.".to_owned()),
            StreamEvent::ThinkingBlock(ThinkingBlock::Thinking {
                thinking: "The user wants the weather.".to_owned(),
                signature: Some("EqQBCgIYAhIM1gbcDa9GJwZA2b3h".to_owned()),
            }),
            content("Let me look."),
            tool(0, Some(("toolu_01", "get_weather")), ""),
            tool(0, None, "{\"city\": \"Par"),
            tool(0, None, "is\"}"),
            tool(1, Some(("toolu_02", "now")), ""),
            tool(1, None, "{}"),
            StreamEvent::Finish(FinishReason::ToolCalls),
        ]
    );
    let usage = Usage {
        prompt_tokens: 142,
        cached_input_tokens: 100,
        cache_write_5m_tokens: 10,
        cache_write_1h_tokens: 20,
        completion_tokens: 89,
        reasoning_tokens: 40,
    };
    assert_eq!(end.usage, Some(usage));
}

#[test]
fn an_error_in_mid_stream_ends_it() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/error_midstream.sse"));
    let Some(StreamEvent::Error(error)) = events.last() else { panic!("no error: {events:?}") };
    assert_eq!(error.kind, ProviderErrorKind::Unavailable { retry_after_ms: None });
    assert_eq!(events[..1], [content("Two")]);
    assert!(!end.complete);
}

#[test]
fn a_refusal_is_a_refusal_and_a_filtered_answer() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/refusal.sse"));
    assert_eq!(
        events,
        [
            StreamEvent::Refusal("I cannot help with that.".to_owned()),
            StreamEvent::Finish(FinishReason::ContentFilter)
        ]
    );
    assert!(end.complete);
}

#[test]
fn a_refusal_without_output_is_not_billed() {
    let stream = |between: &str| {
        read(&format!(
            "data: {{\"type\":\"message_start\",\"message\":{{\"id\":\"m\",\"usage\":{{\"input_tokens\":1000,\"output_tokens\":0}}}}}}\n\n\
             {between}data: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"refusal\"}},\"usage\":{{\"output_tokens\":0}}}}\n\n\
             data: {{\"type\":\"message_stop\"}}\n\n"
        ))
        .1
    };
    assert_eq!(stream("").usage, Some(Usage::default()));
    let text = "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"A\"}}\n\n";
    assert_eq!(stream(text).usage, Some(Usage { prompt_tokens: 1_000, ..Usage::default() }));
}

#[test]
fn thinking_is_output_and_what_nobody_can_read_of_it_is_not_passed_on() {
    let (events, end) = read(concat!(
        "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n",
        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"twelve bytes\"}}\n\n",
    ));
    assert_eq!(events, [StreamEvent::Reasoning("twelve bytes".to_owned())]);
    assert_eq!((end.estimated_output_tokens, end.has_output), (3, true));
    let block = json!({"type": "redacted_thinking", "data": "c2l4dGVlbiBieXRlcw=="});
    let (events, end) =
        read(&event(&json!({"type": "content_block_start", "index": 0, "content_block": block})));
    assert_eq!(events, []);
    assert_eq!((end.estimated_output_tokens, end.has_output), (4, false));
}

#[test]
fn an_error_body_in_place_of_a_stream_is_the_providers_own_error() {
    let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}"#;
    let (mut events, end) = read(body);
    events.extend(end.events);
    let [StreamEvent::Error(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(error.kind, ProviderErrorKind::RateLimited { retry_after_ms: None });
}

#[test]
fn citations_and_unknown_events_are_not_shown_and_redacted_thinking_comes_as_it_is() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/citations.sse"));
    assert_eq!(
        events,
        [
            StreamEvent::ThinkingBlock(ThinkingBlock::RedactedThinking {
                data: "EmwKAhgBEgy3va3pzix".to_owned()
            }),
            content("The lease ends in May"),
            content(", and then"),
            StreamEvent::Finish(FinishReason::Length)
        ]
    );
    let usage =
        Usage { prompt_tokens: 310, completion_tokens: 120, reasoning_tokens: 100, ..Usage::default() };
    assert_eq!((end.usage, end.complete), (Some(usage), true));
}

#[test]
fn a_refusal_midway_keeps_what_was_said() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/refusal_midway.sse"));
    assert_eq!(
        events,
        [
            content("First, mix"),
            StreamEvent::Refusal("The model refused to answer.".to_owned()),
            StreamEvent::Finish(FinishReason::ContentFilter)
        ]
    );
    assert!(end.complete);
}

#[test]
fn a_stream_that_breaks_off_is_not_complete() {
    let (events, end) = read(include_str!("../../fixtures/anthropic/broken_off.sse"));
    assert_eq!(events, [tool(0, Some(("toolu_03", "search")), ""), tool(0, None, "{\"query\": \"lea")]);
    assert!(!end.complete && end.estimated_output_tokens > 0);
}

#[test]
fn arguments_that_come_at_once_are_said_at_the_end_of_their_block() {
    let (events, _) = read(concat!(
        "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":",
        "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1}}}\n\n",
        "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
    ));
    assert_eq!(events, [tool(0, Some(("t1", "f")), ""), tool(0, None, "{\"a\":1}")]);
}

#[test]
fn an_event_in_another_form_is_a_bad_response() {
    for data in [
        "7",
        "{",
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1"}}"#,
    ] {
        let (events, _) = read(&format!("data: {data}\n\n"));
        let [StreamEvent::Error(error)] = events.as_slice() else { panic!("{data}: {events:?}") };
        assert_eq!(error.kind, ProviderErrorKind::BadResponse);
    }
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

#[test]
fn two_answers_in_one_stream_are_an_error_and_one_that_begins_twice_is_not() {
    let start = |id: &str| {
        event(&json!({"type": "message_start", "message": {"id": id, "usage": {"input_tokens": 3}}}))
    };
    let block = json!({"type": "text", "text": "a"});
    let text = event(&json!({"type": "content_block_start", "index": 0, "content_block": block}));
    for body in
        [format!("{}{}{text}", start("m1"), start("m1")), format!("{}{text}{}", start("m1"), start("m1"))]
    {
        assert_eq!(read(&body).0, [content("a")]);
    }
    let (events, _) = read(&format!("{}{text}{}{text}", start("m1"), start("m2")));
    assert!(matches!(events.as_slice(), [StreamEvent::Content(_), StreamEvent::Error(_)]), "{events:?}");
}

#[test]
fn tool_uses_with_one_number_or_none_are_told_apart_by_their_ids() {
    for number in [Some(0), None] {
        let part = |kind: &str, name: &str, members: Value| {
            let mut data = json!({"type": kind, name: members});
            if let Some(number) = number {
                data["index"] = json!(number);
            }
            event(&data)
        };
        let start = |id: &str| {
            let block = json!({"type": "tool_use", "id": id, "name": "f", "input": {}});
            part("content_block_start", "content_block", block)
        };
        let more = |text: &str| {
            part("content_block_delta", "delta", json!({"type": "input_json_delta", "partial_json": text}))
        };
        let body = [
            start("t1"),
            more("{\"a\":1}"),
            start("t2"),
            more("{\"a\":"),
            more("2}"),
            event(&json!({"type": "message_stop"})),
        ];
        let (events, end) = read(&body.concat());
        let expected = [
            tool(0, Some(("t1", "f")), ""),
            tool(0, None, "{\"a\":1}"),
            tool(1, Some(("t2", "f")), ""),
            tool(1, None, "{\"a\":"),
            tool(1, None, "2}"),
            StreamEvent::Finish(FinishReason::ToolCalls),
        ];
        assert_eq!(events, expected, "{number:?}");
        assert!(end.complete);
    }
}
