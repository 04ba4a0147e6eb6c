use api::chat::{FinishReason, Usage};
use api::provider::Provider;

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
        [tool_call(0, Some("a"), Some("f"), ""), StreamEvent::Finish(FinishReason::ToolCalls)]
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
    assert_eq!(events, [content("Two"), content(" clauses"), StreamEvent::Finish(FinishReason::Stop)]);
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
