//! What a model is given: the part of a request of which the tokens can be counted before it is sent.

use api_derive::Request;

use super::thinking::{MessagesFormat, MessagesOutputConfig, MessagesThinking, effort};
use super::tools::{MessagesTool, MessagesToolChoice, choice_is_possible, functions};
use super::turns::{Turns, conversation};
use crate::chat::{CacheControl, ChatRequest, ChatTextPart, Content, MAX_TOOLS};
use crate::reading::List;

/// What a model is given.
#[derive(Debug, Clone, PartialEq, Request)]
#[request(check = choice_is_possible, of(tools, tool_choice))]
pub(super) struct MessagesPrompt {
    /// The conversation.
    messages: Turns,
    /// Instructions of the application.
    system: Option<Content<ChatTextPart, 0>>,
    /// What the model may call. Tools that the provider would run, or that it has trained the model for, are left out.
    pub(super) tools: Option<List<MessagesTool, MAX_TOOLS>>,
    /// Whether it must.
    pub(super) tool_choice: Option<MessagesToolChoice>,
    /// Whether the model should think before it answers.
    thinking: Option<MessagesThinking>,
    /// How much, and the form of the answer.
    output_config: Option<MessagesOutputConfig>,
    /// The form of the answer by its older name.
    output_format: Option<MessagesFormat>,
    /// The prompt may be cached up to where the provider finds right. For providers that cache only what is asked for.
    cache_control: Option<CacheControl>,
}

impl MessagesPrompt {
    /// The request in the middle, with what it has of a prompt. Its tools that are left out are named by their places.
    pub(super) fn into_request(self) -> ChatRequest {
        let Self {
            messages,
            system,
            tools,
            tool_choice,
            thinking,
            output_config,
            output_format,
            cache_control,
        } = self;
        let config = output_config.unwrap_or_default();
        let (tools, left_out) = functions(tools.map(List::into_vec).unwrap_or_default());
        let (tool_choice, parallel_tool_calls) = match tool_choice {
            Some(choice) => choice.into_choice(),
            None => (None, None),
        };
        ChatRequest {
            messages: conversation(system, messages),
            tools,
            tool_choice,
            parallel_tool_calls,
            response_format: config.format.or(output_format).map(MessagesFormat::into_format),
            reasoning_effort: effort(thinking, config.effort),
            cache_control,
            left_out,
            ..ChatRequest::default()
        }
    }
}
