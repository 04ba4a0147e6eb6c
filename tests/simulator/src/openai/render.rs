//! Answers of chat completions: one `chat.completion`, or `chat.completion.chunk` events and `[DONE]`.

use serde_json::{Map, Value, json};

use super::{Vendor, calls, logprobs};
use crate::{
    answer::{Answer, ChatCall, Content, Finish, Usage, pieces},
    dialect::data_event,
    script::FinishReport,
};

/// `created` of every answer (2026-01-01T00:00:00Z): the same request has the same answer.
const CREATED: u64 = 1_767_225_600;

fn finish_reason(vendor: Vendor, answer: &Answer) -> Option<&'static str> {
    Some(match (answer.departures.finish, &answer.finish) {
        (FinishReport::Absent, _) => return None,
        (FinishReport::Error, _) => "error",
        (FinishReport::Said, Finish::Length) => "length",
        (FinishReport::Said, Finish::ToolCalls) => "tool_calls",
        (FinishReport::Said, Finish::Blocked) if vendor == Vendor::OpenAi => "content_filter",
        (FinishReport::Said, Finish::Stop | Finish::StopSequence(_) | Finish::Refusal | Finish::Blocked) => {
            "stop"
        }
    })
}

fn frame(vendor: Vendor, object: &str, asked: &ChatCall, answer: &Answer) -> Map<String, Value> {
    let mut frame = Map::new();
    frame.insert("object".into(), object.into());
    frame.insert("created".into(), CREATED.into());
    frame.insert("model".into(), asked.model.clone().into());
    match vendor {
        Vendor::OpenAi => {
            frame.insert("id".into(), format!("chatcmpl-{}", answer.id(29)).into());
            frame.insert("service_tier".into(), answer.service_tier.as_deref().unwrap_or("default").into());
            frame.insert("system_fingerprint".into(), "fp_51aul8tor0".into());
        }
        Vendor::Fireworks => {
            let id = answer.id(32);
            let id = format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
            frame.insert("id".into(), id.into());
        }
    }
    frame
}

fn usage(vendor: Vendor, usage: &Usage) -> Value {
    let mut prompt_details = json!({"cached_tokens": usage.cached});
    let total = usage.prompt + usage.completion;
    if vendor == Vendor::Fireworks {
        return json!({
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "total_tokens": total,
            "prompt_tokens_details": prompt_details,
        });
    }
    prompt_details["audio_tokens"] = 0.into();
    let written = usage.cache_write_5m + usage.cache_write_1h;
    if written > 0 {
        prompt_details["cache_write_tokens"] = written.into();
    }
    json!({
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": total,
        "prompt_tokens_details": prompt_details,
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}

pub(super) fn whole(vendor: Vendor, asked: &ChatCall, answer: &Answer) -> Value {
    let mut message = json!({"role": "assistant", "content": null});
    if vendor == Vendor::OpenAi {
        message["refusal"] = Value::Null;
        message["annotations"] = json!([]);
    }
    if !answer.thoughts.is_empty() {
        message["reasoning_content"] = answer.thoughts.clone().into();
    }
    match &answer.content {
        Content::Text(text) => message["content"] = text.clone().into(),
        Content::Refusal(text) if vendor == Vendor::OpenAi => message["refusal"] = text.clone().into(),
        Content::Refusal(text) => message["content"] = text.clone().into(),
        Content::Blocked => message["content"] = "".into(),
        Content::ToolCalls(made) => message["tool_calls"] = calls::whole(made, answer.departures),
    }
    let probabilities = asked.logprobs.map_or(Value::Null, |others| logprobs::of_message(&message, others));
    let mut body = frame(vendor, "chat.completion", asked, answer);
    let choices = (0..asked.choices).map(|index| {
        let mut choice = json!({
            "index": index,
            "message": message,
            "finish_reason": finish_reason(vendor, answer),
        });
        if vendor == Vendor::OpenAi || asked.logprobs.is_some() {
            choice["logprobs"] = probabilities.clone();
        }
        choice
    });
    body.insert("choices".into(), choices.collect());
    if let Some(counts) = &answer.usage {
        body.insert("usage".into(), usage(vendor, counts));
    }
    Value::Object(body)
}

pub(super) fn events(vendor: Vendor, asked: &ChatCall, answer: &Answer) -> Vec<String> {
    let deltas = deltas(vendor, answer);
    let finish = finish_reason(vendor, answer);
    let mut events = Vec::new();
    let mut chunk = |choices: Value, extra: Value| {
        let mut body = frame(vendor, "chat.completion.chunk", asked, answer);
        body.insert("choices".into(), choices);
        if let Value::Object(extra) = extra {
            body.extend(extra);
        }
        if vendor == Vendor::OpenAi {
            // Padding against reading lengths off the wire; its length varies from chunk to chunk.
            let padding = "obfuscation0padding".get(..events.len() * 7 % 16).unwrap_or_default();
            body.insert("obfuscation".into(), padding.into());
        }
        events.push(data_event(&Value::Object(body)));
    };
    let in_own_chunk = answer.usage.as_ref().filter(|_| asked.stream_usage);
    // OpenAI announces usage with a null in every chunk before its own; Fireworks does not. Unasked,
    // Fireworks sends it all the same, with the finish reason.
    let (announced, at_finish) = match (vendor, in_own_chunk, &answer.usage) {
        (Vendor::OpenAi, Some(_), _) => (json!({"usage": null}), json!({"usage": null})),
        (Vendor::Fireworks, None, Some(counts)) => (Value::Null, usage_field(vendor, counts)),
        _ => (Value::Null, Value::Null),
    };
    for index in 0..asked.choices {
        let choice = |delta: &Value, finish: Option<&str>| {
            let mut choice = json!({"index": index, "delta": delta, "finish_reason": finish});
            if vendor == Vendor::OpenAi || asked.logprobs.is_some() {
                choice["logprobs"] =
                    asked.logprobs.map_or(Value::Null, |others| logprobs::of_delta(delta, others));
            }
            json!([choice])
        };
        for delta in &deltas {
            chunk(choice(delta, None), announced.clone());
        }
        let is_last = index + 1 == asked.choices;
        // Fireworks' usage may come with it: the chunk is there also where it says no reason.
        chunk(choice(&json!({}), finish), if is_last { at_finish.clone() } else { announced.clone() });
    }
    if let Some(counts) = in_own_chunk {
        chunk(json!([]), usage_field(vendor, counts));
    }
    events.push("data: [DONE]\n\n".to_owned());
    events
}

fn usage_field(vendor: Vendor, counts: &Usage) -> Value {
    json!({"usage": usage(vendor, counts)})
}

fn deltas(vendor: Vendor, answer: &Answer) -> Vec<Value> {
    let mut first = json!({"role": "assistant", "content": ""});
    if vendor == Vendor::OpenAi {
        first["refusal"] = Value::Null;
    }
    let mut rest: Vec<Value> =
        pieces(&answer.thoughts).into_iter().map(|piece| json!({"reasoning_content": piece})).collect();
    match &answer.content {
        Content::Text(text) => rest.extend(pieces(text).into_iter().map(|piece| json!({"content": piece}))),
        Content::Refusal(text) => {
            let field = if vendor == Vendor::OpenAi { "refusal" } else { "content" };
            rest.extend(pieces(text).into_iter().map(|piece| json!({ field: piece })));
        }
        Content::Blocked => {}
        Content::ToolCalls(made) => {
            first["content"] = Value::Null;
            rest.extend(calls::parts(made, answer.departures).map(|part| json!({"tool_calls": [part]})));
        }
    }
    rest.insert(0, first);
    rest
}

pub(super) fn headers(
    vendor: Vendor,
    call_id: &str,
    played: Option<(&ChatCall, &Answer)>,
) -> Vec<(&'static str, String)> {
    let mut headers = vec![("x-request-id", format!("req_{call_id}"))];
    let tokens = played.map_or(0, |(asked, _)| asked.prompt_tokens);
    match vendor {
        Vendor::OpenAi => headers.extend([
            ("openai-processing-ms", "12".to_owned()),
            ("openai-version", "2020-10-01".to_owned()),
            ("openai-organization", "org-simulated".to_owned()),
            ("x-ratelimit-limit-requests", "10000".to_owned()),
            ("x-ratelimit-limit-tokens", "2000000".to_owned()),
            ("x-ratelimit-remaining-requests", "9999".to_owned()),
            ("x-ratelimit-remaining-tokens", 2_000_000_u64.saturating_sub(tokens).to_string()),
            ("x-ratelimit-reset-requests", "6ms".to_owned()),
            ("x-ratelimit-reset-tokens", "0s".to_owned()),
        ]),
        Vendor::Fireworks => {
            headers.extend([
                ("x-ratelimit-limit-requests", "6000".to_owned()),
                ("x-ratelimit-remaining-requests", "5999".to_owned()),
                ("x-ratelimit-over-limit", "no".to_owned()),
            ]);
            if let Some(usage) = played.and_then(|(_, answer)| answer.usage.as_ref()) {
                headers.extend([
                    ("fireworks-prompt-tokens", usage.prompt.to_string()),
                    ("fireworks-cached-prompt-tokens", usage.cached.to_string()),
                    ("fireworks-server-time-to-first-token", "0.012".to_owned()),
                ]);
            }
        }
    }
    headers
}
