//! A provider whose wire format Tollgate does not speak yet: every request to it is refused by name.

use api::chat::{ChatRequest, Completion};
use serde_json::Value;

use crate::codec::{Codec, StreamCodec, Totals};
use crate::sse::SseEvent;
use crate::stream::StreamEvent;
use crate::{EncodeError, ProviderError, Target};

pub struct Unavailable;

pub const UNAVAILABLE: Unavailable = Unavailable;

impl Codec for Unavailable {
    fn encode(
        &self,
        _: &Target<'_>,
        _: &ChatRequest,
        _: bool,
    ) -> Result<http::Request<Vec<u8>>, EncodeError> {
        Err(EncodeError::Unsupported(vec!["model"]))
    }

    fn unsupported(&self, _: &ChatRequest) -> Vec<&'static str> {
        vec!["model"]
    }

    fn decode(&self, body: &Value) -> Result<Completion, ProviderError> {
        Err(ProviderError::bad_response("no codec for this provider", body.to_string().as_bytes()))
    }

    fn error_message(&self, _: &Value) -> Option<String> {
        None
    }

    fn stream(&self) -> Box<dyn StreamCodec> {
        Box::new(Self)
    }
}

impl StreamCodec for Unavailable {
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, _: &mut Totals) {
        out.push(StreamEvent::Error(ProviderError::bad_response(
            "no codec for this provider",
            event.data.as_bytes(),
        )));
    }
}
