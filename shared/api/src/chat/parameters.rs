//! The body of a chat completion request: every parameter with its bounds.

use api_derive::Request;
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use super::format::{ChatResponseFormat, ReasoningEffort};
use super::message::Messages;
use super::stop::StopTexts;
use super::tools::{ChatTool, ToolChoice};
use crate::reading::{Faults, List, Members, OwnMembers, Path, Real, Whole};

/// The most tools of a request.
pub(super) const MAX_TOOLS: usize = 128;

/// The limit of an answer, in tokens.
pub(super) type OutputLimit = Whole<1, { u32::MAX as i64 }>;

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
    /// One answer a call.
    #[request(kind = "unsupported")]
    pub(super) n: Option<Whole<1, 1>>,
    #[request(flatten)]
    pub(super) refused: RefusedParameters,
}

/// The parameters that may be absent: those of [`PARAMETERS`].
#[derive(Debug, Clone, PartialEq, Request)]
#[request(check = tool_choice_is_possible, of(tools, tool_choice))]
#[request(check = limits_agree, of(max_tokens, max_completion_tokens))]
pub(super) struct ChatOptions {
    /// Randomness.
    pub(super) temperature: Option<Real<0, 2>>,
    /// Nucleus sampling.
    pub(super) top_p: Option<Real<0, 1>>,
    /// Above zero, the model repeats frequent words less.
    pub(super) frequency_penalty: Option<Real<-2, 2>>,
    /// Above zero, the model repeats words less.
    pub(super) presence_penalty: Option<Real<-2, 2>>,
    /// The limit of the answer, in tokens.
    #[request(kind = "value_error")]
    pub(super) max_tokens: Option<OutputLimit>,
    /// The same by its newer name. Send one of them.
    #[request(kind = "value_error")]
    pub(super) max_completion_tokens: Option<OutputLimit>,
    /// Texts at which the answer ends.
    pub(super) stop: Option<StopTexts>,
    /// For answers that are as repeatable as the provider can make them.
    pub(super) seed: Option<Whole<{ i64::MIN }, { i64::MAX }>>,
    /// What the model may call.
    pub(super) tools: Option<List<ChatTool, MAX_TOOLS>>,
    /// Whether it must.
    pub(super) tool_choice: Option<ToolChoice>,
    /// Whether it may call several at once.
    pub(super) parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    pub(super) response_format: Option<ChatResponseFormat>,
    /// How much the model should think.
    pub(super) reasoning_effort: Option<ReasoningEffort>,
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
/// they are false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RefusedParameters;

impl RefusedParameters {
    const NAMES: [&str; 8] = [
        "functions",
        "function_call",
        "logprobs",
        "top_logprobs",
        "logit_bias",
        "audio",
        "modalities",
        "web_search_options",
    ];
}

impl Members for RefusedParameters {
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let is_sent = |name: &&str| {
            object.get(*name).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        let sent: Vec<&str> = Self::NAMES.into_iter().filter(is_sent).collect();
        for name in &sent {
            faults.malformed(&at.member(name), "unsupported", format!("`{name}` is not supported"));
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
