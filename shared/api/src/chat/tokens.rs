//! How many tokens a text may have, without a tokenizer.

use serde_json::{Map, Value};

use super::message::{Message, ToolCall, UserPart};
use super::request::{ChatRequest, ResponseFormat};

/// More tokens than a picture costs with any of the providers. The dearest known rule is OpenAI's for small
/// models, 2,833 tokens and 5,667 for each of at most eight tiles; the others stay below 5,000.
pub const IMAGE_TOKENS_UPPER_BOUND: u64 = 50_000;

/// What a provider may add around a request.
const REQUEST_OVERHEAD: u64 = 64;
/// What a provider may add around a message: role names and separators.
const MESSAGE_OVERHEAD: u64 = 16;
/// What a provider may add around a tool, a tool call or a schema.
const TOOL_OVERHEAD: u64 = 64;
/// The system prompt that providers put in front of tools or of a schema (Anthropic: up to about 800).
const PREAMBLE: u64 = 1_024;

/// About how many tokens a text has, for when a provider does not say: a quarter of its bytes, at least one
/// if there is any. Too low for code and for scripts outside Latin, too high for plain English prose.
#[must_use]
pub fn estimate_tokens(text: &str) -> u64 {
    bytes(text).div_ceil(4)
}

impl ChatRequest {
    /// A number of input tokens that no provider's count exceeds, to hold credits by.
    ///
    /// A byte-level tokenizer never makes more tokens than there are bytes, so: the bytes of all text, names,
    /// schemas and tool calls, [`IMAGE_TOKENS_UPPER_BOUND`] for each picture, and what providers add of their
    /// own around messages and tools. For English text it is about four times the real count.
    #[must_use]
    pub fn input_tokens_upper_bound(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(message_bound).sum();
        let tools: u64 = self
            .tools
            .iter()
            .map(|tool| {
                let description = tool.description.as_deref().map_or(0, bytes);
                TOOL_OVERHEAD
                    + bytes(&tool.name)
                    + description
                    + tool.parameters.as_ref().map_or(0, json_bytes)
            })
            .sum();
        let format = match &self.response_format {
            None | Some(ResponseFormat::Text) => 0,
            Some(ResponseFormat::JsonObject) => PREAMBLE,
            Some(ResponseFormat::JsonSchema { name, description, schema, .. }) => {
                PREAMBLE + bytes(name) + description.as_deref().map_or(0, bytes) + json_bytes(schema)
            }
        };
        let preamble = if self.tools.is_empty() { 0 } else { PREAMBLE };
        REQUEST_OVERHEAD + messages + preamble + tools + format
    }

    /// About how many input tokens the request has, for when a provider does not say.
    #[must_use]
    pub fn input_tokens_estimate(&self) -> u64 {
        let images = self.messages.iter().map(|message| match message {
            Message::User { parts, .. } => count_images(parts),
            _ => 0,
        });
        let images: u64 = images.sum();
        let text = self.input_tokens_upper_bound().saturating_sub(images * IMAGE_TOKENS_UPPER_BOUND);
        text.div_ceil(4) + images * TYPICAL_IMAGE_TOKENS
    }
}

/// What a picture of ordinary size costs.
const TYPICAL_IMAGE_TOKENS: u64 = 1_024;

fn count_images(parts: &[UserPart]) -> u64 {
    parts.iter().filter(|part| matches!(part, UserPart::Image { .. })).map(|_| 1).sum()
}

fn message_bound(message: &Message) -> u64 {
    let content = match message {
        Message::Instruction { text, name, .. } => all_bytes(text) + name.as_deref().map_or(0, bytes),
        Message::User { parts, name } => {
            let parts: u64 = parts
                .iter()
                .map(|part| match part {
                    UserPart::Text(text) => bytes(text),
                    UserPart::Image { .. } => IMAGE_TOKENS_UPPER_BOUND,
                })
                .sum();
            parts + name.as_deref().map_or(0, bytes)
        }
        Message::Assistant { text, refusal, tool_calls, name } => {
            let calls: u64 = tool_calls.iter().map(tool_call_bound).sum();
            all_bytes(text) + refusal.as_deref().map_or(0, bytes) + calls + name.as_deref().map_or(0, bytes)
        }
        Message::Tool { tool_call_id, text } => TOOL_OVERHEAD + bytes(tool_call_id) + all_bytes(text),
    };
    MESSAGE_OVERHEAD + content
}

fn tool_call_bound(call: &ToolCall) -> u64 {
    let signature = call.signature.as_deref().map_or(0, bytes);
    TOOL_OVERHEAD + bytes(&call.id) + bytes(&call.name) + bytes(&call.arguments) + signature
}

fn all_bytes(texts: &[String]) -> u64 {
    texts.iter().map(|text| bytes(text)).sum()
}

const fn bytes(text: &str) -> u64 {
    text.len() as u64
}

fn json_bytes(schema: &Map<String, Value>) -> u64 {
    serde_json::to_string(schema).map_or(0, |text| bytes(&text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn request(body: &Value) -> ChatRequest {
        ChatRequest::parse(body.as_object().unwrap()).unwrap()
    }

    #[test]
    fn nothing_has_no_tokens_and_anything_has_at_least_one() {
        assert_eq!(estimate_tokens(""), 0);
        assert_eq!(estimate_tokens("a"), 1);
        assert_eq!(estimate_tokens("eight ch"), 2);
    }

    #[test]
    fn a_picture_is_counted_by_a_constant_and_not_by_its_bytes() {
        let data = format!("data:image/png;base64,{}", "AAAA".repeat(100_000));
        let bound = |url: &str| {
            let part = json!({"type": "image_url", "image_url": {"url": url}});
            request(&json!({"messages": [{"role": "user", "content": [part]}]})).input_tokens_upper_bound()
        };
        assert_eq!(bound(&data), bound("https://example.com/a.png"));
        assert!(bound(&data) > IMAGE_TOKENS_UPPER_BOUND);
    }

    proptest! {
        #[test]
        fn the_bound_covers_every_byte_of_text_tools_and_schemas(
            texts in proptest::collection::vec("\\PC{0,40}", 1..6),
            description in "\\PC{0,80}",
        ) {
            let messages: Vec<Value> =
                texts.iter().map(|text| json!({"role": "user", "content": text})).collect();
            let schema = json!({"type": "object", "description": description});
            let body = json!({
                "messages": messages,
                "tools": [{"type": "function", "function": {"name": "f", "parameters": schema}}],
                "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}},
            });
            let bytes: usize = texts.iter().map(String::len).sum::<usize>() + 2 * description.len();
            let request = request(&body);
            prop_assert!(request.input_tokens_upper_bound() > bytes as u64);
            prop_assert!(request.input_tokens_estimate() <= request.input_tokens_upper_bound());
        }
    }
}
