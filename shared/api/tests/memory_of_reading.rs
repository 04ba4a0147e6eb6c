//! How much memory the reading of a body takes: a Worker has 128 MB for all its callers.

use peak_alloc::PeakAlloc;
use serde_json::{Value, json};
use tollgate_api::calls::JobWithCall;
use tollgate_api::messages::MessagesRequest;
use tollgate_api::reading::{Members, read_body, read_json};
use tollgate_api::routes::MAX_PROMPT_BODY_BYTES;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What one request may take besides its size.
const FIXED_BYTES: usize = 8 * 1024 * 1024;

/// Reads a body as the functions do, and gives back how many bytes that took at its worst, without the body itself.
fn bytes_taken<T: Members>(body: &str) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let read = read_json(body.as_bytes(), &T::has_member).map(|value| match value {
        Value::Object(members) => Some(read_body::<T>(&members)),
        _ => None,
    });
    let peak = MEMORY.peak_usage();
    drop(read);
    peak.saturating_sub(before)
}

fn body_with(member: &str, value: &str) -> String {
    format!(r#"{{"team_id": "north", "job_type": "x", "model": "fast", "{member}": {value}}}"#)
}

/// A list of as many items as fit into the greatest body.
fn filled_with(item: &str) -> String {
    format!("[{}]", vec![item; (MAX_PROMPT_BODY_BYTES - 1_000) / (item.len() + 1)].join(","))
}

fn message(content: &Value) -> String {
    json!([{"role": "user", "content": content}]).to_string()
}

// One test: the peak is that of the whole program.
#[test]
fn a_request_takes_at_most_four_times_its_size_and_eight_megabytes() {
    let text = "x".repeat(MAX_PROMPT_BODY_BYTES - 1_000);
    let image = format!("data:image/png;base64,iVBORw0KGgo{}", &text[..MAX_PROMPT_BODY_BYTES / 2]);
    let parts: Vec<Value> = vec![json!({"type": "text", "text": "x"}); 2_000];
    let bodies = [
        ("numbers", body_with("messages", &filled_with("0"))),
        ("objects", body_with("messages", &filled_with("{}"))),
        ("objects with a member", body_with("messages", &filled_with(r#"{"a":0}"#))),
        (
            "objects with many members",
            body_with("messages", &filled_with(r#"{"a":0,"b":0,"c":0,"d":0,"e":0}"#)),
        ),
        ("lists", body_with("messages", &filled_with("[0]"))),
        ("texts", body_with("messages", &filled_with(r#""""#))),
        ("wrong messages", body_with("messages", &format!("[{}]", vec![r#"{"role":""}"#; 2_000].join(",")))),
        ("many parts", body_with("messages", &message(&json!(parts)))),
        ("unknown members", body_with("unknown", &filled_with("{}"))),
        (
            "a schema",
            body_with(
                "response_format",
                &format!(
                    r#"{{"type":"json_schema","json_schema":{{"name":"x","schema":{{"a":[{}]}}}}}}"#,
                    vec![r#"{"b":0}"#; 7_200].join(",")
                ),
            ),
        ),
        ("a text", body_with("messages", &message(&json!(text)))),
        (
            "an image",
            body_with("messages", &message(&json!([{"type": "image_url", "image_url": {"url": image}}]))),
        ),
    ];
    let block = |block: Value| body_with("messages", &message(&json!([block])));
    let blocks = [
        ("many blocks", body_with("messages", &message(&json!(parts)))),
        ("a block", block(json!({"type": "text", "text": text}))),
        (
            "an image in a block",
            block(json!({"type": "image", "source": {"type": "base64", "media_type": "image/png",
                "data": format!("iVBORw0KGgo{}", &text[..MAX_PROMPT_BODY_BYTES / 2])}})),
        ),
        ("a result", block(json!({"type": "tool_result", "tool_use_id": "c", "content": text}))),
        ("tools that are left out", body_with("tools", &filled_with(r#"{"type":"x"}"#))),
        ("what is left out", body_with("context_management", &filled_with("{}"))),
    ];
    let as_jobs = bodies.map(|(name, body)| (name, body.len(), bytes_taken::<JobWithCall>(&body)));
    let as_messages = blocks.map(|(name, body)| (name, body.len(), bytes_taken::<MessagesRequest>(&body)));
    for (name, length, taken) in as_jobs.into_iter().chain(as_messages) {
        let allowed = 3 * length + FIXED_BYTES;
        println!("{name}: {taken} bytes for a body of {length}");
        assert!(taken <= allowed, "{name}: {taken} bytes for a body of {length}");
    }
}
