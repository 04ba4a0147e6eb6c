//! A streamed answer in Anthropic's form.
//!
//! Source: Anthropic "Streaming messages". Blocks come one after the other, each with its number; of those, clients
//! see text, thinking and tool use.

use std::collections::BTreeMap;

use api::chat::{FinishReason, ThinkingBlock, ToolCall};
use api::json_text;
use serde_json::Value;

use super::usage::Counts;
use super::{decode, failure};
use crate::ProviderError;
use crate::codec::{StreamCodec, Totals};
use crate::sse::SseEvent;
use crate::stream::StreamEvent;

#[derive(Debug, Default)]
pub(super) struct Stream {
    counts: Counts,
    /// The blocks that are tool uses: which call of the answer each is, and whether arguments have come.
    calls: BTreeMap<u64, Call>,
    call_count: usize,
    /// The blocks of thinking that have not ended.
    thinking: BTreeMap<u64, ThinkingBlock>,
    /// The number of the block that began last.
    last_number: Option<u64>,
    /// A block of the answer has begun.
    has_content: bool,
    finished: bool,
}

#[derive(Debug)]
struct Call {
    index: usize,
    id: String,
    /// The arguments as the block's start had them, said at its end if nothing else was.
    initial: Option<String>,
}

/// More blocks of tool use than any answer has.
const MAX_CALLS: usize = 4096;

impl StreamCodec for Stream {
    fn event(&mut self, event: &SseEvent<'_>, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        let Some(data) = json_text::parse(event.data).ok().filter(Value::is_object) else {
            return out.push(bad("an event is not a JSON object", event.data));
        };
        match data["type"].as_str() {
            Some("message_start") => {
                // It may come twice; a second one says the same again. One with another id begins another answer.
                let id = data["message"]["id"].as_str();
                let is_other = id.is_some() && id != totals.provider_request_id.as_deref();
                if is_other && self.has_content {
                    return out.push(bad("another answer begins within the stream", event.data));
                }
                if let Some(id) = id {
                    totals.provider_request_id = Some(id.to_owned());
                }
                self.count(&data["message"]["usage"], totals);
            }
            Some("content_block_start") => {
                let answer_id = totals.provider_request_id.clone().unwrap_or_default();
                self.start(&data, &answer_id, out, totals);
            }
            Some("content_block_delta") => self.delta(&data, out),
            Some("content_block_stop") => self.stop(&data, out),
            Some("message_delta") => {
                self.count(&data["usage"], totals);
                self.finish(&data["delta"], out);
                if data["delta"]["stop_reason"] == "refusal" && !self.has_content {
                    self.counts = self.counts.of_a_refusal();
                    totals.usage = totals.usage.and(self.counts.totals().usage);
                }
            }
            Some("message_stop") => {
                totals.complete = true;
                // Not every server in this form says why it stopped after it has called tools.
                if self.call_count > 0 && !self.finished {
                    self.finished = true;
                    out.push(StreamEvent::Finish(FinishReason::ToolCalls));
                }
            }
            Some("error") => out.extend(failure::in_body(&data).map(StreamEvent::Error)),
            // ping, and kinds that may come.
            _ => {}
        }
    }
}

impl Stream {
    fn count(&mut self, usage: &Value, totals: &mut Totals) {
        totals.name_service_tier(&usage["service_tier"]);
        let mut counts = Counts::default();
        counts.merge(usage);
        self.counts.merge(usage);
        totals.merge_usage(self.counts.update().said_by(counts.update()));
    }

    /// The number of the block that a part belongs to: the last one's, if the part has none.
    fn number(&self, data: &Value) -> Option<u64> {
        data["index"].as_u64().or(self.last_number)
    }

    fn start(&mut self, data: &Value, answer_id: &str, out: &mut Vec<StreamEvent>, totals: &mut Totals) {
        let next = self.last_number.map_or(0, |last| last.saturating_add(1));
        let (number, block) = (data["index"].as_u64().unwrap_or(next), &data["content_block"]);
        self.last_number = Some(number);
        self.has_content = true;
        totals.hidden_output_bytes += decode::bytes_of_hidden_thinking(block);
        if let Some(thinking) = decode::thinking_block(block) {
            if let ThinkingBlock::Thinking { thinking, .. } = &thinking {
                push_reasoning(thinking, out);
            }
            self.thinking.insert(number, thinking);
        }
        match block["type"].as_str() {
            Some("text") => push_text(&block["text"], out),
            Some("tool_use") if self.call_count < MAX_CALLS => {
                let index = self.call_count;
                match decode::tool_call(block, answer_id, index) {
                    None => out.push(bad("a tool use without name", &data.to_string())),
                    // The same block once more.
                    Some(ToolCall { id, .. })
                        if self.calls.get(&number).is_some_and(|call| call.id == id) => {}
                    Some(ToolCall { id, name, arguments }) => {
                        self.stop_block(number, out);
                        self.call_count += 1;
                        self.calls.insert(number, Call { index, id: id.clone(), initial: Some(arguments) });
                        let (id, name) = (Some(id), Some(name));
                        out.push(StreamEvent::ToolCall { index, id, name, arguments: String::new() });
                    }
                }
            }
            _ => {}
        }
    }

    fn delta(&mut self, data: &Value, out: &mut Vec<StreamEvent>) {
        let delta = &data["delta"];
        match delta["type"].as_str() {
            Some("text_delta") => push_text(&delta["text"], out),
            Some("input_json_delta") => {
                let call = self.number(data).and_then(|number| self.calls.get_mut(&number));
                let arguments = delta["partial_json"].as_str().filter(|text| !text.is_empty());
                if let (Some(call), Some(arguments)) = (call, arguments) {
                    call.initial = None;
                    out.push(arguments_of(call.index, arguments.to_owned()));
                }
            }
            Some("thinking_delta" | "signature_delta") => self.think(data, out),
            // citations_delta.
            _ => {}
        }
    }

    /// More of a block of thinking: its text, which clients see as it comes, or its signature.
    fn think(&mut self, data: &Value, out: &mut Vec<StreamEvent>) {
        let text = |name: &str| data["delta"][name].as_str().unwrap_or_default();
        push_reasoning(text("thinking"), out);
        let block = self.number(data).and_then(|number| self.thinking.get_mut(&number));
        let Some(ThinkingBlock::Thinking { thinking, signature }) = block else { return };
        thinking.push_str(text("thinking"));
        if !text("signature").is_empty() {
            signature.get_or_insert_default().push_str(text("signature"));
        }
    }

    /// A tool that takes no arguments gets none: clients parse what they are given, so they are given `{}`.
    fn stop(&mut self, data: &Value, out: &mut Vec<StreamEvent>) {
        if let Some(number) = self.number(data) {
            self.stop_block(number, out);
        }
    }

    fn stop_block(&mut self, number: u64, out: &mut Vec<StreamEvent>) {
        out.extend(self.thinking.remove(&number).map(StreamEvent::ThinkingBlock));
        if let Some(call) = self.calls.get_mut(&number)
            && let Some(arguments) = call.initial.take()
        {
            out.push(arguments_of(call.index, arguments));
        }
    }

    fn finish(&mut self, delta: &Value, out: &mut Vec<StreamEvent>) {
        let Some(reason) = delta["stop_reason"].as_str().filter(|_| !self.finished) else { return };
        self.finished = true;
        if reason == "refusal" {
            out.push(StreamEvent::Refusal(decode::refusal(delta)));
        }
        out.push(StreamEvent::Finish(decode::finish_reason(Some(reason), self.call_count > 0)));
    }
}

fn bad(what: &str, data: &str) -> StreamEvent {
    StreamEvent::Error(ProviderError::bad_response(what, data.as_bytes()))
}

fn push_text(text: &Value, out: &mut Vec<StreamEvent>) {
    if let Some(text) = text.as_str().filter(|text| !text.is_empty()) {
        out.push(StreamEvent::Content(text.to_owned()));
    }
}

fn push_reasoning(text: &str, out: &mut Vec<StreamEvent>) {
    if !text.is_empty() {
        out.push(StreamEvent::Reasoning(text.to_owned()));
    }
}

const fn arguments_of(index: usize, arguments: String) -> StreamEvent {
    StreamEvent::ToolCall { index, id: None, name: None, arguments }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
