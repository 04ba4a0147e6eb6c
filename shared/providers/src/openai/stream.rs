//! A streamed answer in OpenAI's form.
//!
//! Sources: OpenAI "API reference: Chat completions, the chat completion chunk object" and "streaming"; Fireworks
//! "Streaming". Usage comes in a chunk of its own after the last choice (OpenAI) or with it (Fireworks).

use serde_json::Value;

use super::decode::{finish_reason, usage};
use super::failure;
use crate::ProviderError;
use crate::codec::{StreamCodec, Totals};
use crate::sse::SseEvent;
use crate::stream::StreamEvent;

#[derive(Debug, Default)]
pub(super) struct Stream {
    called_tools: bool,
}

impl StreamCodec for Stream {
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        if event.data.trim() == "[DONE]" {
            totals.complete = true;
            return;
        }
        let bad = |what| StreamEvent::Error(ProviderError::bad_response(what, event.data.as_bytes()));
        let Some(chunk) = serde_json::from_str::<Value>(event.data).ok().filter(Value::is_object) else {
            return out.push(bad("a chunk is not a JSON object"));
        };
        if let Some(error) = failure::in_stream(&chunk, event.name) {
            return out.push(StreamEvent::Error(error));
        }
        if totals.provider_request_id.is_none() {
            totals.provider_request_id = text(&chunk["id"]).map(str::to_owned);
        }
        totals.merge_usage(usage(&chunk["usage"]));
        totals.name_service_tier(&chunk["service_tier"]);
        match &chunk["choices"] {
            Value::Null => {}
            // Tollgate asks for one choice; OpenAI's usage chunk has none.
            Value::Array(choices) => {
                let is_first = |choice: &&Value| choice["index"].as_u64().unwrap_or(0) == 0;
                choices.iter().filter(is_first).for_each(|choice| self.choice(choice, out, totals));
            }
            _ => out.push(bad("choices are not a list")),
        }
    }
}

impl Stream {
    fn choice(&mut self, choice: &Value, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        let delta = &choice["delta"];
        let reasoning = text(&delta["reasoning_content"]).or_else(|| text(&delta["reasoning"]));
        totals.hidden_output_bytes += reasoning.map_or(0, |text| text.len() as u64);
        out.extend(text(&delta["content"]).map(|text| StreamEvent::Content(text.to_owned())));
        out.extend(text(&delta["refusal"]).map(|text| StreamEvent::Refusal(text.to_owned())));
        for (position, call) in delta["tool_calls"].as_array().into_iter().flatten().enumerate() {
            self.called_tools = true;
            let function = &call["function"];
            out.push(StreamEvent::ToolCall {
                index: call["index"]
                    .as_u64()
                    .and_then(|index| usize::try_from(index).ok())
                    .unwrap_or(position),
                id: text(&call["id"]).map(str::to_owned),
                name: text(&function["name"]).map(str::to_owned),
                arguments: text(&function["arguments"]).unwrap_or_default().to_owned(),
            });
        }
        if let Some(reason) = text(&choice["finish_reason"]) {
            out.push(StreamEvent::Finish(finish_reason(Some(reason), self.called_tools)));
        }
    }
}

/// A text that is present and not empty: an empty delta has no meaning.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
