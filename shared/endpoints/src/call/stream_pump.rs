//! The pump of a stream: reads the provider's events, writes chunks for the client, and settles the call at the end.
//!
//! It runs as work after the response, so that it continues when the client has hung up.

use std::rc::Rc;
use std::time::Duration;

use api::chat::{FinishReason, ServiceTier};
use api::error::ErrorCode;
use api::ids::CallId;
use api::responses::Asked;
use dialects::{Dialect, KEEPALIVE, StreamHead, StreamWriter, ToolCallPart};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use platform::{FetchError, Platform};
use providers::{StreamDecoder, StreamEnd, StreamEvent};
use serde_json::json;
use store::Admission;

use crate::call::end::{CallEnd, Consumption, EndActions};
use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::AttemptHistory;
use crate::call::settling;
use crate::call::stream_channel::Outlet;
use crate::call::stream_open::OpenStream;
use crate::call::stream_replay::{Closing, RecordedStream};

/// Silence after which a comment is sent to the client, in milliseconds: it keeps the connection open, and shows whether the
/// client still reads while the model only thinks. Runtimes take one chunk ahead of the client.
pub const KEEPALIVE_MS: u64 = 2_000;
/// How long a client may read nothing before it counts as gone and the call is charged by estimate, in milliseconds. With two
/// comments and a tick before it, a client that has gone is noticed within 22 s. Workers ends the work after a response about
/// 30 s after the client has gone; what remains of them is for settling.
const DRAIN_LIMIT_MS: u64 = 17_000;
/// How long a stream may last, in milliseconds: less than the lifetime of its call.
const STREAM_LIMIT_MS: u64 = 1_500_000;
/// How long the pump waits for the end of the body when the answer is complete, in milliseconds.
const END_GRACE_MS: u64 = 1_000;
/// How often the limits above are checked, in milliseconds.
const TICK_MS: u64 = 1_000;

/// What the pump needs to know of its call.
pub struct Pump<P: Platform> {
    /// The runtime.
    pub platform: P,
    /// The admitted call.
    pub admission: Admission,
    /// What was asked.
    pub call: Call,
    /// The attempts up to the provider's first event.
    pub history: AttemptHistory,
    /// When the request began, in milliseconds since the Unix epoch.
    pub started_ms: u64,
    /// How long the provider may be silent, in milliseconds.
    pub idle_limit_ms: u64,
    /// What the end does with the job and the answer.
    pub end_actions: EndActions,
    /// In which form the client gets the stream.
    pub form: StreamForm,
}

/// In which form a client gets a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamForm {
    /// The API that it speaks.
    pub dialect: Dialect,
    /// It has asked for the counts of tokens, where the dialect leaves that to it.
    pub with_usage: bool,
    /// What the answer repeats of its request, and how it is written, where the dialect has that.
    pub asked: Option<Rc<Asked>>,
}

impl StreamForm {
    /// That of the job endpoints.
    pub const JOBS: Self = Self { dialect: Dialect::Jobs, with_usage: true, asked: None };

    /// A writer for the stream of a call.
    #[must_use]
    pub fn writer(&self, call_id: CallId, created: u64, model: &str) -> Box<dyn StreamWriter> {
        self.dialect.stream_writer(self.head(call_id, created, model))
    }

    /// Which answer it is that a client gets.
    #[must_use]
    pub fn head(&self, call_id: CallId, created: u64, model: &str) -> StreamHead {
        let Self { with_usage, asked, .. } = self;
        StreamHead {
            call_id,
            created,
            model: model.to_owned(),
            with_usage: *with_usage,
            asked: asked.clone(),
        }
    }
}

/// Where the provider's events go: to the client, and into the record of the stream.
struct Sink<'a> {
    writer: &'a mut dyn StreamWriter,
    outlet: &'a mut Outlet,
    recorded: &'a mut RecordedStream,
}

/// How the reading of the provider's body ended.
struct BodyEnd {
    end: StreamEnd,
    finish: Option<FinishReason>,
    fault: Option<Fault>,
}

impl<P: Platform> Pump<P> {
    /// Pumps to the end, then settles.
    pub async fn run(self, open: OpenStream<P::FetchedBody>, mut outlet: Outlet) {
        let created = self.started_ms / 1000;
        let mut writer = self.form.writer(self.admission.call_id, created, self.call.model.as_str());
        writer.expect_input(self.call.asked.estimated_input_tokens());
        outlet.send(format!("{KEEPALIVE}{}", writer.start()));
        let first_token_ms = self.elapsed_ms();
        let model = self.call.model.as_str().to_owned();
        let mut recorded = RecordedStream::new(self.admission.job_id, self.admission.call_id, created, model);
        recorded.dropped = self.history.dropped().to_vec();
        let mut sink = Sink { writer: &mut *writer, outlet: &mut outlet, recorded: &mut recorded };
        let BodyEnd { end, finish, fault } = self.read(open, &mut sink).await;
        let latency_ms = self.elapsed_ms();
        let mut end = CallEnd {
            history: self.history,
            fault,
            reported: end.usage,
            counted: end.counted,
            written_tokens: end.estimated_output_tokens,
            has_output: end.has_output,
            provider_request_id: end.provider_request_id,
            service_tier: end.service_tier,
            latency_ms,
            time_to_first_token_ms: Some(first_token_ms),
            response: None,
        };
        let consumption = end.consumption(&self.call);
        let closing = closing(&end, finish, consumption);
        outlet.send(closing.written_by(&mut *writer, &recorded));
        drop(outlet);
        end.response = Some(json!(recorded.message(finish)));
        if let Some(fault) = &end.fault {
            self.platform.log(&format!("call {} broke off: {}", self.admission.call_id, fault.code.as_str()));
        }
        let record = end.record(&self.admission, &self.call, consumption);
        // An answer that cost nothing is not kept: a repeated request is a new call.
        let kept = consumption.map(|_| json!(recorded.closed_with(closing)));
        let settlement = end.settlement(&self.admission, &self.call, self.end_actions, record, kept);
        settling::settle(&self.platform, &settlement).await;
    }

    fn elapsed_ms(&self) -> u64 {
        self.platform.unix_time_ms().saturating_sub(self.started_ms)
    }

    async fn read(&self, open: OpenStream<P::FetchedBody>, sink: &mut Sink<'_>) -> BodyEnd {
        let OpenStream { mut body, mut decoder, first_events, api_key } = open;
        let mut finish = None;
        let mut last_event_ms = self.platform.unix_time_ms();
        // When a chunk was last sent to the client. A provider may send thinking or pings, which the client does not get.
        let mut last_chunk_ms = last_event_ms;
        let mut events = first_events;
        loop {
            if !events.is_empty() {
                last_chunk_ms = last_event_ms;
            }
            if let Some(fault) = forward(&mut events, sink, &mut finish, &api_key) {
                let end = decoder.finish();
                let fault = (!is_whole(finish, &end)).then_some(fault);
                return BodyEnd { end, finish, fault };
            }
            let tick = if decoder.is_complete() { END_GRACE_MS } else { TICK_MS };
            match select(body.next(), std::pin::pin!(self.platform.sleep(Duration::from_millis(tick)))).await
            {
                Either::Left((Some(Ok(bytes)), _)) => {
                    last_event_ms = self.platform.unix_time_ms();
                    events = decoder.feed(&bytes);
                }
                Either::Left((Some(Err(error)), _)) => {
                    let whole = decoder.is_complete();
                    return ended(decoder, sink, finish, &api_key, (!whole).then(|| error.into()));
                }
                Either::Left((None, _)) => return ended(decoder, sink, finish, &api_key, None),
                Either::Right(((), _)) if decoder.is_complete() => {
                    return ended(decoder, sink, finish, &api_key, None);
                }
                Either::Right(((), _)) => {}
            }
            let now_ms = self.platform.unix_time_ms();
            let is_silent = now_ms.saturating_sub(last_event_ms) >= self.idle_limit_ms;
            if is_silent || self.elapsed_ms() >= STREAM_LIMIT_MS {
                let fault = Some(FetchError::TimedOut.into());
                return ended(decoder, sink, finish, &api_key, fault);
            }
            if now_ms.saturating_sub(last_chunk_ms) >= KEEPALIVE_MS {
                sink.outlet.send(KEEPALIVE.to_owned());
                last_chunk_ms = now_ms;
            }
            if sink.outlet.stalled_ms(now_ms).is_some_and(|stalled| stalled >= DRAIN_LIMIT_MS) {
                return ended(decoder, sink, finish, &api_key, Some(Fault::client_gone()));
            }
        }
    }
}

/// The end of the stream, as the client gets it.
fn closing(end: &CallEnd, finish: Option<FinishReason>, consumption: Option<Consumption>) -> Closing {
    match &end.fault {
        Some(fault) => {
            let sentence = if fault.code == ErrorCode::ProviderTimeout {
                "The model stopped answering in time."
            } else {
                "The model stopped answering."
            };
            Closing::BrokenOff { code: fault.code, sentence: sentence.to_owned() }
        }
        None => Closing::Whole {
            finish_reason: finish.unwrap_or(FinishReason::Stop),
            usage: consumption.map(|consumption| consumption.usage).unwrap_or_default(),
            service_tier: end.service_tier.and_then(ServiceTier::for_clients),
            latency_ms: end.latency_ms,
        },
    }
}

/// An answer that has its end and its counts is whole, whatever comes after it.
const fn is_whole(finish: Option<FinishReason>, end: &StreamEnd) -> bool {
    finish.is_some() && end.usage.is_some()
}

/// The end of the body, whatever ended it. Its last line may still hold an event. Once the provider has said why the model stopped,
/// the answer is whole, and its counts stand: a connection that breaks after that, silence and a client that leaves are no faults.
fn ended(
    decoder: StreamDecoder,
    sink: &mut Sink<'_>,
    mut finish: Option<FinishReason>,
    api_key: &str,
    fault: Option<Fault>,
) -> BodyEnd {
    let mut end = decoder.finish();
    let late_fault = forward(&mut end.events, sink, &mut finish, api_key);
    let broken = !end.complete && finish.is_none();
    let fault = fault
        .filter(|_| finish.is_none())
        .or(late_fault.filter(|_| !is_whole(finish, &end)))
        .or_else(|| broken.then(Fault::broken_off));
    BodyEnd { end, finish, fault }
}

/// Sends events to the client, up to the first fault. The finish reason is kept back: it is sent with the usage.
fn forward(
    events: &mut Vec<StreamEvent>,
    sink: &mut Sink<'_>,
    finish: &mut Option<FinishReason>,
    api_key: &str,
) -> Option<Fault> {
    let Sink { writer, outlet, recorded } = sink;
    for event in events.drain(..) {
        recorded.add(&event);
        outlet.send(match event {
            StreamEvent::Content(text) => writer.content(&text),
            StreamEvent::Refusal(text) => writer.refusal(&text),
            StreamEvent::ToolCall { index, id, name, arguments } => writer.tool_call(ToolCallPart {
                index,
                id: id.as_deref(),
                name: name.as_deref(),
                arguments: &arguments,
            }),
            StreamEvent::Reasoning(text) => writer.reasoning(&text),
            StreamEvent::ThinkingBlock(block) => writer.thinking_block(&block),
            StreamEvent::Logprobs(logprobs) => writer.logprobs(&logprobs),
            StreamEvent::Finish(reason) => {
                *finish = Some(reason);
                continue;
            }
            StreamEvent::Error(error) => return Some(error.scrubbed(api_key).into()),
        });
    }
    None
}

#[cfg(test)]
#[path = "stream_pump_tests.rs"]
mod tests;
