use super::*;
use crate::ProviderErrorKind;
use http::StatusCode;
use serde_json::json;

fn answer(content: &Value, stop_reason: &str) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
        "content": content, "stop_reason": stop_reason, "stop_sequence": null,
        "usage": {"input_tokens": 20, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 5, "output_tokens": 9},
    })
}

#[test]
fn texts_are_joined_and_thinking_is_left_out() {
    let blocks = json!([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "a"}, {"type": "text", "text": "b"}]);
    let completion = completion(&answer(&blocks, "end_turn")).unwrap();
    assert_eq!(completion.content.as_deref(), Some("ab"));
    assert_eq!(completion.finish_reason, FinishReason::Stop);
    let usage = completion.usage.unwrap();
    assert_eq!((usage.prompt_tokens, usage.cached_input_tokens, usage.completion_tokens), (25, 5, 9));
}

#[test]
fn tool_uses_become_tool_calls() {
    let blocks = json!([{"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"b": 1, "a": [2]}}]);
    let completion = completion(&answer(&blocks, "tool_use")).unwrap();
    assert_eq!(completion.content, None);
    assert_eq!(completion.finish_reason, FinishReason::ToolCalls);
    let arguments: Value = serde_json::from_str(&completion.tool_calls[0].arguments).unwrap();
    assert_eq!(arguments, json!({"b": 1, "a": [2]}));
}

#[test]
fn reasons_to_stop_have_openais_names() {
    let reason = |name: &str| {
        completion(&answer(&json!([{"type": "text", "text": "x"}]), name)).unwrap().finish_reason
    };
    assert_eq!(reason("stop_sequence"), FinishReason::Stop);
    assert_eq!(reason("max_tokens"), FinishReason::Length);
    assert_eq!(reason("model_context_window_exceeded"), FinishReason::Length);
    assert_eq!(reason("refusal"), FinishReason::ContentFilter);
}

#[test]
fn an_answer_without_usage_has_none() {
    let mut body = answer(&json!([]), "end_turn");
    body["usage"] = Value::Null;
    assert_eq!(completion(&body).unwrap().usage, None);
}

#[test]
fn an_answer_in_another_form_is_a_bad_response() {
    for body in [json!({}), json!({"content": "text"}), answer(&json!([{"type": "tool_use"}]), "tool_use")] {
        assert_eq!(completion(&body).unwrap_err().kind, ProviderErrorKind::BadResponse);
    }
}

#[test]
fn a_refusal_has_its_explanation_and_the_text_before_it() {
    let mut body = answer(&json!([{"type": "text", "text": "First,"}]), "refusal");
    body["stop_details"] = json!({"type": "refusal", "category": "cyber", "explanation": "Not this."});
    let completion = completion(&body).unwrap();
    assert_eq!(
        (completion.content.as_deref(), completion.refusal.as_deref()),
        (Some("First,"), Some("Not this."))
    );
    assert_eq!(completion.finish_reason, FinishReason::ContentFilter);
}

#[test]
fn a_refusal_without_output_is_not_billed() {
    let usage_of = |content: Value, output_tokens: u64| {
        let mut body = answer(&content, "refusal");
        body["usage"] = json!({"input_tokens": 1_000, "output_tokens": output_tokens});
        completion(&body).unwrap().usage.unwrap().total_tokens()
    };
    assert_eq!(usage_of(json!([]), 0), 0);
    assert_eq!(usage_of(json!([]), 4), 1_004);
    assert_eq!(usage_of(json!([{"type": "text", "text": "First,"}]), 0), 1_000);
}

#[test]
fn an_error_in_place_of_an_answer_has_its_kind() {
    let kind = |name: &str, message: &str| {
        let body =
            json!({"type": "error", "error": {"type": name, "message": message}, "request_id": "req_1"});
        completion(&body).unwrap_err().kind
    };
    let unavailable = ProviderErrorKind::Unavailable { retry_after_ms: None };
    assert_eq!(kind("overloaded_error", "Overloaded"), unavailable);
    assert_eq!(kind("api_error", "Internal server error"), unavailable);
    assert_eq!(kind("an_error_to_come", ""), unavailable);
    assert_eq!(kind("rate_limit_error", ""), ProviderErrorKind::RateLimited { retry_after_ms: None });
    assert_eq!(kind("authentication_error", "invalid x-api-key"), ProviderErrorKind::AuthFailed);
    assert_eq!(kind("billing_error", ""), ProviderErrorKind::AuthFailed);
    assert_eq!(kind("invalid_request_error", "messages: Field required"), ProviderErrorKind::BadRequest);
}

#[test]
fn an_account_without_credit_is_not_the_requests_fault() {
    let kind = |message: &str| {
        let body = json!({"type": "error", "error": {"type": "invalid_request_error", "message": message}});
        let decoded = crate::decode(
            api::provider::Provider::Anthropic,
            StatusCode::BAD_REQUEST,
            &http::HeaderMap::new(),
            body.to_string().as_bytes(),
        );
        decoded.unwrap_err().kind
    };
    assert_eq!(
        kind("Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."),
        ProviderErrorKind::AuthFailed
    );
    assert_eq!(
        kind(
            "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."
        ),
        ProviderErrorKind::AuthFailed
    );
    assert_eq!(kind("max_tokens: Input should be greater than 0"), ProviderErrorKind::BadRequest);
}

#[test]
fn a_tool_use_may_lack_an_id_its_input_and_the_reason_to_stop() {
    for input in [json!({}), json!(null), json!("")] {
        let nameless = json!({"type": "tool_use", "id": "t1", "input": input});
        assert!(completion(&answer(&json!([nameless]), "tool_use")).is_err());
        let blocks =
            json!([{"type": "tool_use", "name": "f", "input": input}, {"type": "tool_use", "name": "f"}]);
        let mut body = answer(&blocks, "tool_use");
        body["stop_reason"] = Value::Null;
        let first = completion(&body).unwrap();
        assert_eq!(first.finish_reason, FinishReason::ToolCalls);
        assert_eq!((first.tool_calls[0].arguments.as_str(), first.tool_calls.len()), ("{}", 2));
        assert_ne!(first.tool_calls[0].id, first.tool_calls[1].id);
        assert_eq!(completion(&body).unwrap().tool_calls, first.tool_calls);
    }
}

#[test]
fn thinking_is_shown_and_kept_in_blocks_as_it_came() {
    let blocks = json!([
        {"type": "thinking", "thinking": "hm", "signature": "sig"},
        {"type": "redacted_thinking", "data": "EmwKAhgB"},
        {"type": "thinking", "thinking": " ok", "signature": "gis"},
        {"type": "text", "text": "a"},
    ]);
    let completion = completion(&answer(&blocks, "end_turn")).unwrap();
    assert_eq!(completion.message().reasoning_content, Some("hm ok"));
    assert_eq!(json!(completion.message().thinking_blocks), json!([blocks[0], blocks[1], blocks[2]]));
    assert_eq!(completion.hidden_output_bytes, 6, "what only the provider can read is not shown");
}
