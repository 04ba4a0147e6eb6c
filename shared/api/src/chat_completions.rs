//! `POST /v1/chat/completions`, as OpenAI has it ("API reference: Chat completions").

use api_derive::Request;
use serde::Serialize;

use crate::calls::{CallFacts, OpenaiCompletion};
use crate::chat::ChatParameters;
use crate::ids::ModelAlias;
use crate::reading::Metadata;

/// A chat completion to be made.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct ChatCompletionRequest {
    /// The alias or model group.
    pub model: ModelAlias,
    /// What the model is asked.
    #[request(flatten)]
    pub chat: ChatParameters,
    /// Whether the answer comes as a stream.
    pub stream: Option<bool>,
    /// What the stream has.
    pub stream_options: Option<StreamOptions>,
    /// Texts by name that are kept with the job.
    pub metadata: Option<Metadata>,
}

/// What a stream has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Request)]
pub struct StreamOptions {
    /// Whether the counts of tokens come after the answer.
    pub include_usage: Option<bool>,
}

impl ChatCompletionRequest {
    /// Whether a stream is to end with the counts of tokens.
    #[must_use]
    pub fn wants_usage(&self) -> bool {
        self.stream_options.and_then(|options| options.include_usage).unwrap_or_default()
    }
}

/// A chat completion.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatCompletion<'a> {
    /// The answer.
    #[serde(flatten)]
    pub completion: OpenaiCompletion<'a>,
    /// What Tollgate says about the call.
    pub tollgate: CallFacts<'a>,
}
