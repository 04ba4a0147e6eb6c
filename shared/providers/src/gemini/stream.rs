//! A streamed answer in Gemini's form: every event is a whole `GenerateContentResponse` with the next parts.
//!
//! Source: Google "Gemini API reference: streamGenerateContent". There is no last event: the answer is whole when a
//! reason to stop has come.

use api::json_text;
use serde_json::Value;

use super::decode::{AnswerParts, answer_parts};
use super::failure;
use super::usage::{Counts, service_tier};
use crate::ProviderError;
use crate::codec::{StreamCodec, Totals};
use crate::sse::SseEvent;
use crate::stream::StreamEvent;

#[derive(Debug, Default)]
pub(super) struct Stream {
    counts: Counts,
    call_count: usize,
}

impl StreamCodec for Stream {
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        let Some(body) = json_text::parse(event.data).ok().filter(Value::is_object) else {
            let error = ProviderError::bad_response("an event is not a JSON object", event.data.as_bytes());
            return out.push(StreamEvent::Error(error));
        };
        if let Some(error) = failure::in_stream(&body) {
            return out.push(StreamEvent::Error(error));
        }
        let id = body["responseId"].as_str();
        if totals.provider_request_id.as_deref().zip(id).is_some_and(|(first, id)| first != id) {
            let what = "another answer begins within the stream";
            return out.push(StreamEvent::Error(ProviderError::bad_response(what, event.data.as_bytes())));
        }
        if totals.provider_request_id.is_none() {
            totals.provider_request_id = id.map(str::to_owned);
        }
        let counts = Counts::read(&body["usageMetadata"]);
        totals.service_tier = service_tier(&body["usageMetadata"]).or(totals.service_tier);
        self.counts.merge(counts);
        totals.merge_usage(self.counts.update().said_by(counts.update()));
        match answer_parts(&body, self.call_count) {
            Ok(parts) => self.emit(parts, out, totals),
            // An answer that the model has broken is billed like any other, as far as it is counted.
            Err(error) => {
                let has_ended = body["candidates"][0]["finishReason"].is_string();
                out.push(StreamEvent::Error(error.counted(totals.usage.filter(|_| has_ended))));
            }
        }
    }
}

impl Stream {
    fn emit(&mut self, parts: AnswerParts, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        out.extend(parts.thoughts.into_iter().map(StreamEvent::Reasoning));
        out.extend(parts.texts.into_iter().map(StreamEvent::Content));
        for call in parts.tool_calls {
            out.push(StreamEvent::ToolCall {
                index: self.call_count,
                id: Some(call.id),
                name: Some(call.name),
                arguments: call.arguments,
            });
            self.call_count += 1;
        }
        if let Some(stop_reason) = parts.stop_reason {
            if !totals.complete {
                out.push(StreamEvent::Finish(stop_reason.reason(self.call_count > 0)));
            }
            totals.complete = true;
        }
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
