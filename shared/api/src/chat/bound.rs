//! Token counts without a tokenizer: a bound that no tokenizer exceeds, and an estimate.

use super::{ChatRequest, ContentPart, Message, ResponseFormat};

/// What a message, a tool or a schema adds around its text: role markers and separators. OpenAI counts 3 to 4 a
/// message (cookbook, "How to count tokens"), a tool some more.
const FRAME: u64 = 16;
/// What a system prompt of the provider's own may add, for tools above all (Anthropic documents up to 700).
const PREAMBLE: u64 = 1_024;
/// The most that one image costs at any of the four providers: GPT-4o mini counts 2,833 tokens and 5,667 for each of up to
/// 8 tiles (OpenAI, "Images and vision: calculating costs").
const IMAGE: u64 = 49_152;

impl ChatRequest {
    /// A number of input tokens that no tokenizer exceeds: a token of a byte-pair encoding has at least one byte.
    /// Credits are held by it.
    #[must_use]
    pub fn input_tokens_bound(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(message_bound).sum();
        let tools: u64 = self
            .tools
            .iter()
            .map(|tool| {
                let schema = tool.parameters.as_ref().map_or(0, json_bytes);
                FRAME + bytes(&tool.name) + tool.description.as_deref().map_or(0, bytes) + schema
            })
            .sum();
        let format = match &self.response_format {
            Some(ResponseFormat::JsonSchema { name, schema, .. }) => FRAME + bytes(name) + json_bytes(schema),
            _ => FRAME,
        };
        // Functions that were called earlier are declared to a provider that wants it, where there are no tools any more.
        let called = if self.tools.is_empty() { self.messages.iter().map(called_bound).sum() } else { 0 };
        let preamble = if self.tools.is_empty() && called == 0 { 0 } else { PREAMBLE };
        [messages, tools, called, format, preamble].into_iter().fold(0, u64::saturating_add)
    }

    /// The estimated tokens of the input, for a provider that does not report them.
    #[must_use]
    pub fn estimated_input_tokens(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(estimate_message).sum();
        let tools: u64 = self
            .tools
            .iter()
            .map(|tool| {
                let schema = tool.parameters.as_ref().map_or(0, estimate_json);
                8 + estimate_tokens(&tool.name)
                    + tool.description.as_deref().map_or(0, estimate_tokens)
                    + schema
            })
            .sum();
        let format = match &self.response_format {
            Some(ResponseFormat::JsonSchema { name, schema, .. }) => {
                estimate_tokens(name) + estimate_json(schema)
            }
            _ => 0,
        };
        messages.saturating_add(tools).saturating_add(format)
    }
}

/// About how many tokens a text has: four bytes each, at least one for any text.
#[must_use]
pub fn estimate_tokens(text: &str) -> u64 {
    estimate_tokens_of_bytes(bytes(text))
}

/// The same for a text of this many bytes that is not available as a whole.
#[must_use]
pub const fn estimate_tokens_of_bytes(bytes: u64) -> u64 {
    bytes.div_ceil(4)
}

fn estimate_message(message: &Message) -> u64 {
    4 + match message {
        Message::System { texts, .. } => texts.iter().map(|text| estimate_tokens(&text.text)).sum(),
        Message::Tool { text, .. } => estimate_tokens(text),
        Message::User { content, .. } => content.iter().map(estimate_part).sum(),
        Message::Assistant { text, refusal, tool_calls, reasoning, .. } => {
            // What is sent back in blocks is not sent as a text too.
            let thoughts = match reasoning.blocks.as_slice() {
                [] => reasoning.content.as_deref().map_or(0, estimate_tokens),
                blocks => blocks.iter().map(|block| estimate_tokens_of_bytes(block.bytes())).sum(),
            };
            let calls: u64 = tool_calls
                .iter()
                .map(|call| 8 + estimate_tokens(&call.name) + estimate_tokens(&call.arguments))
                .sum();
            [text, refusal].into_iter().flatten().map(|text| estimate_tokens(text)).sum::<u64>()
                + calls
                + thoughts
        }
    }
}

fn estimate_json(value: &impl serde::Serialize) -> u64 {
    estimate_tokens_of_bytes(json_bytes(value))
}

fn estimate_part(part: &ContentPart) -> u64 {
    match part {
        ContentPart::Text { text, .. } => estimate_tokens(text),
        ContentPart::Image { .. } => 1_000,
    }
}

fn message_bound(message: &Message) -> u64 {
    FRAME
        + match message {
            Message::System { texts, name } => {
                let texts = texts.iter().map(|text| bytes(&text.text) + FRAME);
                texts.sum::<u64>() + name_bound(name.as_deref())
            }
            Message::Tool { tool_call_id, text, .. } => bytes(tool_call_id) + bytes(text),
            Message::User { content, name } => {
                let parts = content.iter().map(|part| match part {
                    ContentPart::Text { text, .. } => bytes(text) + FRAME,
                    ContentPart::Image { .. } => IMAGE,
                });
                parts.sum::<u64>() + name_bound(name.as_deref())
            }
            Message::Assistant { text, refusal, tool_calls, reasoning, name, .. } => {
                let blocks = reasoning.blocks.iter().map(|block| FRAME + block.bytes());
                let thoughts = blocks.sum::<u64>() + reasoning.content.as_deref().map_or(0, bytes);
                let calls: u64 = tool_calls
                    .iter()
                    .map(|call| FRAME + bytes(&call.id) + bytes(&call.name) + bytes(&call.arguments))
                    .sum();
                let said = text.as_deref().map_or(0, bytes) + refusal.as_deref().map_or(0, bytes);
                said + calls + thoughts + name_bound(name.as_deref())
            }
        }
}

/// A name costs itself and a separator.
fn name_bound(name: Option<&str>) -> u64 {
    name.map_or(0, |name| bytes(name) + 1)
}

fn called_bound(message: &Message) -> u64 {
    match message {
        Message::Assistant { tool_calls, .. } => {
            tool_calls.iter().map(|call| 2 * FRAME + bytes(&call.name)).sum()
        }
        _ => 0,
    }
}

fn bytes(text: &str) -> u64 {
    text.len() as u64
}

fn json_bytes(value: &impl serde::Serialize) -> u64 {
    serde_json::to_string(value).map_or(0, |text| text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_bound_grows_with_everything_that_is_sent() {
        let bound = |body: serde_json::Value| {
            ChatRequest::parse(body.as_object().unwrap()).unwrap().input_tokens_bound()
        };
        let plain = bound(json!({"messages": [{"role": "user", "content": "x"}]}));
        let long = bound(json!({"messages": [{"role": "user", "content": "x".repeat(1001)}]}));
        let tool = bound(json!({"messages": [{"role": "user", "content": "x"}],
            "tools": [{"type": "function", "function": {"name": "f", "description": "d".repeat(500)}}]}));
        assert_eq!(long, plain + 1000);
        assert!(tool > plain + 500);
    }

    #[test]
    fn the_estimate_counts_everything_that_the_bound_counts() {
        let counts = |body: serde_json::Value| {
            let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
            (request.input_tokens_bound(), request.estimated_input_tokens())
        };
        let long = "x".repeat(4_000);
        let user = json!({"role": "user", "content": "x"});
        let call = |name: &str, arguments: &str| {
            json!({"role": "assistant", "content": null, "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}}]})
        };
        let result = json!({"role": "tool", "tool_call_id": "c1", "content": "y"});
        let tool = |description: &str, of: &str| {
            json!([{"type": "function", "function": {"name": "f", "description": description,
                "parameters": {"type": "object", "properties": {"a": {"type": "string", "description": of}}}}}])
        };
        let format = json!({"type": "json_schema", "json_schema": {"name": "n",
            "schema": {"type": "object", "description": long}}});
        let (_, plain) = counts(json!({"messages": [user]}));
        for body in [
            json!({"messages": [{"role": "system", "content": long}, user]}),
            json!({"messages": [{"role": "assistant", "content": null, "refusal": long}, user]}),
            json!({"messages": [{"role": "assistant", "content": "a", "reasoning_content": long}, user]}),
            json!({"messages": [{"role": "assistant", "content": "a", "thinking_blocks": [
                {"type": "thinking", "thinking": long, "signature": "s"}]}, user]}),
            json!({"messages": [{"role": "assistant", "content": "a", "thinking_blocks": [
                {"type": "redacted_thinking", "data": long}]}, user]}),
            json!({"messages": [user, call("f", &json!({"a": long}).to_string()), result], "tools": tool("", "")}),
            json!({"messages": [user], "tools": tool(&long, "")}),
            json!({"messages": [user], "tools": tool("", &long)}),
            json!({"messages": [user], "response_format": format}),
        ] {
            let (bound, estimate) = counts(body.clone());
            assert!(estimate >= plain + 1_000, "{estimate} for {body}");
            assert!(estimate <= bound, "{estimate} of {bound} for {body}");
        }
    }
}
