//! `POST /v1/messages` and `POST /v1/messages/count_tokens`, as Anthropic has them ("API reference: Messages", "Count tokens in a
//! Message").
//!
//! A request becomes the form in the middle, a [`ChatRequest`]. What a fault says about a place is said of the client's own body.

mod answer;
mod blocks;
mod images;
mod left_out;
mod prompt;
mod thinking;
mod tools;
mod turns;

use api_derive::{Request, Word};
use serde::Serialize;

use crate::chat::{ChatRequest, MAX_STOPS, OutputLimit, RequestedTier};
use crate::ids::ModelAlias;
use crate::reading::{List, NonEmpty, Real, Text};
pub use answer::{MessagesServedTier, StopReason};
use left_out::LeftOutParameters;
use prompt::MessagesPrompt;

/// Of the parameters in the middle, those that are hints here. A client of Anthropic's asks all models to think by the same
/// members, marks what may be cached, and says who its user is; it cannot know which of these the model behind an alias takes, and
/// an answer without them is an answer to what it asked.
const HINTS: &[&str] = &["reasoning_effort", "cache_control", "safety_identifier"];

/// A message to be answered.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct MessagesRequest {
    /// The alias or model group.
    model: ModelAlias,
    /// The limit of the answer, in tokens, thinking included.
    max_tokens: OutputLimit,
    #[request(flatten)]
    prompt: MessagesPrompt,
    /// Whether the answer comes as a stream.
    stream: Option<bool>,
    /// Randomness.
    temperature: Option<Real<0, 1>>,
    /// Nucleus sampling.
    top_p: Option<Real<0, 1>>,
    /// Texts at which the answer ends. It does not say which of them it was.
    stop_sequences: Option<List<NonEmpty, MAX_STOPS>>,
    /// Who asks.
    metadata: Option<MessagesMetadata>,
    /// Whether capacity that was bought in advance may be used, where the provider has such tiers.
    service_tier: Option<MessagesTier>,
    /// Where the model runs: Tollgate cannot promise a region.
    inference_geo: Option<MessagesGeo>,
    /// Whether parameters that the model does not take are left out, rather than the request refused. The answer's header
    /// `tollgate-dropped` names them. If absent, as the alias says, or else the team; thinking, marks of the cache and the user are then
    /// left out in any case.
    drop_unsupported: Option<bool>,
    #[request(flatten)]
    left_out: LeftOutParameters,
}

/// A prompt whose tokens are to be counted.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct CountTokensRequest {
    /// The alias or model group.
    model: ModelAlias,
    #[request(flatten)]
    prompt: MessagesPrompt,
}

/// How many tokens a prompt has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountedTokens {
    /// Tollgate's estimate, which is the same for every model: about a token for every four bytes.
    pub input_tokens: u64,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct MessagesMetadata {
    /// The client's own user, hashed: the user of the job, and for the provider's search for abuse.
    user_id: Option<Text<0, 512>>,
}

/// Whether capacity that was bought in advance is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact)]
pub enum MessagesTier {
    /// If there is some.
    Auto,
    /// Not.
    StandardOnly,
}

/// Where a model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Word)]
#[word(exact, kind = "unsupported")]
pub enum MessagesGeo {
    /// Anywhere.
    Global,
}

impl MessagesRequest {
    /// Whether the answer is to come as a stream.
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        self.stream == Some(true)
    }

    /// What is called, and what it is asked. Nothing large is copied: texts move.
    #[must_use]
    pub fn into_call(self) -> (ModelAlias, ChatRequest) {
        let Self { model, max_tokens, prompt, metadata, stop_sequences, left_out, .. } = self;
        let mut request = prompt.into_request();
        request.temperature = self.temperature.map(Real::get);
        request.top_p = self.top_p.map(Real::get);
        request.max_output_tokens = u32::try_from(max_tokens.get()).ok();
        let stops = stop_sequences.map(List::into_vec).unwrap_or_default();
        request.stop = stops.into_iter().map(NonEmpty::into_string).collect();
        request.service_tier = self.service_tier.map(|tier| match tier {
            MessagesTier::Auto => RequestedTier::Auto,
            MessagesTier::StandardOnly => RequestedTier::Default,
        });
        let user = metadata.and_then(|metadata| metadata.user_id).map(Text::into_string);
        request.safety_identifier = user.filter(|user| !user.is_empty());
        request.drop_unsupported = self.drop_unsupported;
        request.hints = if self.drop_unsupported.is_none() { HINTS } else { &[] };
        request.left_out.extend(left_out.names());
        request.parameters = request.asking();
        (model, request)
    }
}

impl CountTokensRequest {
    /// What is called, and what it would be asked.
    #[must_use]
    pub fn into_call(self) -> (ModelAlias, ChatRequest) {
        (self.model, self.prompt.into_request())
    }
}

#[cfg(test)]
mod tests;
