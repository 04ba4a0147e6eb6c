//! OpenAI's chat completions API, and Fireworks', which has the same form.
//!
//! Sources: OpenAI "API reference: Chat completions"; Fireworks "OpenAI compatibility". What differs stands in
//! [`Dialect`].

mod calls;
mod decode;
mod embeddings;
mod encode;
mod failure;
mod models;
mod stream;

use api::chat::{ChatRequest, Completion};
use http::StatusCode;
use serde_json::Value;

use crate::closed_schema::{self, SchemaRules};
use crate::codec::{Codec, StreamCodec, UsageUpdate};
use crate::{EncodeError, ProviderError, ProviderErrorKind, Refused, Target};

/// A provider that speaks OpenAI's chat completions.
pub struct Dialect {
    default_base: &'static str,
    cheap_model: &'static str,
    /// The name of the output limit: OpenAI's newer models refuse `max_tokens`.
    limit_field: &'static str,
    /// It is OpenAI itself: models have rules about parameters by their names, and strict schemas have rules too.
    is_openai: bool,
}

pub const OPENAI: Dialect = Dialect {
    default_base: "https://api.openai.com/v1",
    cheap_model: "gpt-4o-mini",
    limit_field: "max_completion_tokens",
    is_openai: true,
};

pub const FIREWORKS: Dialect = Dialect {
    default_base: "https://api.fireworks.ai/inference/v1",
    cheap_model: "accounts/fireworks/models/gpt-oss-20b",
    limit_field: "max_tokens",
    is_openai: false,
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

    fn unsupported(&self, request: &ChatRequest) -> Vec<Refused> {
        encode::unsupported(self, request)
    }

    fn refused(&self, target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
        encode::refused(self, target, request)
    }

    fn schema_rules(&self) -> Option<SchemaRules> {
        self.is_openai.then_some(closed_schema::OPENAI)
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

    fn error_kind(&self, status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
        failure::kind(status, body)
    }

    fn stream(&self) -> Box<dyn StreamCodec> {
        Box::<stream::Stream>::default()
    }
}
