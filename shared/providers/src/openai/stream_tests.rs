use api::chat::{FinishReason, Usage};
use api::provider::Provider;
use serde_json::json;

use crate::{ProviderErrorKind, StreamDecoder, StreamEnd, StreamEvent};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/openai/", $name, ".sse")).as_slice()
    };
}

fn read(provider: Provider, body: &[u8]) -> (Vec<StreamEvent>, StreamEnd) {
    let mut decoder = StreamDecoder::new(provider);
    let mut events = decoder.feed(body);
    let mut end = decoder.finish();
    events.append(&mut end.events);
    (events, end)
}

fn chunk(members: &str) -> String {
    format!("data: {{\"id\":\"c1\",{members}}}\n\n")
}

fn content(text: &str) -> StreamEvent {
    StreamEvent::Content(text.to_owned())
}

fn tool_call(index: usize, id: Option<&str>, name: Option<&str>, arguments: &str) -> StreamEvent {
    let [id, name] = [id, name].map(|text| text.map(str::to_owned));
    StreamEvent::ToolCall { index, id, name, arguments: arguments.to_owned() }
}

#[test]
fn text_ends_with_its_reason_and_then_its_usage() {
    let (events, end) = read(Provider::Openai, fixture!("text"));
    let pieces = ["Zwei", " Klauseln", " — 二つの条項 🖋️", "."].map(content);
    assert_eq!(events, [&pieces[..], &[StreamEvent::Finish(FinishReason::Stop)]].concat());
    let usage =
        Usage { prompt_tokens: 1380, cached_input_tokens: 1024, completion_tokens: 32, ..Usage::default() };
    assert_eq!(end.usage, Some(usage));
    assert_eq!(end.provider_request_id.as_deref(), Some("chatcmpl-CfixtureText01"));
    assert!(end.complete);
    let bytes =
        pieces.iter().map(|piece| if let StreamEvent::Content(text) = piece { text.len() } else { 0 });
    assert_eq!(end.estimated_output_tokens, bytes.sum::<usize>().div_ceil(4) as u64);
}

#[test]
fn tool_calls_come_in_parts() {
    let (events, end) = read(Provider::Openai, fixture!("tool_calls"));
    let expected = [
        tool_call(0, Some("call_a1"), Some("weather"), ""),
        tool_call(0, None, None, "{\"city\":"),
        tool_call(0, None, None, "\"Zürich\"}"),
        tool_call(1, Some("call_b2"), Some("time"), ""),
        tool_call(1, None, None, "{}"),
        StreamEvent::Finish(FinishReason::ToolCalls),
    ];
    assert_eq!(events, expected);
    assert!(end.complete && end.estimated_output_tokens > 0);
}

#[test]
fn a_stop_after_tool_calls_is_a_reason_of_tool_calls() {
    let call = chunk(r#""choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f"}}]}}]"#);
    let stop = chunk(r#""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#);
    let (events, _) = read(Provider::Fireworks, format!("{call}{stop}").as_bytes());
    assert_eq!(
        events,
        [
            tool_call(0, Some("a"), Some("f"), ""),
            tool_call(0, None, None, "{}"),
            StreamEvent::Finish(FinishReason::ToolCalls)
        ]
    );
}

#[test]
fn refusals_come_in_parts() {
    let (events, _) = read(Provider::Openai, fixture!("refusal"));
    let parts = ["I can't", " help with that."].map(|text| StreamEvent::Refusal(text.to_owned()));
    assert_eq!(events, [&parts[..], &[StreamEvent::Finish(FinishReason::Stop)]].concat());
}

#[test]
fn an_answer_of_reasoning_alone_has_a_reason_and_a_usage() {
    let (events, end) = read(Provider::Openai, fixture!("reasoning_length"));
    assert_eq!(events, [StreamEvent::Finish(FinishReason::Length)]);
    let usage = end.usage.unwrap();
    assert_eq!((usage.completion_tokens, usage.reasoning_tokens), (512, 512));
    assert_eq!(end.estimated_output_tokens, 0);
}

#[test]
fn a_chunk_may_have_no_choices() {
    let (events, end) = read(Provider::Openai, fixture!("empty_choices_first"));
    assert_eq!(events, [content("Yes."), StreamEvent::Finish(FinishReason::ContentFilter)]);
    assert!(end.complete);
    let (events, end) = read(Provider::Fireworks, fixture!("fireworks_null_choices"));
    assert_eq!(events, [content("Two"), StreamEvent::Finish(FinishReason::Stop)]);
    assert_eq!(end.usage.unwrap().prompt_tokens, 380);
}

#[test]
fn fireworks_sends_the_usage_with_the_reason() {
    let (events, end) = read(Provider::Fireworks, fixture!("fireworks_text"));
    let thought = StreamEvent::Reasoning("(thinks)".to_owned());
    assert_eq!(
        events,
        [content("Two"), thought, content(" clauses"), StreamEvent::Finish(FinishReason::Stop)]
    );
    let usage = end.usage.unwrap();
    assert_eq!((usage.prompt_tokens, usage.cached_input_tokens, usage.completion_tokens), (380, 256, 32));
    assert!(end.complete);
}

#[test]
fn zeros_are_a_usage_and_a_missing_usage_is_none() {
    assert_eq!(read(Provider::Openai, fixture!("zero_usage")).1.usage, Some(Usage::default()));
    let (_, end) = read(Provider::Openai, fixture!("no_usage"));
    assert_eq!((end.usage, end.complete, end.estimated_output_tokens), (None, true, 3));
}

#[test]
fn an_error_ends_a_stream_whatever_comes_after_it() {
    let (events, end) = read(Provider::Openai, fixture!("error_midstream"));
    assert_eq!(events[..2], [content("The"), content(" lease")]);
    let [StreamEvent::Error(error)] = &events[2..] else { panic!("{events:?}") };
    assert_eq!(error.kind, ProviderErrorKind::Unavailable { retry_after_ms: None });
    assert!(error.operator_detail.starts_with("The server had an error"));
    assert!(!end.complete);
    assert_eq!(end.estimated_output_tokens, 3);
}

#[test]
fn a_stream_that_breaks_off_is_not_complete() {
    let (events, end) = read(Provider::Openai, fixture!("broken_off"));
    assert_eq!(events, [content("The lease ru")]);
    assert!(!end.complete);
}

#[test]
fn an_errors_kind_is_found_in_its_code_or_type() {
    let unavailable = ProviderErrorKind::Unavailable { retry_after_ms: None };
    let rate_limited = ProviderErrorKind::RateLimited { retry_after_ms: None };
    for (error, kind) in [
        (r#"{"code":"rate_limit_exceeded","type":"tokens"}"#, rate_limited),
        (r#"{"code":null,"type":"insufficient_quota"}"#, ProviderErrorKind::AuthFailed),
        (r#"{"code":429,"type":"x"}"#, rate_limited),
        (r#"{"code":503}"#, unavailable),
        (r#"{"code":"invalid_api_key","type":"invalid_request_error"}"#, ProviderErrorKind::AuthFailed),
        (r#"{"code":null,"type":"invalid_request_error"}"#, ProviderErrorKind::BadRequest),
        (r#"{"code":200,"message":"odd"}"#, unavailable),
        (r#""plain words""#, unavailable),
    ] {
        let (events, _) = read(Provider::Openai, format!("data: {{\"error\":{error}}}\n\n").as_bytes());
        let [StreamEvent::Error(found)] = events.as_slice() else { panic!("{error}: {events:?}") };
        assert_eq!(found.kind, kind, "{error}");
    }
}

#[test]
fn a_chunk_in_another_form_is_a_bad_response() {
    for body in ["data: {\n\n", "data: 7\n\n", "data: {\"choices\":\"x\"}\n\n"] {
        let (events, _) = read(Provider::Openai, body.as_bytes());
        let [StreamEvent::Error(error)] = events.as_slice() else { panic!("{body}: {events:?}") };
        assert_eq!(error.kind, ProviderErrorKind::BadResponse);
    }
}

/// The events of chunks with one part of a tool call each, up to the end of the answer.
fn parts(parts: &[&str]) -> Vec<StreamEvent> {
    let delta =
        |part: &&str| chunk(&format!(r#""choices":[{{"index":0,"delta":{{"tool_calls":[{part}]}}}}]"#));
    let end = chunk(r#""choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]"#);
    let body: String = parts.iter().map(delta).chain([end]).collect();
    let (mut events, _) = read(Provider::Fireworks, body.as_bytes());
    assert_eq!(events.pop(), Some(StreamEvent::Finish(FinishReason::ToolCalls)));
    events
}

#[test]
fn another_id_at_the_same_index_is_another_call() {
    for index in [r#""index":0,"#, ""] {
        let events = parts(&[
            &format!(r#"{{{index}"id":"c1","function":{{"name":"f","arguments":"{{\"a\""}}}}"#),
            &format!(r#"{{{index}"function":{{"arguments":":1}}"}}}}"#),
            &format!(r#"{{{index}"id":"c2","function":{{"name":"g","arguments":"{{\"b\""}}}}"#),
            &format!(r#"{{{index}"function":{{"arguments":":2}}"}}}}"#),
        ]);
        let expected = [
            tool_call(0, Some("c1"), Some("f"), "{\"a\""),
            tool_call(0, None, None, ":1}"),
            tool_call(1, Some("c2"), Some("g"), "{\"b\""),
            tool_call(1, None, None, ":2}"),
        ];
        assert_eq!(events, expected, "{index}");
    }
}

#[test]
fn an_id_and_a_name_that_are_repeated_are_said_once() {
    let events = parts(&[
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\""}}"#,
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":":1}"}}"#,
    ]);
    assert_eq!(events, [tool_call(0, Some("c1"), Some("f"), "{\"a\""), tool_call(0, None, None, ":1}")]);
}

#[test]
fn parts_of_two_calls_may_alternate() {
    let events = parts(&[
        r#"{"index":0,"id":"c1","function":{"name":"f"}},{"index":1,"id":"c2","function":{"name":"g"}}"#,
        r#"{"index":0,"function":{"arguments":"{}"}}"#,
        r#"{"index":1,"function":{"arguments":"{}"}}"#,
        r#"{"index":0,"function":{"arguments":" "}}"#,
    ]);
    let expected = [
        tool_call(0, Some("c1"), Some("f"), ""),
        tool_call(1, Some("c2"), Some("g"), ""),
        tool_call(0, None, None, "{}"),
        tool_call(1, None, None, "{}"),
        tool_call(0, None, None, " "),
    ];
    assert_eq!(events, expected);
}

#[test]
fn calls_without_ids_are_told_apart_and_their_ids_stay_the_same() {
    let whole = [
        r#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#,
        r#"{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"#,
        r#"{"index":0,"function":{"name":"g","arguments":{"b":2}}}"#,
    ];
    let calls = |events: Vec<StreamEvent>| -> Vec<(usize, String, String)> {
        let calls = events.into_iter().map(|event| match event {
            StreamEvent::ToolCall { index, id: Some(id), arguments, .. } => (index, id, arguments),
            other => panic!("{other:?}"),
        });
        calls.collect()
    };
    let first = calls(parts(&whole));
    let arguments: Vec<(usize, &str)> =
        first.iter().map(|(index, _, text)| (*index, text.as_str())).collect();
    assert_eq!(arguments, [(0, "{}"), (1, "{\"a\":1}"), (2, "{\"b\":2}")]);
    assert!(first[0].1 != first[1].1 && first[1].1 != first[2].1);
    assert_eq!(calls(parts(&whole)), first);
}

#[test]
fn a_name_that_comes_again_after_whole_arguments_begins_another_call() {
    let call = |arguments: &str| {
        [
            r#"{"function":{"name":"f","arguments":""}}"#.to_owned(),
            format!(r#"{{"function":{{"arguments":"{arguments}"}}}}"#),
        ]
    };
    let all = [call(r#"{\"a\":1}"#), call(r#"{\"a\":2}"#)].concat();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut calls = vec![String::new(); 2];
    for event in parts(&all) {
        let StreamEvent::ToolCall { index, arguments, .. } = event else { panic!("{event:?}") };
        calls[index].push_str(&arguments);
    }
    assert_eq!(calls, [r#"{"a":1}"#, r#"{"a":2}"#]);
    // A server that repeats the name with every part, the last of which may be empty.
    let part = |arguments: &str| format!(r#"{{"function":{{"name":"f","arguments":"{arguments}"}}}}"#);
    let all = [part(r#"{\"a\""#), part(":1}"), part("")];
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let is_first = |event: &StreamEvent| matches!(event, StreamEvent::ToolCall { index: 0, .. });
    assert!(parts(&all).iter().all(is_first));
}

#[test]
fn a_call_without_arguments_has_an_empty_object() {
    for arguments in [r#","arguments":"""#, r#","arguments":null"#, ""] {
        let events = parts(&[&format!(r#"{{"index":0,"id":"c1","function":{{"name":"f"{arguments}}}}}"#)]);
        let expected = [tool_call(0, Some("c1"), Some("f"), ""), tool_call(0, None, None, "{}")];
        assert_eq!(events, expected, "{arguments}");
    }
}

#[test]
fn a_stream_that_called_tools_and_does_not_say_why_it_ends_ends_for_them() {
    let call = r#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#;
    let call = chunk(&format!(r#""choices":[{{"index":0,"delta":{{"tool_calls":[{call}]}}}}]"#));
    let usage = chunk(r#""choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}"#);
    let (events, end) = read(Provider::Openai, format!("{call}{usage}data: [DONE]\n\n").as_bytes());
    assert_eq!(events.last(), Some(&StreamEvent::Finish(FinishReason::ToolCalls)));
    assert!(end.complete);
}

#[test]
fn the_reason_error_is_a_failure_of_the_provider() {
    let text = chunk(r#""choices":[{"index":0,"delta":{"content":"a"}}]"#);
    let failed = chunk(r#""choices":[{"index":0,"delta":{},"finish_reason":"error"}]"#);
    let (events, end) = read(Provider::Fireworks, format!("{text}{failed}data: [DONE]\n\n").as_bytes());
    assert!(matches!(events.as_slice(), [StreamEvent::Content(_), StreamEvent::Error(_)]), "{events:?}");
    assert!(!end.complete);
}

#[test]
fn two_answers_in_one_stream_are_an_error() {
    let of = |id: &str, members: &str| format!("data: {{\"id\":\"{id}\",{members}}}\n\n");
    let text = r#""choices":[{"index":0,"delta":{"role":"assistant","content":"a"}}]"#;
    let stop = r#""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#;
    let (events, _) = read(Provider::Openai, format!("{}{}", of("c1", text), of("c2", text)).as_bytes());
    assert!(matches!(events.as_slice(), [StreamEvent::Content(_), StreamEvent::Error(_)]), "{events:?}");
    let body = format!("{}{}{}", of("", r#""choices":[]"#), of("c1", text), of("c2", stop));
    let (events, _) = read(Provider::Openai, body.as_bytes());
    let expected = [content("a"), StreamEvent::Finish(FinishReason::Stop)];
    assert_eq!(events, expected, "a last chunk without output may have another id");
}

#[test]
fn probabilities_come_with_the_tokens() {
    let logprobs = json!({"content": [{"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}], "refusal": null});
    let text =
        chunk(&format!(r#""choices":[{{"index":0,"delta":{{"content":"a"}},"logprobs":{logprobs}}}]"#));
    let none = chunk(r#""choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[]}}]"#);
    let (events, _) = read(Provider::Openai, format!("{text}{none}").as_bytes());
    assert_eq!(events, [content("a"), StreamEvent::Logprobs(logprobs), content("b")]);
}

#[test]
fn reasoning_is_passed_on_under_either_name() {
    for name in ["reasoning_content", "reasoning"] {
        let part = |text: &str| chunk(&format!(r#""choices":[{{"index":0,"delta":{{"{name}":"{text}"}}}}]"#));
        let end = chunk(r#""choices":[{"index":0,"delta":{},"finish_reason":"length"}]"#);
        let body = format!("{}{}{end}", part("think "), part("more"));
        let (events, end) = read(Provider::Fireworks, body.as_bytes());
        let thoughts = ["think ", "more"].map(|text| StreamEvent::Reasoning(text.to_owned()));
        assert_eq!(events, [&thoughts[..], &[StreamEvent::Finish(FinishReason::Length)]].concat());
        assert!(end.has_output && end.estimated_output_tokens == 3);
    }
}
