//! A streamed answer, from the provider's bytes to what a client sees of it.

use api::chat::{Counted, FinishReason, ServiceTier, ThinkingBlock, Usage, estimate_tokens_of_bytes};
use api::json_text;
use api::provider::Provider;
use serde_json::Value;

use crate::ProviderError;
use crate::codec::{StreamCodec, Totals};
use crate::sse::{Events, Lines, SseEvent, is_event_line};
use crate::stream_halves::StreamHalves;

/// A part of an answer that matters to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// The next characters of the text.
    Content(String),
    /// The next characters of a refusal.
    Refusal(String),
    /// The next part of a tool call.
    ToolCall {
        /// Which call of the answer, from 0.
        index: usize,
        /// The call's id, with its first part.
        id: Option<String>,
        /// The function, with the call's first part.
        name: Option<String>,
        /// The next characters of the arguments.
        arguments: String,
    },
    /// The next characters of what the model thinks before it answers.
    Reasoning(String),
    /// A block of thinking has come to its end; its text has been said by [`StreamEvent::Reasoning`].
    ThinkingBlock(ThinkingBlock),
    /// The probabilities of the tokens of what was said last, in OpenAI's form.
    Logprobs(Value),
    /// Why the model stopped.
    Finish(FinishReason),
    /// The provider failed, or did not answer in its format. Nothing comes after it.
    Error(ProviderError),
}

impl StreamEvent {
    /// Whether the client receives a part of the answer with it. Until then the attempt can be repeated unnoticed.
    #[must_use]
    pub const fn says_something(&self) -> bool {
        match self {
            Self::Content(_) | Self::Refusal(_) | Self::Reasoning(_) | Self::ToolCall { .. } => true,
            Self::ThinkingBlock(_) | Self::Logprobs(_) | Self::Finish(_) | Self::Error(_) => false,
        }
    }
}

/// What is known when a stream has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEnd {
    /// The events of the last line, if the bytes end without the empty line that ends an event; usually none.
    pub events: Vec<StreamEvent>,
    /// The tokens, if the provider has counted them. Zero is a count too.
    pub usage: Option<Usage>,
    /// Which of these counts the provider has sent.
    pub counted: Counted,
    /// The provider's id of the answer. Not for clients.
    pub provider_request_id: Option<String>,
    /// The service tier, where the provider named one.
    pub service_tier: Option<ServiceTier>,
    /// The provider marked the answer as complete. If it did not, the stream has broken off.
    pub complete: bool,
    /// The estimated output tokens, hidden thinking included, for a provider that did not report usage.
    pub estimated_output_tokens: u64,
    /// Text, a refusal, reasoning or a tool call was passed on to the client.
    pub has_output: bool,
}

/// The most events that a stream may have; the longest answers have about as many as they have tokens.
const MAX_EVENTS: u32 = 1_000_000;
/// The longest body that is read in search of an error, when it is no stream.
const MAX_OTHER_BODY_BYTES: usize = 16 * 1024;

/// Reads the body of one streamed answer.
pub struct StreamDecoder {
    codec: Box<dyn StreamCodec>,
    totals: Totals,
    lines: Lines,
    halves: StreamHalves,
    body: Body,
    event_count: u32,
    passed_on_bytes: u64,
    has_failed: bool,
}

/// What the body is, decided by its first line that is not empty.
enum Body {
    /// There was no such line yet.
    Unknown,
    /// A stream of events.
    Stream(Events),
    /// The beginning of a JSON body, an error most likely.
    Json(String),
    /// It has ended.
    Ended,
}

impl StreamDecoder {
    /// A decoder for one answer of a provider.
    #[must_use]
    pub fn new(provider: Provider) -> Self {
        Self {
            codec: crate::codec(provider).stream(),
            totals: Totals::default(),
            lines: Lines::default(),
            halves: StreamHalves::default(),
            body: Body::Unknown,
            event_count: 0,
            passed_on_bytes: 0,
            has_failed: false,
        }
    }

    /// Reads the next bytes of the body, cut anywhere. After an error there is nothing more to read.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Vec<StreamEvent> {
        let mut out = Vec::new();
        while !self.has_failed && !bytes.is_empty() {
            match self.lines.next(&mut bytes) {
                Ok(Some(line)) => self.line(&line, &mut out),
                Ok(None) => {}
                Err(_) => self.fail("a line is too long", "", &mut out),
            }
        }
        out
    }

    /// The provider has sent its first event, whether or not that says anything to a client.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.event_count > 0
    }

    /// The tokens, as far as the provider has counted them.
    #[must_use]
    pub const fn usage(&self) -> Option<Usage> {
        self.totals.usage
    }

    /// The provider has marked the answer as complete.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.totals.complete
    }

    /// The body has ended: what its last line still says. There is nothing more to feed then.
    pub fn end(&mut self) -> Vec<StreamEvent> {
        let mut out = Vec::new();
        let rest = std::mem::take(&mut self.lines).into_rest();
        if !self.has_failed && !rest.is_empty() {
            self.line(&rest, &mut out);
        }
        if !self.has_failed {
            self.end_of_body(&mut out);
        }
        if !self.has_failed {
            self.halves.end(&mut out);
        }
        out
    }

    /// The body has ended, see [`Self::end`]: what is known of the answer.
    #[must_use]
    pub fn finish(mut self) -> StreamEnd {
        StreamEnd {
            events: self.end(),
            estimated_output_tokens: estimate_tokens_of_bytes(self.output_bytes()),
            usage: self.totals.usage,
            counted: self.totals.counted,
            provider_request_id: self.totals.provider_request_id,
            service_tier: self.totals.service_tier,
            complete: self.totals.complete && !self.has_failed,
            has_output: self.passed_on_bytes > 0,
        }
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<StreamEvent>) {
        let line = String::from_utf8_lossy(line);
        match &mut self.body {
            Body::Unknown => {
                let line = line.trim_start_matches('\u{feff}');
                if line.trim().is_empty() {
                    return;
                }
                if is_event_line(line) {
                    self.body = Body::Stream(Events::default());
                    self.line(line.as_bytes(), out);
                } else if line.trim_start().starts_with(['{', '[']) {
                    self.body = Body::Json(String::new());
                    self.line(line.as_bytes(), out);
                } else {
                    self.fail("the answer is not a stream", line, out);
                }
            }
            Body::Ended => {}
            Body::Stream(events) if line.is_empty() => {
                if let Some((name, data)) = events.end() {
                    self.event(name.as_deref(), &data, out);
                }
            }
            Body::Stream(events) => {
                if events.line(&line).is_err() {
                    self.fail("an event is too long", "", out);
                }
            }
            Body::Json(text) => {
                text.push_str(&line);
                text.push('\n');
                let is_too_long = text.len() > MAX_OTHER_BODY_BYTES;
                // Parsed where it may end, not only at the end of the body: a connection can stay open.
                let may_end = line.trim_end().ends_with(['}', ']']);
                let value = may_end.then(|| json_text::parse(text).ok()).flatten();
                if value.is_some() || is_too_long {
                    let text = std::mem::take(text);
                    self.other_body(value, &text, out);
                }
            }
        }
    }

    /// The end of the body. An event without its empty line counts if its data is whole: not every server sends that
    /// line after the last event.
    fn end_of_body(&mut self, out: &mut Vec<StreamEvent>) {
        match std::mem::replace(&mut self.body, Body::Ended) {
            Body::Unknown | Body::Ended => {}
            Body::Stream(mut events) => {
                let is_whole = |data: &str| data == "[DONE]" || json_text::parse(data).is_ok();
                if let Some((name, data)) = events.end().filter(|(_, data)| is_whole(data)) {
                    self.event(name.as_deref(), &data, out);
                }
            }
            Body::Json(text) => {
                self.other_body(None, &text, out);
            }
        }
    }

    fn event(&mut self, name: Option<&str>, data: &str, out: &mut Vec<StreamEvent>) {
        self.event_count += 1;
        if self.event_count > MAX_EVENTS {
            return self.fail("the stream has too many events", "", out);
        }
        let first = out.len();
        let had_count = std::mem::take(&mut self.totals.counted.completion);
        let bytes_before = self.output_bytes();
        let data = self.halves.mark(data);
        self.codec.event(&SseEvent { name, data: &data }, out, &mut self.totals);
        self.halves.join(out, first);
        if let Some(error) = out[first..].iter().position(|event| matches!(event, StreamEvent::Error(_))) {
            out.truncate(first + error + 1);
            self.has_failed = true;
        }
        for event in &out[first..] {
            self.passed_on_bytes += match event {
                StreamEvent::Content(text) | StreamEvent::Refusal(text) | StreamEvent::Reasoning(text) => {
                    text.len() as u64
                }
                StreamEvent::ToolCall { name, arguments, .. } => {
                    (name.as_ref().map_or(0, String::len) + arguments.len()) as u64
                }
                StreamEvent::ThinkingBlock(_)
                | StreamEvent::Logprobs(_)
                | StreamEvent::Finish(_)
                | StreamEvent::Error(_) => 0,
            };
        }
        // A count that came before the last of the output is one of a part of the answer.
        self.totals.counted.completion |= had_count && self.output_bytes() == bytes_before;
    }

    /// The bytes of the answer up to here, hidden thinking included.
    const fn output_bytes(&self) -> u64 {
        self.passed_on_bytes.saturating_add(self.totals.hidden_output_bytes)
    }

    /// A JSON body with a good status in place of a stream: the provider's own error if it is one. Nothing else that it
    /// says is believed.
    fn other_body(&mut self, value: Option<Value>, text: &str, out: &mut Vec<StreamEvent>) {
        let object = match value {
            Some(Value::Array(values)) => values.into_iter().next(),
            value => value,
        };
        let mut found = Vec::new();
        if let Some(object) = object {
            let event = SseEvent { name: None, data: &object.to_string() };
            self.codec.event(&event, &mut found, &mut Totals::default());
        }
        match found.into_iter().find(|event| matches!(event, StreamEvent::Error(_))) {
            None => self.fail("the answer is not a stream", text, out),
            Some(error) => {
                self.has_failed = true;
                out.push(error);
            }
        }
    }

    fn fail(&mut self, what: &str, body: &str, out: &mut Vec<StreamEvent>) {
        self.has_failed = true;
        out.push(StreamEvent::Error(ProviderError::bad_response(what, body.as_bytes())));
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
