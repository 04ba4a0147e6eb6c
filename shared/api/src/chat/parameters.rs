//! The body of a chat completion request: every parameter with its bounds.

use api_derive::Request;
use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use super::cache_control::{CacheControl, CacheRetention};
use super::format::{ChatResponseFormat, ReasoningEffort, Verbosity};
use super::message::Messages;
use super::service_tier::RequestedTier;
use super::stop::StopTexts;
use super::tools::{ChatTool, ToolChoice};
use crate::reading::{Faults, List, Members, OwnMembers, Path, ReadValue, Real, Text, UNSUPPORTED, Whole};

/// The most tools of a request.
pub(crate) const MAX_TOOLS: usize = 128;

/// The limit of an answer, in tokens.
pub(crate) type OutputLimit = Whole<1, { u32::MAX as i64 }>;

/// The optional parameters of a request, by their names in the body; `images` stands for messages that have one.
pub const PARAMETERS: [&str; ChatOptions::NAMES.len() + 1] = {
    let mut names = ["images"; ChatOptions::NAMES.len() + 1];
    let mut index = 0;
    while index < ChatOptions::NAMES.len() {
        names[index] = ChatOptions::NAMES[index];
        index += 1;
    }
    names
};

/// What a model is asked, as clients send it. Parameters of OpenAI's API that change what is answered and are not here are
/// refused.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct ChatParameters {
    /// The conversation.
    pub(super) messages: Messages,
    #[request(flatten)]
    pub(super) options: ChatOptions,
    /// Whether parameters that the model does not take are left out, rather than the request refused. The answer's header
    /// `tollgate-dropped` names them. If absent, as the alias says, or else the team.
    pub(super) drop_unsupported: Option<bool>,
    /// One answer a call.
    #[request(kind = "unsupported")]
    pub(super) n: Option<Whole<1, 1>>,
    #[request(flatten)]
    pub(super) refused: RefusedParameters,
}

/// The parameters that may be absent: those of [`PARAMETERS`].
#[derive(Debug, Clone, Default, PartialEq, Request)]
#[request(check = tool_choice_is_possible, of(tools, tool_choice))]
#[request(check = limits_agree, of(max_tokens, max_completion_tokens))]
#[request(check = probabilities_are_asked_for, of(logprobs, top_logprobs))]
pub(crate) struct ChatOptions {
    /// Randomness.
    pub(crate) temperature: Option<Real<0, 2>>,
    /// Nucleus sampling.
    pub(crate) top_p: Option<Real<0, 1>>,
    /// Above zero, the model repeats frequent words less.
    pub(crate) frequency_penalty: Option<Real<-2, 2>>,
    /// Above zero, the model repeats words less.
    pub(crate) presence_penalty: Option<Real<-2, 2>>,
    /// The limit of the answer, in tokens.
    #[request(kind = "value_error")]
    pub(crate) max_tokens: Option<OutputLimit>,
    /// The same by its newer name. Send one of them.
    #[request(kind = "value_error")]
    pub(crate) max_completion_tokens: Option<OutputLimit>,
    /// Texts at which the answer ends.
    pub(crate) stop: Option<StopTexts>,
    /// For answers that are as repeatable as the provider can make them.
    pub(crate) seed: Option<Whole<{ i64::MIN }, { i64::MAX }>>,
    /// What the model may call.
    pub(crate) tools: Option<List<ChatTool, MAX_TOOLS>>,
    /// Whether it must.
    pub(crate) tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub(crate) parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    pub(crate) response_format: Option<ChatResponseFormat>,
    /// How much the model should think.
    pub(crate) reasoning_effort: Option<ReasoningEffort>,
    /// How much more or less likely tokens become, by their numbers: -100 to 100.
    pub(crate) logit_bias: Option<LogitBias>,
    /// Whether the answer has the probabilities of its tokens.
    pub(crate) logprobs: Option<bool>,
    /// How many other tokens at each place it has them for. Only with `logprobs`.
    #[request(kind = "value_error")]
    pub(crate) top_logprobs: Option<Whole<0, 20>>,
    /// How wordy the answer is.
    pub(crate) verbosity: Option<Verbosity>,
    /// At which speed, and at which prices, the provider should serve the call. The answer says which it was.
    pub(crate) service_tier: Option<RequestedTier>,
    /// The prompt may be cached up to where the provider finds right. For providers that cache only what is asked for.
    pub(crate) cache_control: Option<CacheControl>,
    /// Requests with the same key and beginning should find the same cache. For providers that have such keys.
    pub(crate) prompt_cache_key: Option<Text<0, 1024>>,
    /// How long a cached prompt is kept. For providers that have the choice.
    pub(crate) prompt_cache_retention: Option<CacheRetention>,
    /// The client's own user, hashed, for the provider's search for abuse. For providers that ask for it.
    pub(crate) safety_identifier: Option<Text<0, 512>>,
    /// The same by its older name.
    pub(crate) user: Option<Text<0, 512>>,
}

/// How much more or less likely tokens become, by their numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct LogitBias(pub(super) Map<String, Value>);

impl ReadValue for LogitBias {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let biases = Map::read_value(value, at, faults)?;
        let is_bias = |bias: &Value| bias.as_f64().is_some_and(|bias| (-100.0..=100.0).contains(&bias));
        if !biases.values().all(is_bias) {
            faults.malformed(at, "value_error", "Must have numbers from -100 to 100");
            return None;
        }
        Some(Self(biases))
    }
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] LogitBias => |_generator| schemars::json_schema!({
        "type": "object",
        "additionalProperties": {"type": "number", "minimum": -100, "maximum": 100},
    });
}

impl ChatOptions {
    /// The names of those that ask for something. Clients send many that do not: an empty list of tools and a choice among
    /// them, a penalty of 0, the format `text`. A model that refuses such a parameter can serve the request all the same.
    pub(super) fn asking(&self) -> Vec<&'static str> {
        let is = |number: Option<f64>, default: f64| {
            number.is_some_and(|number| (number - default).abs() <= f64::EPSILON)
        };
        let has_tools = self.tools.as_deref().is_some_and(|tools| !tools.is_empty());
        let asks = |name: &&str| match *name {
            "temperature" => !is(self.temperature.map(Real::get), 1.0),
            "top_p" => !is(self.top_p.map(Real::get), 1.0),
            "frequency_penalty" => !is(self.frequency_penalty.map(Real::get), 0.0),
            "presence_penalty" => !is(self.presence_penalty.map(Real::get), 0.0),
            "stop" => self.stop.as_ref().is_some_and(|StopTexts(texts)| !texts.is_empty()),
            "tools" | "tool_choice" => has_tools,
            "parallel_tool_calls" => has_tools && self.parallel_tool_calls == Some(false),
            "response_format" => self.response_format.as_ref().is_some_and(ChatResponseFormat::is_format),
            "reasoning_effort" => self.reasoning_effort != Some(ReasoningEffort::None),
            "logit_bias" => self.logit_bias.as_ref().is_some_and(|LogitBias(biases)| !biases.is_empty()),
            "logprobs" => self.logprobs == Some(true),
            "top_logprobs" => self.top_logprobs.is_some_and(|count| count.get() > 0),
            "verbosity" => self.verbosity != Some(Verbosity::Medium),
            "service_tier" => self.service_tier.is_some_and(RequestedTier::is_special),
            _ => true,
        };
        self.present().into_iter().filter(asks).collect()
    }
}

fn probabilities_are_asked_for(
    logprobs: &Option<bool>,
    others: &Option<Whole<0, 20>>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    if others.is_some_and(|count| count.get() > 0) && *logprobs != Some(true) {
        faults.malformed(&at.member("top_logprobs"), "value_error", "Only with logprobs");
    }
}

fn tool_choice_is_possible(
    tools: &Option<List<ChatTool, MAX_TOOLS>>,
    choice: &Option<ToolChoice>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    let at = at.member("tool_choice");
    let tools = tools.as_deref().unwrap_or_default();
    match choice {
        Some(ToolChoice::Function(name)) if !tools.iter().any(|tool| *tool.function().name == **name) => {
            let at = at.member("function");
            faults.malformed(&at.member("name"), "value_error", "Must be one of the tools");
        }
        Some(ToolChoice::Required) if tools.is_empty() => {
            faults.malformed(&at, "value_error", "There are no tools");
        }
        _ => {}
    }
}

fn limits_agree(
    older: &Option<OutputLimit>,
    newer: &Option<OutputLimit>,
    at: &Path<'_>,
    faults: &mut Faults,
) {
    if older.zip(*newer).is_some_and(|(older, newer)| older != newer) {
        let message = "Differs from max_completion_tokens: send one of them";
        faults.malformed(&at.member("max_tokens"), "value_error", message);
    }
}

/// Parameters of OpenAI's API that change what is answered and that Tollgate does not have: refused, not ignored, unless
/// they ask for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RefusedParameters;

impl RefusedParameters {
    const NAMES: [&str; 7] =
        ["functions", "function_call", "audio", "modalities", "prediction", "store", "web_search_options"];
}

/// Whether the value of a parameter asks for nothing: it is empty, or what an answer is without it.
pub(crate) fn asks_for_nothing(name: &str, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(word) => matches!(word.as_str(), "" | "none" | "text"),
        Value::Array(items) => items.iter().all(|item| item == "text"),
        // Search is switched on by an empty object.
        Value::Object(members) => members.is_empty() && name != "web_search_options",
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(true) => false,
    }
}

impl Members for RefusedParameters {
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let is_sent = |name: &&str| object.get(*name).is_some_and(|value| !asks_for_nothing(name, value));
        let sent: Vec<&str> = Self::NAMES.into_iter().filter(is_sent).collect();
        for name in &sent {
            faults.malformed(&at.member(name), UNSUPPORTED, format!("`{name}` is not supported"));
        }
        sent.is_empty().then_some(Self)
    }

    fn has_member(name: &str) -> bool {
        Self::NAMES.contains(&name)
    }

    fn write_members<M: SerializeMap>(&self, _: &mut M) -> Result<(), M::Error> {
        Ok(())
    }

    #[cfg(feature = "schema")]
    fn describe_members(_: &mut schemars::SchemaGenerator, _: &mut crate::reading::MemberSchemas) {}
}
