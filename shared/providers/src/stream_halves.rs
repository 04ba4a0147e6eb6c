//! Characters that a provider sends in halves, one in each of two events: joined again before a client sees them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use api::chat::ThinkingBlock;
use api::json_text::{Halves, with_marked_halves};
use serde_json::Value;

use crate::stream::StreamEvent;

/// The texts of one stream that may end with half a character.
#[derive(Debug, Default)]
pub struct StreamHalves {
    /// There have been halves. From then on, marks are looked for: most streams have none.
    any: bool,
    content: Halves,
    refusal: Halves,
    reasoning: Halves,
    calls: BTreeMap<usize, Halves>,
}

impl StreamHalves {
    /// The data of an event, with marks for the halves in it.
    pub fn mark<'a>(&mut self, data: &'a str) -> Cow<'a, str> {
        let marked = with_marked_halves(data);
        self.any |= matches!(marked, Cow::Owned(_));
        marked
    }

    /// Joins the halves in the events from `first` on.
    pub fn join(&mut self, events: &mut Vec<StreamEvent>, first: usize) {
        if !self.any {
            return;
        }
        for event in events.split_off(first) {
            match event {
                StreamEvent::Content(text) => {
                    let text = self.content.join(&text);
                    events.extend((!text.is_empty()).then_some(StreamEvent::Content(text)));
                }
                StreamEvent::Refusal(text) => {
                    let text = self.refusal.join(&text);
                    events.extend((!text.is_empty()).then_some(StreamEvent::Refusal(text)));
                }
                StreamEvent::ToolCall { index, id, name, arguments } => {
                    let arguments = self.calls.entry(index).or_default().join(&arguments);
                    let (id, name) = (id.as_deref().map(whole), name.as_deref().map(whole));
                    if id.is_some() || name.is_some() || !arguments.is_empty() {
                        events.push(StreamEvent::ToolCall { index, id, name, arguments });
                    }
                }
                StreamEvent::Reasoning(text) => {
                    let text = self.reasoning.join(&text);
                    events.extend((!text.is_empty()).then_some(StreamEvent::Reasoning(text)));
                }
                StreamEvent::ThinkingBlock(ThinkingBlock::Thinking { thinking, signature }) => {
                    events.extend(self.reasoning.end().map(StreamEvent::Reasoning));
                    let thinking = whole(&thinking);
                    events.push(StreamEvent::ThinkingBlock(ThinkingBlock::Thinking { thinking, signature }));
                }
                StreamEvent::ThinkingBlock(block) => events.push(StreamEvent::ThinkingBlock(block)),
                StreamEvent::Logprobs(mut logprobs) => {
                    whole_texts(&mut logprobs);
                    events.push(StreamEvent::Logprobs(logprobs));
                }
                StreamEvent::Finish(_) | StreamEvent::Error(_) => {
                    self.end(events);
                    events.push(event);
                }
            }
        }
    }

    /// The answer has ended: U+FFFD takes the place of halves whose others have not come.
    pub fn end(&mut self, events: &mut Vec<StreamEvent>) {
        events.extend(self.content.end().map(StreamEvent::Content));
        events.extend(self.refusal.end().map(StreamEvent::Refusal));
        events.extend(self.reasoning.end().map(StreamEvent::Reasoning));
        for (index, halves) in &mut self.calls {
            let part = |arguments| StreamEvent::ToolCall { index: *index, id: None, name: None, arguments };
            events.extend(halves.end().map(part));
        }
    }
}

/// The texts in a value, each of which comes whole: of tokens that are half a character.
fn whole_texts(value: &mut Value) {
    match value {
        Value::String(text) => *text = whole(text),
        Value::Array(items) => items.iter_mut().for_each(whole_texts),
        Value::Object(members) => members.values_mut().for_each(whole_texts),
        _ => {}
    }
}

/// A text that comes whole.
fn whole(text: &str) -> String {
    let mut halves = Halves::default();
    let mut joined = halves.join(text);
    joined.extend(halves.end());
    joined
}
