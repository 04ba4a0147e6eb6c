//! A conversation in Gemini's form: `systemInstruction` and `contents`.
//!
//! Source: Google "Gemini API reference: Content", "Function calling", "Thought signatures".

use std::collections::HashMap;

use api::chat::{ContentPart, ImageSource, ImageType, MarkedText, Message, ToolCall};
use api::json_text;
use serde_json::{Map, Value, json};

use crate::call_id;

/// The two parts of a conversation.
pub(super) struct Contents {
    /// What the application instructs, if it does.
    pub(super) system_instruction: Option<Value>,
    /// What is turns. Never empty.
    pub(super) contents: Vec<Value>,
}

/// The author of a turn. Gemini gives tool results the role of the user too, but they need a turn of their own: together with text
/// of the user, they would count as the beginning of another turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    User,
    Model,
    Tools,
}

/// Writes a conversation. `needs_signatures`: the first call of every message must have a signature.
pub(super) fn contents(messages: &[Message], needs_signatures: bool) -> Contents {
    let mut system = Vec::new();
    let mut turns: Vec<(Author, Vec<Value>)> = Vec::new();
    let mut functions: HashMap<&str, &str> = HashMap::new();
    for message in messages {
        let (author, parts) = match message {
            // Gemini has no participants' names: they are left out, as gateways do. Thoughts are not sent back; what the model needs
            // of them is in the signatures of its calls.
            Message::System { texts, name: _ } => {
                system.extend(text_part(&MarkedText::join(texts)));
                continue;
            }
            Message::User { content, name: _ } => {
                (Author::User, content.iter().filter_map(user_part).collect())
            }
            Message::Assistant { text, refusal, tool_calls, reasoning: _, name: _, cache_control: _ } => {
                functions.extend(tool_calls.iter().map(|call| (call.id.as_str(), call.name.as_str())));
                let texts = [text, refusal].into_iter().flatten().filter_map(|text| text_part(text));
                (Author::Model, texts.chain(calls(tool_calls, needs_signatures)).collect::<Vec<_>>())
            }
            Message::Tool { tool_call_id, text, .. } => {
                let name = functions.get(tool_call_id.as_str()).copied().unwrap_or(tool_call_id);
                (Author::Tools, vec![result(tool_call_id, name, text)])
            }
        };
        match turns.last_mut() {
            // A content without parts is refused.
            _ if parts.is_empty() => {}
            Some((last, before)) if *last == author => before.extend(parts),
            _ => turns.push((author, parts)),
        }
    }
    // Contents must not be empty: instructions alone are what the user says.
    if turns.is_empty() {
        let parts = if system.is_empty() { vec![json!({"text": ""})] } else { std::mem::take(&mut system) };
        turns.push((Author::User, parts));
    }
    Contents {
        system_instruction: (!system.is_empty()).then(|| json!({"parts": system})),
        contents: turns
            .into_iter()
            .map(|(author, parts)| {
                let role = if author == Author::Model { "model" } else { "user" };
                json!({"role": role, "parts": parts})
            })
            .collect(),
    }
}

/// An empty text is left out: a part must have something in it.
fn text_part(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| json!({"text": text}))
}

/// The detail of one image cannot be set in `v1beta`.
fn user_part(part: &ContentPart) -> Option<Value> {
    match part {
        ContentPart::Text { text, .. } => text_part(text),
        ContentPart::Image { source: ImageSource::Inline { image_type, data }, .. } => {
            Some(json!({"inlineData": {"mimeType": image_type.media_type(), "data": data}}))
        }
        ContentPart::Image { source: ImageSource::Url(url), .. } => {
            Some(json!({"fileData": {"fileUri": url, "mimeType": media_type(url)}}))
        }
    }
}

/// The type that a link's target must have: by the extension of its path, else JPEG, the most frequent. Without a type Gemini
/// takes whatever file is there, films and sounds too, which cost what nobody has held. With an image's type it takes an image, or
/// refuses the request.
fn media_type(url: &str) -> &'static str {
    match extension(url).as_deref() {
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("heic") => "image/heic",
        Some("heif") => "image/heif",
        _ => "image/jpeg",
    }
}

/// Whether an image is a GIF: by its data, or by the extension of its address.
pub(super) fn is_gif(source: &ImageSource) -> bool {
    match source {
        ImageSource::Inline { image_type, .. } => *image_type == ImageType::Gif,
        ImageSource::Url(url) => media_type(url) == "image/gif",
    }
}

fn extension(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

/// Of several calls in one answer, only the first has a signature, and needs one.
fn calls(calls: &[ToolCall], needs_signatures: bool) -> impl Iterator<Item = Value> {
    calls.iter().enumerate().map(move |(index, call)| {
        let (id, signature) = call_id::split(&call.id);
        let args = call.input();
        let mut part = json!({"functionCall": {"id": id, "name": call.name, "args": args}});
        let missing = (needs_signatures && index == 0).then(|| call_id::NO_SIGNATURE.to_owned());
        if let Some(signature) = signature.or(missing) {
            part["thoughtSignature"] = json!(signature);
        }
        part
    })
}

fn result(tool_call_id: &str, name: &str, text: &str) -> Value {
    let (id, _) = call_id::split(tool_call_id);
    let response = object(text).unwrap_or_else(|| Map::from_iter([("result".to_owned(), json!(text))]));
    json!({"functionResponse": {"id": id, "name": name, "response": response}})
}

fn object(text: &str) -> Option<Map<String, Value>> {
    match json_text::parse(text) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::chat::ChatRequest;

    fn written(messages: Value, needs_signatures: bool) -> Contents {
        let body = json!({"messages": messages});
        let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
        contents(&request.messages, needs_signatures)
    }

    fn call(id: &str, name: &str, arguments: &str) -> Value {
        json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
    }

    #[test]
    fn instructions_stand_apart_and_consecutive_messages_are_one() {
        let conversation = written(
            json!([
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "a"},
                {"role": "developer", "content": "Be kind."},
                {"role": "user", "content": [{"type": "text", "text": "b"}, {"type": "text", "text": ""}]},
                {"role": "assistant", "content": ""},
                {"role": "assistant", "content": "c"},
                {"role": "user", "content": "d"},
            ]),
            false,
        );
        assert_eq!(
            conversation.system_instruction,
            Some(json!({"parts": [{"text": "Be brief."}, {"text": "Be kind."}]}))
        );
        assert_eq!(
            conversation.contents,
            [
                json!({"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}),
                json!({"role": "model", "parts": [{"text": "c"}]}),
                json!({"role": "user", "parts": [{"text": "d"}]}),
            ]
        );
    }

    #[test]
    fn instructions_alone_are_what_the_user_says() {
        let conversation = written(json!([{"role": "system", "content": "Tell a joke."}]), false);
        assert_eq!(conversation.system_instruction, None);
        assert_eq!(conversation.contents, [json!({"role": "user", "parts": [{"text": "Tell a joke."}]})]);
        let nothing = written(json!([{"role": "user", "content": ""}]), false);
        assert_eq!(nothing.contents, [json!({"role": "user", "parts": [{"text": ""}]})]);
    }

    #[test]
    fn images_are_inline_or_fetched_and_always_have_an_images_type() {
        let image = |url: &str| json!({"type": "image_url", "image_url": {"url": url, "detail": "low"}});
        let conversation = written(
            json!([{"role": "user", "content": [
                image("data:image/png;base64,iVBORw0KGgo="),
                image("https://example.com/a.b/photo.JPG?size=2.png"),
                image("https://example.com/photo"),
                image("https://example.png"),
            ]}]),
            false,
        );
        assert_eq!(
            conversation.contents[0]["parts"],
            json!([
                {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}},
                {"fileData": {"fileUri": "https://example.com/a.b/photo.JPG?size=2.png", "mimeType": "image/jpeg"}},
                {"fileData": {"fileUri": "https://example.com/photo", "mimeType": "image/jpeg"}},
                {"fileData": {"fileUri": "https://example.png", "mimeType": "image/png"}},
            ])
        );
    }

    #[test]
    fn a_result_has_the_name_of_the_latest_call_with_its_id() {
        let conversation = written(
            json!([
                {"role": "user", "content": "x"},
                {"role": "assistant", "content": null, "tool_calls": [
                    call("c1", "weather", "{\"city\":\"Bern\"}"), call("c2", "time", "")]},
                {"role": "tool", "tool_call_id": "c1", "content": "sunny"},
                {"role": "tool", "tool_call_id": "c2", "content": "{\"hour\":9}"},
                {"role": "user", "content": "again"},
                {"role": "assistant", "content": "Well.", "tool_calls": [call("c1", "rain", "[1]")]},
                {"role": "tool", "tool_call_id": "c1", "content": "[7]"},
            ]),
            false,
        );
        assert_eq!(
            conversation.contents[1..],
            [
                json!({"role": "model", "parts": [
                    {"functionCall": {"id": "c1", "name": "weather", "args": {"city": "Bern"}}},
                    {"functionCall": {"id": "c2", "name": "time", "args": {}}}]}),
                json!({"role": "user", "parts": [
                    {"functionResponse": {"id": "c1", "name": "weather", "response": {"result": "sunny"}}},
                    {"functionResponse": {"id": "c2", "name": "time", "response": {"hour": 9}}}]}),
                json!({"role": "user", "parts": [{"text": "again"}]}),
                json!({"role": "model", "parts": [{"text": "Well."},
                    {"functionCall": {"id": "c1", "name": "rain", "args": {"arguments": "[1]"}}}]}),
                json!({"role": "user", "parts": [
                    {"functionResponse": {"id": "c1", "name": "rain", "response": {"result": "[7]"}}}]}),
            ]
        );
    }

    #[test]
    fn signatures_go_back_to_the_calls_that_they_came_with() {
        let signed = call_id::join("c1", Some("Ab+/ZZ=="));
        let messages = json!([
            {"role": "user", "content": "x"},
            {"role": "assistant", "tool_calls": [call(&signed, "f", "{}"), call("c2", "g", "{}")]},
            {"role": "tool", "tool_call_id": signed, "content": "1"},
            {"role": "tool", "tool_call_id": "c2", "content": "2"},
            {"role": "assistant", "tool_calls": [call("toolu_3", "f", "{}"), call("toolu_4", "f", "{}")]},
        ]);
        for (needs_signatures, missing) in [(true, json!(call_id::NO_SIGNATURE)), (false, Value::Null)] {
            let contents = written(messages.clone(), needs_signatures).contents;
            assert_eq!(contents[1]["parts"][0]["functionCall"]["id"], "c1");
            assert_eq!(contents[1]["parts"][0]["thoughtSignature"], "Ab+/ZZ==");
            assert_eq!(contents[1]["parts"][1]["thoughtSignature"], Value::Null);
            assert_eq!(contents[2]["parts"][0]["functionResponse"]["id"], "c1");
            assert_eq!(contents[3]["parts"][0]["thoughtSignature"], missing);
            assert_eq!(contents[3]["parts"][1]["thoughtSignature"], Value::Null);
        }
    }
}
