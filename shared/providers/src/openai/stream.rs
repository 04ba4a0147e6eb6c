//! A streamed answer in OpenAI's form.
//!
//! Sources: OpenAI "API reference: Chat completions, the chat completion chunk object" and "streaming"; Fireworks
//! "Streaming". Usage comes in a chunk of its own after the last choice (OpenAI) or with it (Fireworks).

use api::json_text;
use serde_json::Value;

use super::calls::Calls;
use super::decode::{FAILED, answer_id, failed, finish_reason, logprobs, usage};
use super::failure;
use crate::ProviderError;
use crate::codec::{StreamCodec, Totals};
use crate::sse::SseEvent;
use crate::stream::StreamEvent;

#[derive(Debug, Default)]
pub(super) struct Stream {
    calls: Calls,
    /// The id of the answer's first chunk, and what made ids of tool calls are made from.
    id: Option<String>,
    answer_id: String,
    /// Something of the answer has come.
    has_output: bool,
    finished: bool,
}

impl StreamCodec for Stream {
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        if event.data.trim() == "[DONE]" {
            totals.complete = true;
            // Not every server says why it stopped after it has called tools.
            if self.calls.any() {
                self.finish(None, out);
            }
            return;
        }
        let bad = |what| StreamEvent::Error(ProviderError::bad_response(what, event.data.as_bytes()));
        let Some(chunk) = json_text::parse(event.data).ok().filter(Value::is_object) else {
            return out.push(bad("a chunk is not a JSON object"));
        };
        if let Some(error) = failure::in_stream(&chunk, event.name) {
            return out.push(StreamEvent::Error(error));
        }
        if totals.provider_request_id.is_none() {
            totals.provider_request_id = text(&chunk["id"]).map(str::to_owned);
        }
        if self.is_of_another_answer(&chunk) {
            return out.push(bad("another answer begins within the stream"));
        }
        totals.merge_usage(usage(&chunk["usage"]));
        totals.name_service_tier(&chunk["service_tier"]);
        match &chunk["choices"] {
            Value::Null => {}
            // Tollgate asks for one choice; OpenAI's usage chunk has none.
            Value::Array(choices) => {
                let is_first = |choice: &&Value| choice["index"].as_u64().unwrap_or(0) == 0;
                choices.iter().filter(is_first).for_each(|choice| self.choice(choice, out));
            }
            _ => out.push(bad("choices are not a list")),
        }
    }
}

impl Stream {
    fn choice(&mut self, choice: &Value, out: &mut Vec<StreamEvent>) {
        let delta = &choice["delta"];
        let reasoning = text(&delta["reasoning_content"]).or_else(|| text(&delta["reasoning"]));
        out.extend(reasoning.map(|text| StreamEvent::Reasoning(text.to_owned())));
        out.extend(text(&delta["content"]).map(|text| StreamEvent::Content(text.to_owned())));
        out.extend(text(&delta["refusal"]).map(|text| StreamEvent::Refusal(text.to_owned())));
        out.extend(logprobs(choice).map(StreamEvent::Logprobs));
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            self.calls.part(call, &self.answer_id, out);
        }
        match text(&choice["finish_reason"]) {
            None => {}
            Some(FAILED) => out.push(StreamEvent::Error(failed())),
            Some(reason) => self.finish(Some(reason), out),
        }
    }

    fn finish(&mut self, reason: Option<&str>, out: &mut Vec<StreamEvent>) {
        self.calls.end(out);
        if !std::mem::replace(&mut self.finished, true) {
            out.push(StreamEvent::Finish(finish_reason(reason, self.calls.any())));
        }
    }

    /// Whether a chunk has output of another answer than the one that the stream began with: proxies have been seen to send two
    /// in one stream. A last chunk without output may have another id.
    fn is_of_another_answer(&mut self, chunk: &Value) -> bool {
        let has_output = has_output(&chunk["choices"][0]["delta"]);
        let is_other = match (text(&chunk["id"]), &self.id) {
            (Some(id), Some(first)) => id != first && has_output && self.has_output,
            (Some(id), None) => {
                self.id = Some(id.to_owned());
                self.answer_id = answer_id(chunk);
                false
            }
            (None, _) => false,
        };
        self.has_output |= has_output;
        is_other
    }
}

/// Whether a delta has something of the answer.
fn has_output(delta: &Value) -> bool {
    ["content", "refusal", "reasoning_content", "reasoning"].iter().any(|name| text(&delta[*name]).is_some())
        || delta["tool_calls"].as_array().is_some_and(|calls| !calls.is_empty())
}

/// A text that is present and not empty: an empty delta has no meaning.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
