//! Answers: one message, or the events that build it.
//!
//! Source: platform.claude.com/docs/en/build-with-claude/streaming.

use serde_json::{Map, Value, json};

use super::signature;
use crate::{
    answer::{Answer, ChatCall, Content, Finish, Usage, parts, pieces},
    halves,
    script::ArgumentForm,
    tool_calls::ToolCall,
};

/// A tool call's input comes in parts of this many characters.
const INPUT_PART: usize = 12;

/// Limits per minute, for the headers.
const REQUESTS: u64 = 4_000;
const INPUT_TOKENS: u64 = 2_000_000;
const OUTPUT_TOKENS: u64 = 400_000;
/// Pure code has no clock: the limits were reset at one fixed moment.
const RESET: &str = "2026-01-01T00:00:00Z";

fn stop_reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Stop => "end_turn",
        Finish::StopSequence(_) => "stop_sequence",
        Finish::Length => "max_tokens",
        Finish::ToolCalls => "tool_use",
        Finish::Refusal | Finish::Blocked => "refusal",
    }
}

/// `stop_reason` and what belongs to it, all `null` until the end is known.
fn stop(finish: Option<&Finish>) -> Map<String, Value> {
    let sequence = match finish {
        Some(Finish::StopSequence(sequence)) => Some(sequence.as_str()),
        _ => None,
    };
    let details = match finish {
        Some(Finish::Refusal | Finish::Blocked) => {
            json!({"type": "refusal", "category": null, "explanation": null})
        }
        _ => Value::Null,
    };
    let mut stop = Map::new();
    stop.insert("stop_reason".into(), finish.map(stop_reason).into());
    stop.insert("stop_sequence".into(), sequence.into());
    stop.insert("stop_details".into(), details);
    stop
}

fn message(asked: &ChatCall, answer: &Answer, content: Value, finish: Option<&Finish>) -> Map<String, Value> {
    let mut message = stop(finish);
    message.insert("id".into(), format!("msg_01{}", answer.id(22)).into());
    message.insert("type".into(), "message".into());
    message.insert("role".into(), "assistant".into());
    message.insert("model".into(), asked.model.clone().into());
    message.insert("content".into(), content);
    message
}

/// The counts that `message_start` and `message_delta` share. `input_tokens` is what is in no cache.
fn counts(usage: &Usage, output_tokens: u64) -> Value {
    let written = usage.cache_write_5m + usage.cache_write_1h;
    json!({
        "input_tokens": usage.prompt - usage.cached - written,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": usage.cached,
        "output_tokens": output_tokens,
    })
}

fn add_cache_and_tier(counts: &mut Value, usage: &Usage) {
    counts["cache_creation"] = json!({
        "ephemeral_5m_input_tokens": usage.cache_write_5m,
        "ephemeral_1h_input_tokens": usage.cache_write_1h,
    });
    counts["service_tier"] = "standard".into();
}

fn add_thinking(counts: &mut Value, usage: &Usage) {
    if usage.reasoning > 0 {
        counts["output_tokens_details"] = json!({"thinking_tokens": usage.reasoning});
    }
}

/// A content block as a stream builds it.
struct Block {
    /// With nothing in it yet.
    start: Value,
    deltas: Vec<Value>,
    /// With everything in it.
    whole: Value,
}

fn blocks(asked: &ChatCall, answer: &Answer) -> Vec<Block> {
    let mut blocks = Vec::new();
    if asked.reasoning_tokens > 0 {
        blocks.push(if answer.departures.redacted_thinking { encrypted(answer) } else { thinking(answer) });
    }
    match &answer.content {
        Content::Text(text) | Content::Refusal(text) if !text.is_empty() => blocks.push(said(text)),
        Content::Text(_) | Content::Refusal(_) | Content::Blocked => {}
        Content::ToolCalls(calls) => {
            let form = answer.departures.argument_form;
            blocks.extend(calls.iter().map(|call| tool_use(call, form)));
        }
    }
    blocks
}

/// There is a block even when the thoughts are not shown, for the sake of its signature.
fn thinking(answer: &Answer) -> Block {
    let signature = signature::sign(answer.id(signature::DIGITS), &halves::joined(&answer.thoughts));
    let mut deltas: Vec<Value> = pieces(&answer.thoughts)
        .into_iter()
        .map(|piece| json!({"type": "thinking_delta", "thinking": piece}))
        .collect();
    deltas.push(json!({"type": "signature_delta", "signature": signature}));
    Block {
        start: json!({"type": "thinking", "thinking": "", "signature": ""}),
        deltas,
        whole: json!({"type": "thinking", "thinking": answer.thoughts, "signature": signature}),
    }
}

/// It comes whole, with the beginning of its block.
fn encrypted(answer: &Answer) -> Block {
    let data = signature::encrypted(answer.id(signature::DIGITS));
    let whole = json!({"type": "redacted_thinking", "data": data});
    Block { start: whole.clone(), deltas: Vec::new(), whole }
}

fn said(text: &str) -> Block {
    let deltas = pieces(text).into_iter().map(|piece| json!({"type": "text_delta", "text": piece}));
    Block {
        start: json!({"type": "text", "text": ""}),
        deltas: deltas.collect(),
        whole: json!({"type": "text", "text": text}),
    }
}

fn tool_use(call: &ToolCall, form: ArgumentForm) -> Block {
    let block = |input: Value| json!({"type": "tool_use", "id": format!("toolu_{}", call.id), "name": call.name, "input": input});
    let written = if form == ArgumentForm::Empty { Vec::new() } else { parts(&call.arguments, INPUT_PART) };
    // The first part is always empty.
    let deltas = std::iter::once(String::new())
        .chain(written)
        .map(|part| json!({"type": "input_json_delta", "partial_json": part}));
    Block { start: block(json!({})), deltas: deltas.collect(), whole: block(call.placeholder()) }
}

pub(super) fn whole(asked: &ChatCall, answer: &Answer) -> Value {
    let content = blocks(asked, answer).into_iter().map(|block| block.whole).collect();
    let mut body = message(asked, answer, content, Some(&answer.finish));
    if let Some(usage) = &answer.usage {
        let mut counts = counts(usage, usage.completion);
        add_cache_and_tier(&mut counts, usage);
        add_thinking(&mut counts, usage);
        body.insert("usage".into(), counts);
    }
    Value::Object(body)
}

/// One event. Its name is in its data too.
pub(super) fn event(name: &str, mut data: Value) -> String {
    data["type"] = name.into();
    format!("event: {name}\ndata: {data}\n\n")
}

pub(super) fn events(asked: &ChatCall, answer: &Answer) -> Vec<String> {
    let mut first = message(asked, answer, json!([]), None);
    if let Some(usage) = &answer.usage {
        // The output token that is counted when the stream begins.
        let mut counts = counts(usage, usage.completion.min(1));
        add_cache_and_tier(&mut counts, usage);
        first.insert("usage".into(), counts);
    }
    let mut events = vec![event("message_start", json!({"message": first}))];
    let blocks = blocks(asked, answer);
    for (index, block) in blocks.iter().enumerate() {
        events.push(event("content_block_start", json!({"index": index, "content_block": block.start})));
        if index == 0 {
            events.push(event("ping", json!({})));
        }
        events.extend(
            block
                .deltas
                .iter()
                .map(|delta| event("content_block_delta", json!({"index": index, "delta": delta}))),
        );
        events.push(event("content_block_stop", json!({"index": index})));
    }
    if blocks.is_empty() {
        events.push(event("ping", json!({})));
    }
    let mut last = json!({"delta": stop(Some(&answer.finish))});
    if let Some(usage) = &answer.usage {
        let mut counts = counts(usage, usage.completion);
        add_thinking(&mut counts, usage);
        last["usage"] = counts;
    }
    events.push(event("message_delta", last));
    events.push(event("message_stop", json!({})));
    events
}

pub(super) fn headers(call_id: &str, played: Option<(&ChatCall, &Answer)>) -> Vec<(&'static str, String)> {
    let input = INPUT_TOKENS.saturating_sub(played.map_or(0, |(asked, _)| asked.prompt_tokens));
    vec![
        ("request-id", request_id(call_id)),
        ("anthropic-organization-id", "00000000-0000-4000-8000-000000000000".to_owned()),
        ("anthropic-ratelimit-requests-limit", REQUESTS.to_string()),
        ("anthropic-ratelimit-requests-remaining", (REQUESTS - 1).to_string()),
        ("anthropic-ratelimit-requests-reset", RESET.to_owned()),
        ("anthropic-ratelimit-input-tokens-limit", INPUT_TOKENS.to_string()),
        ("anthropic-ratelimit-input-tokens-remaining", input.to_string()),
        ("anthropic-ratelimit-input-tokens-reset", RESET.to_owned()),
        ("anthropic-ratelimit-output-tokens-limit", OUTPUT_TOKENS.to_string()),
        ("anthropic-ratelimit-output-tokens-remaining", OUTPUT_TOKENS.to_string()),
        ("anthropic-ratelimit-output-tokens-reset", RESET.to_owned()),
        ("anthropic-ratelimit-tokens-limit", (INPUT_TOKENS + OUTPUT_TOKENS).to_string()),
        ("anthropic-ratelimit-tokens-remaining", (input + OUTPUT_TOKENS).to_string()),
        ("anthropic-ratelimit-tokens-reset", RESET.to_owned()),
    ]
}

/// The call's id as headers and error bodies show it.
pub(super) fn request_id(call_id: &str) -> String {
    format!("req_01{}", call_id.get(..22).unwrap_or(call_id))
}
