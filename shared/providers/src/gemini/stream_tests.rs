use api::chat::{FinishReason, Usage};
use api::provider::Provider;

use crate::{ProviderErrorKind, StreamDecoder, StreamEnd, StreamEvent};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/gemini/", $name, ".sse")).as_slice()
    };
}

fn read(body: &[u8]) -> (Vec<StreamEvent>, StreamEnd) {
    let mut decoder = StreamDecoder::new(Provider::Gemini);
    let mut events = decoder.feed(body);
    let mut end = decoder.finish();
    events.append(&mut end.events);
    (events, end)
}

fn content(text: &str) -> StreamEvent {
    StreamEvent::Content(text.to_owned())
}

fn tool_call(index: usize, id: &str, name: &str, arguments: &str) -> StreamEvent {
    StreamEvent::ToolCall {
        index,
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        arguments: arguments.to_owned(),
    }
}

#[test]
fn text_comes_in_parts_after_the_thoughts() {
    let (events, end) = read(fixture!("text"));
    let pieces = ["Zwei", " Klauseln — 二つの", "条項 🖋️."].map(content);
    let thought = StreamEvent::Reasoning("**Counting clauses**".to_owned());
    assert_eq!(events, [&[thought], &pieces[..], &[StreamEvent::Finish(FinishReason::Stop)]].concat());
    assert_eq!(
        end.usage,
        Some(Usage {
            prompt_tokens: 1380,
            cached_input_tokens: 1024,
            completion_tokens: 126,
            reasoning_tokens: 94,
            ..Usage::default()
        })
    );
    assert_eq!(end.provider_request_id.as_deref(), Some("fixtureText02"));
    assert!(end.complete);
}

#[test]
fn function_calls_are_numbered_over_all_events() {
    let (events, end) = read(fixture!("tool_calls"));
    let expected = [
        content("Let me look."),
        tool_call(0, "4t7cq1__thought_signature_EpUBAdHtim-_wA", "weather", "{\"city\":\"Zürich\"}"),
        tool_call(1, "9x2k0p", "time", "{}"),
        tool_call(2, "b81mz5", "time", "{\"zone\":\"UTC\"}"),
        StreamEvent::Finish(FinishReason::ToolCalls),
    ];
    assert_eq!(events, expected);
    assert!(end.complete);
}

#[test]
fn calls_that_are_alike_have_ids_of_their_own() {
    let call = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}}]}\n\n";
    let (events, _) = read(call.repeat(2).as_bytes());
    let [StreamEvent::ToolCall { id: Some(one), .. }, StreamEvent::ToolCall { id: Some(other), .. }] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_ne!(one, other);
}

#[test]
fn the_filter_ends_an_answer_or_takes_its_place() {
    let (events, end) = read(fixture!("safety_midway"));
    assert_eq!(events, [content("First, take"), StreamEvent::Finish(FinishReason::ContentFilter)]);
    assert!(end.complete);
    let (events, end) = read(fixture!("prompt_blocked"));
    assert_eq!(events, [StreamEvent::Finish(FinishReason::ContentFilter)]);
    assert_eq!(end.usage, Some(Usage { prompt_tokens: 12, ..Usage::default() }));
    assert!(end.complete);
}

#[test]
fn an_answer_of_thoughts_alone_has_a_reason_and_a_usage() {
    let (events, end) = read(fixture!("thoughts_only"));
    assert_eq!(events, [StreamEvent::Finish(FinishReason::Length)]);
    let usage =
        Usage { prompt_tokens: 12, completion_tokens: 512, reasoning_tokens: 512, ..Usage::default() };
    assert_eq!((end.usage, end.estimated_output_tokens), (Some(usage), 0));
}

#[test]
fn an_error_ends_a_stream_whatever_comes_after_it() {
    let (events, end) = read(fixture!("error_midstream"));
    let [text, StreamEvent::Error(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*text, content("The lease"));
    assert_eq!(error.kind, ProviderErrorKind::Unavailable { retry_after_ms: None });
    assert!(error.operator_detail.starts_with("The model is overloaded"));
    assert!(!end.complete);
    assert_eq!(end.usage.unwrap().completion_tokens, 2);
    // Counts of an answer that was not ended are not what is billed.
    assert_eq!(error.usage, None);
}

#[test]
fn a_broken_call_is_an_error_that_keeps_its_usage() {
    let (events, end) = read(fixture!("malformed_call"));
    let [_, StreamEvent::Error(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(error.kind, ProviderErrorKind::BrokenAnswer);
    assert!(!end.complete && end.usage.is_some());
    assert_eq!(error.usage, end.usage);
}

#[test]
fn a_stream_that_breaks_off_is_not_complete() {
    let (events, end) = read(fixture!("broken_off"));
    assert_eq!(events, [content("The lease ru")]);
    assert!(!end.complete);
}

#[test]
fn the_finish_reason_is_sent_once() {
    let stop = "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}\n\n";
    let (events, end) = read(stop.repeat(3).as_bytes());
    assert_eq!(events, [StreamEvent::Finish(FinishReason::Stop)]);
    assert_eq!((end.complete, end.usage), (true, None));
}

#[test]
fn an_array_in_place_of_a_stream_is_the_error_in_it() {
    let body = "[{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"Quota exceeded.\",\n    \"details\": [\n      {\"retryDelay\": \"2s\"}\n    ]\n  }\n}\n]";
    let (events, _) = read(body.as_bytes());
    let [StreamEvent::Error(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(error.kind, ProviderErrorKind::RateLimited { retry_after_ms: Some(2_000) });
    assert_eq!(error.operator_detail, "Quota exceeded.");
}

#[test]
fn two_answers_in_one_stream_are_an_error() {
    let part = |id: &str| {
        format!(
            "data: {{\"responseId\":\"{id}\",\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"a\"}}]}}}}]}}\n\n"
        )
    };
    let (events, _) = read(format!("{}{}{}", part("one"), part("one"), part("two")).as_bytes());
    let [first, second, StreamEvent::Error(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((first, second), (&content("a"), &content("a")));
    assert_eq!(error.kind, ProviderErrorKind::BadResponse);
}

#[test]
fn an_event_in_another_form_is_a_bad_response() {
    for body in ["data: {\n\n", "data: 7\n\n", "data: {\"candidates\":\"x\"}\n\n", "data: [DONE]\n\n"] {
        let (events, _) = read(body.as_bytes());
        let [StreamEvent::Error(error)] = events.as_slice() else { panic!("{body}: {events:?}") };
        assert_eq!(error.kind, ProviderErrorKind::BadResponse);
    }
}
