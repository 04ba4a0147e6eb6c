//! What an answer needs of its request.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::options::ReasoningSummary;
use super::request::{Included, ResponsesRequest};
use super::tool::ResponsesTool;
use crate::chat::{CacheRetention, ReasoningEffort, RequestedTier};
use crate::json_text;
use crate::reading::{Real, Text, Whole};

/// What an answer needs of its request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// What the answer repeats.
    pub echo: RequestEcho,
    /// The service tier that was asked for.
    pub service_tier: Option<RequestedTier>,
    /// Whether it has the reasoning in the form in which it can be sent back.
    pub with_sealed_reasoning: bool,
    /// The tools that are called with a text.
    pub custom_tools: HashSet<String>,
}

/// What an answer repeats of its request. Absent members have OpenAI's defaults; sampling that nobody has set is null, since it is
/// the provider's. Numbers in schemas that no JavaScript program could hold are rounded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestEcho {
    /// Always false.
    pub background: bool,
    /// The instructions.
    pub instructions: Option<String>,
    /// The limit of the answer, in tokens.
    pub max_output_tokens: Option<i64>,
    /// Texts by name.
    #[cfg_attr(feature = "schema", schemars(with = "Map<String, Value>"))]
    pub metadata: Value,
    /// Whether the model might call several tools at once.
    pub parallel_tool_calls: bool,
    /// Always null.
    pub previous_response_id: Option<String>,
    /// The key of the prompt's cache.
    pub prompt_cache_key: Option<String>,
    /// How long the prompt may be cached.
    pub prompt_cache_retention: Option<CacheRetention>,
    /// How the model should think.
    pub reasoning: AskedReasoning,
    /// The client's user.
    pub safety_identifier: Option<String>,
    /// Always false.
    pub store: bool,
    /// Randomness.
    pub temperature: Option<f64>,
    /// How the answer's text should be, as it was sent.
    #[cfg_attr(feature = "schema", schemars(with = "Map<String, Value>"))]
    pub text: Value,
    /// Whether the model had to call a tool, as it was sent.
    pub tool_choice: Value,
    /// What it might call, as it was sent.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Map<String, Value>>"))]
    pub tools: Value,
    /// How many other tokens at each place there are probabilities of.
    pub top_logprobs: i64,
    /// Nucleus sampling.
    pub top_p: Option<f64>,
    /// Always `disabled`: a conversation that is too long is refused.
    pub truncation: &'static str,
    /// The client's user, by its older name.
    pub user: Option<String>,
}

/// How the model should think.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ResponsesAskedReasoning"))]
pub struct AskedReasoning {
    /// How much.
    pub effort: Option<ReasoningEffort>,
    /// How much of it is shown.
    pub summary: Option<ReasoningSummary>,
}

impl Default for RequestEcho {
    fn default() -> Self {
        Self {
            background: false,
            instructions: None,
            max_output_tokens: None,
            metadata: json!({}),
            parallel_tool_calls: true,
            previous_response_id: None,
            prompt_cache_key: None,
            prompt_cache_retention: None,
            reasoning: AskedReasoning::default(),
            safety_identifier: None,
            store: false,
            temperature: None,
            text: json!({"format": {"type": "text"}}),
            tool_choice: json!("auto"),
            tools: json!([]),
            top_logprobs: 0,
            top_p: None,
            truncation: "disabled",
            user: None,
        }
    }
}

impl ResponsesRequest {
    /// What the answer needs of the request, `body` being the one that it was read from.
    #[must_use]
    pub fn asked(&self, body: &Map<String, Value>) -> Asked {
        let default = RequestEcho::default();
        let sent = |name: &str, default: Value| {
            let mut value = body.get(name).filter(|value| !value.is_null()).cloned().unwrap_or(default);
            json_text::round_numbers(&mut value);
            value
        };
        let mut text = sent("text", default.text);
        if text.get("format").is_none_or(Value::is_null) {
            text["format"] = json!({"type": "text"});
        }
        let reasoning = self.reasoning.unwrap_or_default();
        let echo = RequestEcho {
            instructions: self.instructions.clone(),
            max_output_tokens: self.max_output_tokens.map(Whole::get),
            metadata: sent("metadata", default.metadata),
            parallel_tool_calls: self.parallel_tool_calls.unwrap_or(true),
            prompt_cache_key: self.prompt_cache_key.clone().map(Text::into_string),
            prompt_cache_retention: self.prompt_cache_retention,
            reasoning: AskedReasoning { effort: reasoning.effort, summary: reasoning.summary },
            safety_identifier: self.safety_identifier.clone().map(Text::into_string),
            temperature: self.temperature.map(Real::get),
            text,
            tool_choice: sent("tool_choice", default.tool_choice),
            tools: sent("tools", default.tools),
            top_logprobs: self.top_logprobs.map_or(0, Whole::get),
            top_p: self.top_p.map(Real::get),
            user: self.user.clone().map(Text::into_string),
            ..RequestEcho::default()
        };
        let tools = self.tools.as_deref().unwrap_or_default();
        Asked {
            echo,
            service_tier: self.service_tier,
            with_sealed_reasoning: self.includes(Included::Reasoning),
            custom_tools: tools.iter().filter_map(ResponsesTool::custom_name).map(str::to_owned).collect(),
        }
    }
}
