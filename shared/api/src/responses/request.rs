//! A response to be made.

use api_derive::{Request, Word};

use super::item::Input;
use super::not_stored::NotStored;
use super::options::{ResponsesReasoning, ResponsesTextOptions, ResponsesTruncation};
use super::tool::Tools;
use super::tool_choice::{ResponsesToolChoice, tool_choice_is_possible};
use crate::chat::{CacheRetention, ChatOptions, ChatRequest, OutputLimit, RequestedTier};
use crate::ids::ModelAlias;
use crate::reading::{List, Metadata, Real, Text, Whole};
use crate::words::word;

/// The most things that an answer can have besides.
const MAX_INCLUDED: usize = 20;
/// The most items of `input` that are named as left out, each by its place. A header has no room for more.
const MAX_NAMED_ITEMS: usize = 10;

/// A response to be made. What OpenAI stores is not stored here, whatever `store` says: a `previous_response_id` or a `conversation`
/// is refused.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(check = tool_choice_is_possible, of(tools, tool_choice))]
pub struct ResponsesRequest {
    /// The alias or model group.
    pub model: ModelAlias,
    /// What a person says, or the whole conversation.
    pub(super) input: Input,
    /// Instructions of the application, before the conversation.
    pub(super) instructions: Option<String>,
    /// The limit of the answer, reasoning included, in tokens.
    #[request(kind = "value_error")]
    pub(super) max_output_tokens: Option<OutputLimit>,
    /// Randomness.
    pub(super) temperature: Option<Real<0, 2>>,
    /// Nucleus sampling.
    pub(super) top_p: Option<Real<0, 1>>,
    /// What the model may call. It is given functions and custom tools; others are left out.
    pub(super) tools: Option<Tools>,
    /// Whether it must.
    pub(super) tool_choice: Option<ResponsesToolChoice>,
    /// Whether it may call several at once.
    pub(super) parallel_tool_calls: Option<bool>,
    /// How the model should think.
    pub(super) reasoning: Option<ResponsesReasoning>,
    /// How the answer's text should be.
    pub(super) text: Option<ResponsesTextOptions>,
    /// What the answer should have besides: `reasoning.encrypted_content`, `message.output_text.logprobs`. Others are left out.
    pub(super) include: Option<List<String, MAX_INCLUDED>>,
    /// How many other tokens at each place it has probabilities of. Only with `message.output_text.logprobs`.
    #[request(kind = "value_error")]
    pub(super) top_logprobs: Option<Whole<0, 20>>,
    /// Whether OpenAI would store the answer. Nothing is stored here, which the answer says.
    store: Option<bool>,
    /// Whether the answer comes as a stream.
    pub stream: Option<bool>,
    /// What becomes of a conversation that is too long: it is refused. `auto` is left out.
    truncation: Option<ResponsesTruncation>,
    /// At which speed, and at which prices, the provider should serve the call. The answer says which it was.
    pub(super) service_tier: Option<RequestedTier>,
    /// Requests with the same key and beginning should find the same cache. For providers that have such keys.
    pub(super) prompt_cache_key: Option<Text<0, 1024>>,
    /// How long a cached prompt is kept. For providers that have the choice.
    pub(super) prompt_cache_retention: Option<CacheRetention>,
    /// The client's own user, hashed, for the provider's search for abuse. For providers that ask for it.
    pub(super) safety_identifier: Option<Text<0, 512>>,
    /// The same by its older name.
    pub(super) user: Option<Text<0, 512>>,
    /// Texts by name that are kept with the job.
    pub metadata: Option<Metadata>,
    /// Whether parameters that the model does not take are left out, rather than the request refused. If absent, hints such as the
    /// reasoning effort are left out, and of the others it is as the alias says, or else the team.
    drop_unsupported: Option<bool>,
    #[request(flatten)]
    not_stored: NotStored,
}

/// Of the parameters in the middle, those that are hints here: how the model should work and how that is paid for, rather than what
/// it is asked. Agents send them with every request, and cannot know which of them the model behind an alias takes.
pub(super) const HINTS: &[&str] = &[
    "reasoning_effort",
    "verbosity",
    "parallel_tool_calls",
    "service_tier",
    "prompt_cache_key",
    "prompt_cache_retention",
    "safety_identifier",
    "user",
];

/// What an answer can have besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub(super) enum Included {
    /// Reasoning in the form in which it can be sent back.
    #[word("reasoning.encrypted_content")]
    Reasoning,
    /// The probabilities of its tokens.
    #[word("message.output_text.logprobs")]
    Logprobs,
}

impl ResponsesRequest {
    /// Whether the answer should have this.
    pub(super) fn includes(&self, included: Included) -> bool {
        let include = self.include.as_deref().unwrap_or_default();
        include.iter().any(|name| name == included.as_str())
    }

    /// What is asked for and no model here takes, by its place in the body.
    fn left_out(&self) -> Vec<String> {
        let tools = self.tools.as_deref().unwrap_or_default().iter().enumerate();
        let tools = tools.filter_map(|(place, tool)| Some(format!("tools.{place}{}", tool.left_out()?)));
        let include = self.include.as_deref().unwrap_or_default().iter().enumerate();
        let include = include.filter(|(_, name)| word::<Included>(name).is_none());
        let include = include.map(|(place, _)| format!("include.{place}"));
        let items = self.input.left_out();
        let named = items.iter().take(MAX_NAMED_ITEMS).map(|place| format!("input.{place}"));
        let others = (items.len() > MAX_NAMED_ITEMS).then(|| "input".to_owned());
        let truncation =
            (self.truncation == Some(ResponsesTruncation::Auto)).then(|| "truncation".to_owned());
        named.chain(others).chain(tools).chain(include).chain(truncation).collect()
    }
}

/// Nothing large is copied: texts move.
impl From<ResponsesRequest> for ChatRequest {
    fn from(request: ResponsesRequest) -> Self {
        let left_out = request.left_out();
        let logprobs = request.includes(Included::Logprobs);
        let ResponsesRequest { input, instructions, tools, tool_choice, text, .. } = request;
        let text = text.unwrap_or_default();
        let tools = tools.map(|tools| {
            tools.filter_map(|tool| {
                let is_allowed = tool_choice.as_ref().is_none_or(|choice| choice.allows(&tool));
                tool.into_chat_tool().filter(|_| is_allowed)
            })
        });
        let options = ChatOptions {
            temperature: request.temperature,
            top_p: request.top_p,
            max_completion_tokens: request.max_output_tokens,
            tools,
            tool_choice: tool_choice.map(ResponsesToolChoice::into_tool_choice),
            parallel_tool_calls: request.parallel_tool_calls,
            response_format: text.format.map(Into::into),
            reasoning_effort: request.reasoning.and_then(|reasoning| reasoning.effort),
            logprobs: logprobs.then_some(true),
            top_logprobs: request.top_logprobs.filter(|_| logprobs),
            verbosity: text.verbosity,
            service_tier: request.service_tier,
            prompt_cache_key: request.prompt_cache_key,
            prompt_cache_retention: request.prompt_cache_retention,
            safety_identifier: request.safety_identifier,
            user: request.user,
            ..ChatOptions::default()
        };
        Self {
            left_out,
            drop_unsupported: request.drop_unsupported,
            hints: if request.drop_unsupported.is_none() { HINTS } else { &[] },
            ..Self::of(input.into_messages(instructions), options)
        }
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
