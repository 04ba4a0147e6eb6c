//! Google's Gemini API, `generateContent` and `streamGenerateContent` of `v1beta`.
//!
//! Source: Google "Gemini API reference: Generating content"; sources of one file are named in that file.

mod contents;
mod decode;
mod embeddings;
mod encode;
mod failure;
mod stream;
mod thinking;
mod usage;

use api::chat::{ChatRequest, Completion};
use http::StatusCode;
use serde_json::Value;

use crate::codec::{Codec, StreamCodec, UsageUpdate};
use crate::{EncodeError, ProviderError, ProviderErrorKind, Refused, Target};

pub struct Gemini;

pub const GEMINI: Gemini = Gemini;

impl Codec for Gemini {
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
        "gemini-2.5-flash-lite"
    }

    fn reads_signatures(&self) -> bool {
        true
    }

    fn unsupported(&self, request: &ChatRequest) -> Vec<Refused> {
        encode::unsupported(request)
    }

    fn refused(&self, target: &Target<'_>, request: &ChatRequest) -> Vec<Refused> {
        encode::refused(target, request)
    }

    fn decode(&self, body: &Value) -> Result<Completion, ProviderError> {
        decode::completion(body)
    }

    fn usage(&self, body: &Value) -> UsageUpdate {
        usage::Counts::read(&body["usageMetadata"]).update()
    }

    fn error_message(&self, body: &Value) -> Option<String> {
        failure::message(body)
    }

    fn error_kind(&self, status: StatusCode, body: &Value) -> Option<ProviderErrorKind> {
        failure::kind(status, body)
    }

    fn stream(&self) -> Box<dyn StreamCodec> {
        Box::<stream::Stream>::default()
    }
}
