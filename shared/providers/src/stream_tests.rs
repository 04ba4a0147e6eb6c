use std::path::Path;

use api::provider::Provider;
use proptest::prelude::*;

use crate::sse::MAX_EVENT_BYTES;
use crate::{ProviderError, ProviderErrorKind, StreamDecoder, StreamEnd, StreamEvent};

/// Every recorded stream, of every provider.
fn fixtures() -> Vec<(Provider, String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for provider in [Provider::Openai, Provider::Anthropic, Provider::Gemini] {
        let Ok(folder) = std::fs::read_dir(root.join(provider.as_str())) else { continue };
        for path in folder.map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let provider = if name.starts_with("fireworks") { Provider::Fireworks } else { provider };
            if name.ends_with(".sse") {
                found.push((provider, name, std::fs::read(path).unwrap()));
            }
        }
    }
    assert!(found.len() >= 10, "the fixtures are missing");
    found
}

fn read<'a>(provider: Provider, slices: impl IntoIterator<Item = &'a [u8]>) -> (Vec<StreamEvent>, StreamEnd) {
    let mut decoder = StreamDecoder::new(provider);
    let mut events: Vec<StreamEvent> = slices.into_iter().flat_map(|slice| decoder.feed(slice)).collect();
    let mut end = decoder.finish();
    events.append(&mut end.events);
    (events, end)
}

fn only_error(body: &[u8]) -> ProviderError {
    let (events, end) = read(Provider::Openai, [body]);
    assert!(!end.complete && end.usage.is_none());
    match events.as_slice() {
        [StreamEvent::Error(error)] => error.clone(),
        _ => panic!("{events:?}"),
    }
}

/// The same stream with other line ends, or with a byte order mark and comments.
fn rewritten(body: &[u8], how: usize) -> Vec<u8> {
    let text = String::from_utf8(body.to_vec()).unwrap().replace("\r\n", "\n");
    let text = match how {
        0 => text,
        1 => text.replace('\n', "\r\n"),
        2 => text.replace('\n', "\r"),
        _ => format!("\u{feff}: hello\n\n{}", text.replace("\n\n", "\n: keepalive\nid: 1\n\n")),
    };
    text.into_bytes()
}

#[test]
fn single_bytes_and_any_line_ends_read_as_the_whole() {
    for (provider, name, body) in fixtures() {
        let whole = read(provider, [body.as_slice()]);
        assert!(!whole.0.is_empty(), "{name}");
        for how in 0..4 {
            assert_eq!(read(provider, rewritten(&body, how).chunks(1)), whole, "{name}, rewritten as {how}");
        }
    }
}

proptest! {
    #[test]
    fn any_slices_read_as_the_whole(sizes in prop::collection::vec(0..90_usize, 1..40), how in 0..4_usize) {
        for (provider, name, body) in fixtures() {
            let body = rewritten(&body, how);
            let mut rest = body.as_slice();
            let mut slices = Vec::new();
            for size in sizes.iter().cycle().take(2 * body.len()) {
                let (slice, after) = rest.split_at((*size).min(rest.len()));
                slices.push(slice);
                rest = after;
            }
            slices.push(rest);
            prop_assert_eq!(read(provider, slices), read(provider, [body.as_slice()]), "{}", name);
        }
    }

    #[test]
    fn a_stream_cut_short_or_damaged_never_panics(at in any::<prop::sample::Index>(), byte: u8) {
        for (provider, _, mut body) in fixtures() {
            let at = at.index(body.len());
            let (events, _) = read(provider, [&body[..at]]);
            prop_assert!(events.len() <= body.len());
            body[at] = byte;
            read(provider, [body.as_slice()]);
        }
    }

    #[test]
    fn any_bytes_read_the_same_in_any_slices(
        body in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'\r'), Just(b'{'), Just(b'}')], 0..400),
        begins_as_stream: bool,
    ) {
        let body = [if begins_as_stream { b"data: {}\n".as_slice() } else { b"" }, &body].concat();
        for provider in Provider::ALL {
            let whole = read(provider, [body.as_slice()]);
            prop_assert!(whole.0.len() <= body.len());
            prop_assert_eq!(read(provider, body.chunks(1)), whole);
        }
    }
}

#[test]
fn a_page_with_a_good_status_is_a_bad_response() {
    for body in ["<html>\n<body>Bad gateway</body></html>", "\r\n  <!DOCTYPE html><title>x", "upstream error"]
    {
        let error = only_error(body.as_bytes());
        assert_eq!(error.kind, ProviderErrorKind::BadResponse);
        assert!(error.operator_detail.starts_with("the answer is not a stream: "), "{error:?}");
    }
}

#[test]
fn a_json_error_with_a_good_status_is_the_providers_own() {
    let body =
        r#"{"error": {"message": "Slow down {}.", "type": "requests", "code": "rate_limit_exceeded"}}"#;
    let pretty = body.replace(' ', "\n ").replace("\n down\n {", " down {");
    for body in [body.to_owned(), format!("{body}\n"), format!("[{body}]"), pretty] {
        let error = only_error(body.as_bytes());
        assert_eq!(error.kind, ProviderErrorKind::RateLimited { retry_after_ms: None });
        assert_eq!(error.operator_detail, "Slow down {}.");
    }
}

#[test]
fn a_json_body_that_is_no_error_is_a_bad_response() {
    let whole_answer = r#"{"id":"c","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1,"completion_tokens":1}}"#;
    for body in [whole_answer, "{\"error\": {\"mess", "[]", "{}", "{broken}"] {
        assert_eq!(only_error(body.as_bytes()).kind, ProviderErrorKind::BadResponse, "{body}");
    }
}

#[test]
fn an_error_in_a_json_body_does_not_wait_for_the_end() {
    let mut decoder = StreamDecoder::new(Provider::Openai);
    assert_eq!(decoder.feed(b"{\"error\":\n"), []);
    assert!(matches!(decoder.feed(b"\"no\"}\n").as_slice(), [StreamEvent::Error(_)]));
    assert_eq!(decoder.feed(b"data: {}\n\n"), [], "nothing is read after an error");
}

#[test]
fn an_empty_body_has_nothing_and_is_not_complete() {
    for body in ["", "\n\n", ": keepalive\n\n"] {
        let (events, end) = read(Provider::Openai, [body.as_bytes()]);
        assert!(events.is_empty() && !end.complete);
    }
}

#[test]
fn a_last_event_without_its_empty_line_counts_if_it_is_whole() {
    for body in ["data: [DONE]", "data: [DONE]\n", "data: {}\n\ndata: [DONE]\r"] {
        assert!(read(Provider::Openai, [body.as_bytes()]).1.complete, "{body:?}");
    }
    let (events, end) = read(Provider::Openai, [b"data: {\"choices\":[{\"del".as_slice()]);
    assert!(events.is_empty() && !end.complete);
}

#[test]
fn what_never_ends_is_bounded() {
    let lines = b"{\"a\":\n".iter().copied().chain(b"1,\n".iter().copied().cycle()).take(1 << 20);
    assert_eq!(only_error(&lines.collect::<Vec<u8>>()).kind, ProviderErrorKind::BadResponse);
    let line = [b"data: ".as_slice(), &vec![b'x'; MAX_EVENT_BYTES]].concat();
    assert!(only_error(&line).operator_detail.starts_with("a line is too long"));
    let data = format!("data: {}\n", "x".repeat(MAX_EVENT_BYTES / 2)).repeat(2);
    assert!(only_error(data.as_bytes()).operator_detail.starts_with("an event is too long"));
    let events = "data: {}\n\n".repeat(super::MAX_EVENTS as usize + 1);
    assert!(only_error(events.as_bytes()).operator_detail.starts_with("the stream has too many events"));
}

#[test]
fn a_count_that_came_before_the_last_output_does_not_count_the_answer() {
    let counted = |provider, body: &str| read(provider, [body.as_bytes()]).1.counted.completion;
    let start = "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n";
    let block = "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"word\"}}\n\n";
    let thinking = block.replace("text_delta", "thinking_delta").replace("\"text\"", "\"thinking\"");
    let stop = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";
    let usage = "data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":7}}\n\n";
    assert!(!counted(Provider::Anthropic, &format!("{start}{block}{stop}")));
    assert!(!counted(Provider::Anthropic, &format!("{start}{thinking}{stop}")));
    assert!(counted(Provider::Anthropic, &format!("{start}{block}{stop}{usage}")));
    assert!(counted(Provider::Anthropic, &format!("{start}{stop}")), "nothing came after it");
    let part = |usage: &str| {
        format!("data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"word\"}}]}}}}]{usage}}}\n\n")
    };
    let with_usage = part(",\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":1}");
    assert!(!counted(Provider::Gemini, &format!("{with_usage}{}", part(""))));
    assert!(counted(Provider::Gemini, &format!("{}{with_usage}", part(""))));
}

/// A stream in each provider's form that says `a`, a first half, a second half and `b` in two events.
fn streams_with_halves(said: [&str; 2]) -> [(Provider, String); 3] {
    let openai =
        |text: &str| format!(r#"{{"id":"1","choices":[{{"index":0,"delta":{{"content":"{text}"}}}}]}}"#);
    let anthropic = |text: &str| {
        format!(
            r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{text}"}}}}"#
        )
    };
    let gemini =
        |text: &str| format!(r#"{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}]}}}}]}}"#);
    let stream =
        |event: &dyn Fn(&str) -> String| said.map(|text| format!("data: {}\n\n", event(text))).concat();
    [
        (Provider::Openai, stream(&openai)),
        (Provider::Anthropic, stream(&anthropic)),
        (Provider::Gemini, stream(&gemini)),
    ]
}

#[test]
fn a_character_that_comes_in_two_halves_is_one() {
    for (said, expected) in [
        ([r"a\ud83d", r"\ude00b"], "a\u{1f600}b"),
        ([r"a\ud83d", "b"], "a\u{fffd}b"),
        (["a", r"\ude00b"], "a\u{fffd}b"),
        (["a", r"b\ud83d"], "ab\u{fffd}"),
        ([r"\ud83d", r"\ude00"], "\u{1f600}"),
    ] {
        for (provider, stream) in streams_with_halves(said) {
            let (events, _) = read(provider, [stream.as_bytes()]);
            let text: String = events
                .iter()
                .map(|event| if let StreamEvent::Content(text) = event { text.as_str() } else { "?" })
                .collect();
            assert_eq!(text, expected, "{provider}: {stream}");
        }
    }
}

#[test]
fn half_a_character_in_arguments_comes_before_the_end() {
    let part = |members: &str| format!(r#"data: {{"id":"1","choices":[{{"index":0,{members}}}]}}"#) + "\n\n";
    let call = |arguments: &str| {
        part(&format!(
            r#""delta":{{"tool_calls":[{{"index":0,"id":"c","function":{{"name":"f","arguments":"{arguments}"}}}}]}}"#
        ))
    };
    let body =
        [call(r"\ud83d"), call(r"\ude00\ud83d"), part(r#""delta":{},"finish_reason":"tool_calls""#)].concat();
    let (events, _) = read(Provider::Openai, [body.as_bytes()]);
    let arguments: Vec<&str> = events
        .iter()
        .filter_map(|event| {
            if let StreamEvent::ToolCall { arguments, .. } = event { Some(arguments.as_str()) } else { None }
        })
        .collect();
    assert_eq!(arguments.concat(), "\u{1f600}\u{fffd}");
    assert!(matches!(events.last(), Some(StreamEvent::Finish(_))));
}
