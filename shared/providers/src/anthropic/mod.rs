//! Anthropic's Messages API.
//!
//! Source: Anthropic "API reference: Messages", version 2023-06-01. What differs from model to model stands in
//! [`models`].

mod conversation;
mod decode;
mod embeddings;
mod encode;
mod failure;
mod models;
mod stream;
mod thinking;
mod usage;

use api::chat::{ChatRequest, Completion};
use http::StatusCode;
use serde_json::Value;

use crate::closed_schema::{self, SchemaRules};
use crate::codec::{Codec, StreamCodec, UsageUpdate};
use crate::{EncodeError, ProviderError, ProviderErrorKind, Refused, Target};

pub struct Anthropic;

pub const ANTHROPIC: Anthropic = Anthropic;

impl Codec for Anthropic {
    fn default_base(&self) -> &'static str {
        encode::DEFAULT_BASE
    }

    fn encode(
        &self,
        target: &Target<'_>,
        request: &ChatRequest,
        stream: bool,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        encode::encode(target, request, stream)
    }

    fn cheap_model(&self) -> &'static str {
        "claude-haiku-4-5"
    }

    fn unsupported(&self, request: &ChatRequest) -> Vec<Refused> {
        encode::unsupported(request)
    }

    fn refused(&self, target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
        encode::refused(target, request)
    }

    fn schema_rules(&self) -> Option<SchemaRules> {
        Some(closed_schema::ANTHROPIC)
    }

    fn decode(&self, body: &Value) -> Result<Completion, ProviderError> {
        decode::completion(body)
    }

    fn usage(&self, body: &Value) -> UsageUpdate {
        usage::Counts::of(&body["usage"]).update()
    }

    fn error_message(&self, body: &Value) -> Option<String> {
        failure::message(body)
    }

    fn error_kind(&self, status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
        failure::kind(status, body)
    }

    fn stream(&self) -> Box<dyn StreamCodec> {
        Box::new(stream::Stream::default())
    }
}
