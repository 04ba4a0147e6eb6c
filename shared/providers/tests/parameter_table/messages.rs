//! The rows of the table that are members of messages.

use serde_json::{Value, json};

use crate::cases::{Case, tool};

const SECTION: &str = "Messages";
const PNG: &str = "data:image/png;base64,iVBORw0KGgo=";
const GIF: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

/// The rows, in order.
pub fn rows() -> Vec<Case> {
    let text = json!({"type": "text", "text": "Look."});
    let with = |part: &Value| json!([text, part]);
    let mark = json!({"type": "ephemeral", "ttl": "5m"});
    let thinking = json!([{"type": "thinking", "thinking": "Two and two.", "signature": "c2lnbmVk"}]);
    let unsigned = json!([{"type": "thinking", "thinking": "Two and two."}]);
    let of_user = |parameter, detail, content: Value, place, value| {
        row(parameter, detail, json!([{"role": "user", "content": content}]), place, value)
    };
    let of_assistant = |parameter, detail, value| {
        let place = format!("/messages/1/{parameter}");
        row(parameter, detail, conversation(), &place, value)
    };
    vec![
        of_user("images", "inline", json!("Look."), "/messages/0/content", with(&image(PNG))),
        of_user(
            "images",
            "by URL",
            json!("Look."),
            "/messages/0/content",
            with(&image("https://example.com/a.png")),
        ),
        of_user("images", "inline, a GIF", json!("Look."), "/messages/0/content", with(&image(GIF))),
        of_user(
            "images",
            "with `detail`",
            with(&image(PNG)),
            "/messages/0/content/1/image_url/detail",
            json!("low"),
        ),
        of_user(
            "cache_control",
            "of a text",
            json!([text]),
            "/messages/0/content/0/cache_control",
            mark.clone(),
        ),
        of_user(
            "cache_control",
            "of an image",
            with(&image(PNG)),
            "/messages/0/content/1/cache_control",
            mark.clone(),
        ),
        of_user("cache_control", "of a message", json!("Look."), "/messages/0/cache_control", mark),
        of_user("name", "of a user", json!("Hello."), "/messages/0/name", json!("ana")),
        of_assistant("name", "of an assistant", json!("bob")),
        of_assistant("refusal", "sent back", json!("I cannot.")),
        of_assistant("reasoning_content", "sent back", json!("Two and two.")),
        of_assistant("thinking_blocks", "sent back, signed", thinking),
        of_assistant("thinking_blocks", "sent back, not signed", unsigned),
        after_tool_call("`medium` after a tool call sent back without `thinking_blocks`"),
    ]
}

fn image(url: &str) -> Value {
    json!({"type": "image_url", "image_url": {"url": url}})
}

fn conversation() -> Value {
    json!([
        {"role": "user", "content": "What is two and two?"},
        {"role": "assistant", "content": "Four."},
        {"role": "user", "content": "Are you sure?"},
    ])
}

fn row(parameter: &'static str, detail: &'static str, messages: Value, place: &str, value: Value) -> Case {
    let given = json!({"messages": messages});
    Case { section: SECTION, parameter, detail, given, place: place.to_owned(), value }
}

/// An effort for a conversation that ends with a tool's result.
fn after_tool_call(detail: &'static str) -> Case {
    let call = json!({"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let given = json!({
        "messages": [
            {"role": "user", "content": "What is the time?"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "Nine."},
        ],
        "tools": [tool(&json!({"type": "object", "properties": {}}))],
    });
    Case {
        section: SECTION,
        parameter: "reasoning_effort",
        detail,
        given,
        place: "/reasoning_effort".to_owned(),
        value: json!("medium"),
    }
}
