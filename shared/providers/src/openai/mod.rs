//! OpenAI's chat completions API, and Fireworks', which has the same form.
//!
//! Sources: OpenAI "API reference: Chat completions"; Fireworks "OpenAI compatibility". What differs stands in
//! [`Dialect`].

mod calls;
mod decode;
mod encode;
mod stream;

use api::chat::{ChatRequest, Completion};
use serde_json::Value;

use crate::codec::{Codec, StreamCodec, UsageUpdate};
use crate::{EncodeError, ProviderError, Target};

/// A provider that speaks OpenAI's chat completions.
pub struct Dialect {
    default_base: &'static str,
    cheap_model: &'static str,
    /// The name of the output limit: OpenAI's newer models refuse `max_tokens`.
    limit_field: &'static str,
    /// Models that reason have rules of their own about parameters.
    has_reasoning_rules: bool,
}

pub const OPENAI: Dialect = Dialect {
    default_base: "https://api.openai.com/v1",
    cheap_model: "gpt-4o-mini",
    limit_field: "max_completion_tokens",
    has_reasoning_rules: true,
};

pub const FIREWORKS: Dialect = Dialect {
    default_base: "https://api.fireworks.ai/inference/v1",
    cheap_model: "accounts/fireworks/models/gpt-oss-20b",
    limit_field: "max_tokens",
    has_reasoning_rules: false,
};

impl Codec for Dialect {
    fn default_base(&self) -> &'static str {
        self.default_base
    }

    fn encode(
        &self,
        target: &Target<'_>,
        request: &ChatRequest,
        stream: bool,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        encode::encode(self, target, request, stream)
    }

    fn cheap_model(&self) -> &'static str {
        self.cheap_model
    }

    fn unsupported(&self, _request: &ChatRequest) -> Vec<&'static str> {
        Vec::new()
    }

    fn decode(&self, body: &Value) -> Result<Completion, ProviderError> {
        decode::completion(body)
    }

    fn usage(&self, body: &Value) -> UsageUpdate {
        decode::usage(&body["usage"])
    }

    fn error_message(&self, body: &Value) -> Option<String> {
        decode::error_message(body)
    }

    fn stream(&self) -> Box<dyn StreamCodec> {
        Box::<stream::Stream>::default()
    }
}
