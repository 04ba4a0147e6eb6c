use super::*;
use crate::ProviderErrorKind;
use api::chat::Usage;
use serde_json::json;

macro_rules! fixture {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../../fixtures/gemini/", $name, ".json")))
            .unwrap()
    };
}

fn answer(parts: Value, finish_reason: &str) -> Value {
    json!({"candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": finish_reason, "index": 0}],
        "responseId": "r1"})
}

#[test]
fn text_usage_and_ids_are_read_and_thoughts_are_not_shown() {
    let completion = completion(&fixture!("text")).unwrap();
    assert_eq!(completion.content.as_deref(), Some("Zwei Klauseln — 二つの条項."));
    assert_eq!(completion.finish_reason, FinishReason::Stop);
    assert_eq!(completion.provider_request_id.as_deref(), Some("fixtureText01"));
    assert_eq!(
        completion.usage,
        Some(Usage {
            prompt_tokens: 1380,
            cached_input_tokens: 1024,
            completion_tokens: 126,
            reasoning_tokens: 94,
            ..Usage::default()
        })
    );
}

#[test]
fn function_calls_have_ids_that_carry_their_signatures() {
    let completion = completion(&fixture!("tool_calls")).unwrap();
    assert_eq!((completion.content, completion.finish_reason), (None, FinishReason::ToolCalls));
    let [weather, time] = completion.tool_calls.as_slice() else { panic!("{:?}", completion.tool_calls) };
    assert_eq!(weather.id, "4t7cq1__thought_signature_EpUBAdHtim-_wA");
    assert_eq!(call_id::split(&weather.id), ("4t7cq1", Some("EpUBAdHtim+/wA==".to_owned())));
    assert_eq!((weather.name.as_str(), weather.arguments.as_str()), ("weather", "{\"city\":\"Zürich\"}"));
    assert_eq!((time.name.as_str(), time.arguments.as_str()), ("time", "{}"));
    assert!(time.id.starts_with("call_") && call_id::split(&time.id).1.is_none());
}

#[test]
fn a_blocked_prompt_is_an_empty_answer_of_the_filter() {
    let completion = completion(&fixture!("prompt_blocked")).unwrap();
    assert_eq!(completion.content.as_deref(), Some(""));
    assert_eq!(completion.finish_reason, FinishReason::ContentFilter);
    assert_eq!(completion.usage, Some(Usage { prompt_tokens: 12, ..Usage::default() }));
}

#[test]
fn every_reason_to_stop_has_a_meaning() {
    let text = json!([{"text": "a"}]);
    for (reason, expected) in [
        ("STOP", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("SAFETY", FinishReason::ContentFilter),
        ("RECITATION", FinishReason::ContentFilter),
        ("BLOCKLIST", FinishReason::ContentFilter),
        ("PROHIBITED_CONTENT", FinishReason::ContentFilter),
        ("SPII", FinishReason::ContentFilter),
        ("OTHER", FinishReason::Stop),
        ("SOMETHING_NEW", FinishReason::Stop),
    ] {
        assert_eq!(completion(&answer(text.clone(), reason)).unwrap().finish_reason, expected, "{reason}");
    }
    let call = json!([{"functionCall": {"name": "f"}}]);
    let cut = completion(&answer(call, "MAX_TOKENS")).unwrap();
    assert_eq!((cut.finish_reason, cut.tool_calls[0].arguments.as_str()), (FinishReason::Length, "{}"));
}

#[test]
fn an_answer_that_the_model_broke_is_told_apart_from_a_bad_response() {
    for reason in ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE"] {
        let error = completion(&answer(json!([]), reason)).unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::BrokenAnswer);
        assert!(error.operator_detail.contains(reason), "{error}");
    }
}

#[test]
fn an_answer_may_be_empty() {
    let limit = json!({"candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}],
        "usageMetadata": {"promptTokenCount": 7, "thoughtsTokenCount": 100, "totalTokenCount": 107}});
    let completion = completion(&limit).unwrap();
    assert_eq!((completion.content.as_deref(), completion.finish_reason), (Some(""), FinishReason::Length));
    let usage = completion.usage.unwrap();
    assert_eq!((usage.completion_tokens, usage.reasoning_tokens), (100, 100));
}

#[test]
fn an_answer_in_another_form_is_a_bad_response() {
    for body in [
        json!({}),
        json!([]),
        json!({"candidates": []}),
        json!({"candidates": "x"}),
        json!({"promptFeedback": {}}),
        json!({"error": {"code": 500, "message": "x"}}),
        answer(json!([{"functionCall": {"args": {}}}]), "STOP"),
    ] {
        assert_eq!(completion(&body).unwrap_err().kind, ProviderErrorKind::BadResponse, "{body}");
    }
}

#[test]
fn thoughts_are_shown_apart_from_the_text() {
    let parts = json!([{"text": "hm ", "thought": true}, {"text": "ok", "thought": true}, {"text": "Yes."}]);
    let completion = completion(&answer(parts, "STOP")).unwrap();
    assert_eq!((completion.content.as_deref(), completion.hidden_output_bytes), (Some("Yes."), 0));
    assert_eq!(completion.message().reasoning_content, Some("hm ok"));
}
