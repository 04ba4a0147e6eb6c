//! What a model answered, whoever it was.

use serde_json::{Map, Value, json};

use super::message::ToolCall;

/// A whole answer, the same for every provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The text, if there is any.
    pub content: Option<String>,
    /// The model's own words when it declines.
    pub refusal: Option<String>,
    /// The functions it wants to be called.
    pub tool_calls: Vec<ToolCall>,
    /// Why it stopped.
    pub finish_reason: FinishReason,
    /// The tokens, if the provider counted them. Zero is a count too.
    pub usage: Option<Usage>,
    /// The provider's id of the answer, for support cases. Not for clients.
    pub provider_request_id: Option<String>,
    /// The model that the provider says has answered. Not for clients.
    pub served_model: Option<String>,
}

impl Completion {
    /// The `message` of OpenAI's form. `content` is null when the answer is tool calls or a refusal only.
    #[must_use]
    pub fn message(&self) -> Value {
        let mut message = Map::new();
        message.insert("role".to_owned(), json!("assistant"));
        message.insert("content".to_owned(), json!(self.content));
        if let Some(refusal) = &self.refusal {
            message.insert("refusal".to_owned(), json!(refusal));
        }
        if let Some(calls) = self.tool_calls_json() {
            message.insert("tool_calls".to_owned(), calls);
        }
        Value::Object(message)
    }

    /// The `tool_calls` of OpenAI's form; `None` if there are none.
    #[must_use]
    pub fn tool_calls_json(&self) -> Option<Value> {
        (!self.tool_calls.is_empty()).then(|| self.tool_calls.iter().map(ToolCall::to_json).collect())
    }
}

impl ToolCall {
    /// The call in OpenAI's form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut call = json!({
            "id": self.id,
            "type": "function",
            "function": {"name": self.name, "arguments": self.arguments},
        });
        if let Some(signature) = &self.signature {
            call["extra_content"] = json!({"thought_signature": signature});
        }
        call
    }
}

/// A piece of a tool call in a stream, in OpenAI's incremental form: id and name come once, the arguments in
/// pieces to be joined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolCallDelta {
    /// Which call, counted from 0.
    pub index: u32,
    /// Links the call with its result; with the first piece.
    pub id: Option<String>,
    /// The function's name; with the first piece.
    pub name: Option<String>,
    /// The next characters of the arguments.
    pub arguments: String,
    /// See [`ToolCall::signature`].
    pub signature: Option<String>,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FinishReason {
    /// It had said everything, or came to a stop sequence.
    Stop,
    /// It came to the output limit.
    Length,
    /// It wants tools to be called.
    ToolCalls,
    /// The provider or the model refused to go on.
    ContentFilter,
}

impl FinishReason {
    /// The value as it stands in an answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
        }
    }
}

/// The tokens of one call. Each provider's own way of counting is brought to this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// All input, cached and written to a cache included.
    pub prompt_tokens: u64,
    /// Of the input: read from a cache.
    pub cached_input_tokens: u64,
    /// Of the input: written to a cache that lives for five minutes.
    pub cache_write_5m_tokens: u64,
    /// Of the input: written to a cache that lives for an hour.
    pub cache_write_1h_tokens: u64,
    /// All output, reasoning included.
    pub completion_tokens: u64,
    /// Of the output: reasoning.
    pub reasoning_tokens: u64,
}

impl Usage {
    /// Input and output together.
    #[must_use]
    pub const fn total_tokens(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }

    /// The `usage` of OpenAI's form. Details stand there only if they are not zero.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut usage = json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.total_tokens(),
        });
        if self.cached_input_tokens > 0 {
            usage["prompt_tokens_details"] = json!({"cached_tokens": self.cached_input_tokens});
        }
        if self.reasoning_tokens > 0 {
            usage["completion_tokens_details"] = json!({"reasoning_tokens": self.reasoning_tokens});
        }
        usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_answer_has_role_and_content_only() {
        let completion = Completion {
            content: Some("Bonjour.".to_owned()),
            refusal: None,
            tool_calls: Vec::new(),
            finish_reason: FinishReason::Stop,
            usage: None,
            provider_request_id: None,
            served_model: None,
        };
        assert_eq!(completion.message(), json!({"role": "assistant", "content": "Bonjour."}));
        assert_eq!(completion.tool_calls_json(), None);
    }

    #[test]
    fn usage_shows_details_only_where_there_are_any() {
        let plain = Usage { prompt_tokens: 380, completion_tokens: 32, ..Usage::default() };
        assert_eq!(
            plain.to_json(),
            json!({"prompt_tokens": 380, "completion_tokens": 32, "total_tokens": 412})
        );
        let detailed = Usage { cached_input_tokens: 256, reasoning_tokens: 16, ..plain };
        assert_eq!(detailed.to_json()["prompt_tokens_details"], json!({"cached_tokens": 256}));
        assert_eq!(detailed.to_json()["completion_tokens_details"], json!({"reasoning_tokens": 16}));
    }

    #[test]
    fn a_signature_travels_in_extra_content() {
        let call = ToolCall {
            id: "c1".to_owned(),
            name: "f".to_owned(),
            arguments: "{}".to_owned(),
            signature: Some("sig".to_owned()),
        };
        assert_eq!(call.to_json()["extra_content"], json!({"thought_signature": "sig"}));
    }
}
