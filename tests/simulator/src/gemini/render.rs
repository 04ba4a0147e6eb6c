//! Answers: one response, or frames that each are a response with the usage so far.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, ChatCall, Content, Finish, Usage, pieces},
    script::ArgumentForm,
    tokens::count_tokens,
};

/// How the simulator's own thought signatures begin, before base64.
pub(super) const SIGNATURE_PREFIX: &str = "simulated thought ";

/// Pieces in one frame: Gemini streams larger parts than others do.
const PIECES_PER_FRAME: usize = 3;

/// One event. Google ends its lines with CR LF.
pub(super) fn event(data: &Value) -> String {
    format!("data: {data}\r\n\r\n")
}

fn finish_reason(finish: &Finish) -> &'static str {
    match finish {
        Finish::Length => "MAX_TOKENS",
        Finish::Refusal => "SAFETY",
        Finish::Blocked => "PROHIBITED_CONTENT",
        Finish::Stop | Finish::StopSequence(_) | Finish::ToolCalls => "STOP",
    }
}

/// Usage with `output` visible tokens so far. Output excludes thoughts; the total includes both.
fn usage(counts: &Usage, output: u64) -> Value {
    let mut usage = json!({
        "promptTokenCount": counts.prompt,
        "totalTokenCount": counts.prompt + output + counts.reasoning,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": counts.prompt}],
        "serviceTier": "standard",
    });
    if output > 0 {
        usage["candidatesTokenCount"] = output.into();
    }
    if counts.reasoning > 0 {
        usage["thoughtsTokenCount"] = counts.reasoning.into();
    }
    if counts.cached > 0 {
        usage["cachedContentTokenCount"] = counts.cached.into();
        usage["cacheTokensDetails"] = json!([{"modality": "TEXT", "tokenCount": counts.cached}]);
    }
    usage
}

fn response(asked: &ChatCall, answer: &Answer) -> Value {
    json!({"modelVersion": asked.model, "responseId": answer.id(22)})
}

fn is_gemini_3(asked: &ChatCall) -> bool {
    asked.model.starts_with("gemini-3")
}

fn signature(answer: &Answer) -> String {
    STANDARD.encode(format!("{SIGNATURE_PREFIX}{}", answer.id(32)))
}

/// The parts of the answer without its thoughts; text in one part.
fn parts(asked: &ChatCall, answer: &Answer) -> Vec<Value> {
    match &answer.content {
        Content::Text(text) if text.is_empty() => Vec::new(),
        Content::Text(text) => vec![json!({"text": text})],
        // A candidate stopped for safety shows nothing of what it would have said.
        Content::Refusal(_) | Content::Blocked => Vec::new(),
        Content::ToolCalls(calls) => {
            let made = calls.iter().enumerate().map(|(index, call)| {
                let mut part = json!({"functionCall": {"name": call.name}});
                if answer.departures.argument_form != ArgumentForm::Absent {
                    part["functionCall"]["args"] = call.placeholder();
                }
                if is_gemini_3(asked) {
                    part["functionCall"]["id"] = call.id[..8].into();
                }
                if index == 0 && (asked.reasoning_tokens > 0 || is_gemini_3(asked)) {
                    part["thoughtSignature"] = signature(answer).into();
                }
                part
            });
            made.collect()
        }
    }
}

fn candidate(parts: Vec<Value>, finish: Option<&Finish>) -> Value {
    let mut candidate = json!({"index": 0});
    if !parts.is_empty() {
        candidate["content"] = json!({"parts": parts, "role": "model"});
    } else if finish.is_none_or(|finish| *finish == Finish::Length) {
        candidate["content"] = json!({"role": "model"});
    }
    if let Some(finish) = finish {
        candidate["finishReason"] = finish_reason(finish).into();
        if *finish == Finish::Refusal {
            candidate["safetyRatings"] = json!([
                {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": true}
            ]);
        }
    }
    candidate
}

/// The answer to a prompt that the filter stops: no candidates, and no output to pay for.
fn blocked(asked: &ChatCall, answer: &Answer) -> Value {
    let mut body = response(asked, answer);
    body["promptFeedback"] = json!({"blockReason": "PROHIBITED_CONTENT"});
    if let Some(counts) = &answer.usage {
        let output = counts.completion.saturating_sub(counts.reasoning);
        body["usageMetadata"] = usage(counts, output);
    }
    body
}

/// The answer of a model that has written a function call which is none. What it wrote is counted.
pub(super) fn broken_call(asked: &ChatCall, answer: &Answer) -> Value {
    let mut body = response(asked, answer);
    body["candidates"] = json!([{"index": 0, "finishReason": "MALFORMED_FUNCTION_CALL"}]);
    if let Some(counts) = &answer.usage {
        body["usageMetadata"] = usage(counts, counts.completion.saturating_sub(counts.reasoning));
    }
    body
}

pub(super) fn whole(asked: &ChatCall, answer: &Answer) -> Value {
    if answer.content == Content::Blocked {
        return blocked(asked, answer);
    }
    let mut all = Vec::new();
    if !answer.thoughts.is_empty() {
        all.push(json!({"text": answer.thoughts, "thought": true}));
    }
    all.extend(parts(asked, answer));
    let mut body = response(asked, answer);
    body["candidates"] = json!([candidate(all, Some(&answer.finish))]);
    if let Some(counts) = &answer.usage {
        body["usageMetadata"] = usage(counts, counts.completion.saturating_sub(counts.reasoning));
    }
    body
}

pub(super) fn events(asked: &ChatCall, answer: &Answer) -> Vec<String> {
    if answer.content == Content::Blocked {
        return vec![event(&blocked(asked, answer))];
    }
    let joined =
        |text: &str| -> Vec<String> { pieces(text).chunks(PIECES_PER_FRAME).map(<[&str]>::concat).collect() };
    let thoughts = joined(&answer.thoughts).into_iter().map(|text| json!({"text": text, "thought": true}));
    let mut frames: Vec<Value> = thoughts.collect();
    match &answer.content {
        Content::Text(text) => frames.extend(joined(text).into_iter().map(|text| json!({"text": text}))),
        _ => frames.extend(parts(asked, answer)),
    }
    let final_output = answer.usage.map_or(0, |counts| counts.completion.saturating_sub(counts.reasoning));
    let mut said = String::new();
    let mut events: Vec<String> = frames
        .into_iter()
        .map(|part| {
            if part.get("thought").is_none() {
                said.push_str(part["text"].as_str().unwrap_or_default());
            }
            let output = count_tokens(&said).min(final_output);
            frame(asked, answer, candidate(vec![part], None), output)
        })
        .collect();
    let is_text = matches!(answer.content, Content::Text(_));
    let last = match () {
        () if is_text && is_gemini_3(asked) => {
            vec![json!({"text": "", "thoughtSignature": signature(answer)})]
        }
        () if is_text => vec![json!({"text": ""})],
        () => Vec::new(),
    };
    events.push(frame(asked, answer, candidate(last, Some(&answer.finish)), final_output));
    events
}

fn frame(asked: &ChatCall, answer: &Answer, candidate: Value, output: u64) -> String {
    let mut body = response(asked, answer);
    body["candidates"] = json!([candidate]);
    if let Some(counts) = &answer.usage {
        body["usageMetadata"] = usage(counts, output);
    }
    event(&body)
}
