//! The pump of a stream: reads the provider, writes the client's chunks, counts, and settles when all is over.
//!
//! It runs as work after the response, so that it goes on when the client has hung up.

use std::time::Duration;

use api::chat::{CallFacts, ChunkWriter, DONE, FinishReason, KEEPALIVE, ToolCallPart, Usage, error_event};
use api::error::ErrorCode;
use api::jobs::JobStatus;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use platform::{FetchError, Platform};
use providers::{StreamDecoder, StreamEnd, StreamEvent};
use serde_json::Map;
use store::{Admission, Settlement, Transcript};

use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::Route;
use crate::call::settling::{self, Consumption};
use crate::call::stream_channel::Outlet;
use crate::call::stream_open::OpenStream;
use crate::call::stream_replay::FinalForm;
use crate::call::transcript::transcript;
use crate::call::whole::WindUp;

/// Silence after which a comment keeps the client's connection open, in milliseconds.
const KEEPALIVE_MS: u64 = 15_000;
/// How long a client may take nothing before it counts as gone for good and the rest is charged by estimate, in
/// milliseconds. Workers ends what runs after a response about 30 s after the client has gone; settling needs the rest.
const DRAIN_LIMIT_MS: u64 = 22_000;
/// How long a stream may last, in milliseconds: less than the lifetime of its call.
const STREAM_LIMIT_MS: u64 = 1_500_000;
/// How long the end of the body is waited for when the answer is complete, in milliseconds.
const END_GRACE_MS: u64 = 1_000;
/// How often the clock is looked at, in milliseconds.
const TICK_MS: u64 = 1_000;

/// What the pump needs to know of its call.
pub struct Pump<P: Platform> {
    /// The runtime.
    pub platform: P,
    /// The admitted call.
    pub admission: Admission,
    /// What was asked.
    pub call: Call,
    /// The way it took up to the provider's first event.
    pub route: Route,
    /// When the request began, in milliseconds since the Unix epoch.
    pub started_ms: u64,
    /// How long the provider may be silent, in milliseconds.
    pub idle_limit_ms: u64,
    /// What happens with the job and the answer at the end.
    pub wind_up: WindUp,
}

/// Where events go: to the client, and into what is kept of the answer.
struct Way<'a> {
    writer: &'a ChunkWriter,
    outlet: &'a mut Outlet,
    said: &'a mut FinalForm,
}

/// How long a stream took, in milliseconds.
struct Times {
    first_token_ms: u64,
    latency_ms: u64,
}

/// How the reading of a provider ended.
struct Ending {
    end: StreamEnd,
    finish: Option<FinishReason>,
    fault: Option<Fault>,
}

impl<P: Platform> Pump<P> {
    /// Pumps to the end, then settles.
    pub async fn run(self, open: OpenStream<P::FetchedBody>, mut outlet: Outlet) {
        let created = self.started_ms / 1000;
        let writer = ChunkWriter::new(self.admission.call_id.to_string(), created, self.call.model.as_str());
        outlet.send(format!("{KEEPALIVE}{}", writer.start()));
        let first_token_ms = self.elapsed_ms();
        let model = self.call.model.as_str().to_owned();
        let mut said = FinalForm::new(self.admission.job_id, self.admission.call_id, created, model);
        let mut way = Way { writer: &writer, outlet: &mut outlet, said: &mut said };
        let ending = self.read(open, &mut way).await;
        let latency_ms = self.elapsed_ms();
        let consumption = self.consumption(&ending);
        let closing = self.closing(&ending, consumption, &writer, latency_ms);
        outlet.send(closing.clone());
        drop(outlet);
        let transcript = transcript(&self.admission, &self.call, Some(said.message_json(ending.finish)));
        // An answer that cost nothing had no effect: the request may be sent again.
        let keep_answer = self.wind_up.keep_answer && consumption.is_some();
        let final_form = keep_answer.then(|| said.closed_with(closing));
        let times = Times { first_token_ms, latency_ms };
        self.settle(ending, consumption, transcript, final_form, times).await;
    }

    fn elapsed_ms(&self) -> u64 {
        self.platform.unix_time_ms().saturating_sub(self.started_ms)
    }

    async fn read(&self, open: OpenStream<P::FetchedBody>, way: &mut Way<'_>) -> Ending {
        let OpenStream { mut body, mut decoder, first_events, api_key } = open;
        let mut finish = None;
        let mut heard_ms = self.platform.unix_time_ms();
        // When the client was last told something: a provider may think aloud, or ping, without a word for the client.
        let mut told_ms = heard_ms;
        let mut events = first_events;
        loop {
            if !events.is_empty() {
                told_ms = heard_ms;
            }
            if let Some(fault) = forward(&mut events, way, &mut finish, &api_key) {
                return Ending { end: decoder.finish(), finish, fault: Some(fault) };
            }
            let tick = if decoder.is_complete() { END_GRACE_MS } else { TICK_MS };
            match select(body.next(), std::pin::pin!(self.platform.sleep(Duration::from_millis(tick)))).await
            {
                Either::Left((Some(Ok(bytes)), _)) => {
                    heard_ms = self.platform.unix_time_ms();
                    events = decoder.feed(&bytes);
                }
                Either::Left((Some(Err(error)), _)) => {
                    let whole = decoder.is_complete();
                    return ended(decoder, way, finish, &api_key, (!whole).then(|| error.into()));
                }
                Either::Left((None, _)) => return ended(decoder, way, finish, &api_key, None),
                Either::Right(((), _)) if decoder.is_complete() => {
                    return ended(decoder, way, finish, &api_key, None);
                }
                Either::Right(((), _)) => {}
            }
            let now_ms = self.platform.unix_time_ms();
            let is_silent = now_ms.saturating_sub(heard_ms) >= self.idle_limit_ms;
            if is_silent || self.elapsed_ms() >= STREAM_LIMIT_MS {
                let fault = Some(FetchError::TimedOut.into());
                return ended(decoder, way, finish, &api_key, fault);
            }
            if now_ms.saturating_sub(told_ms) >= KEEPALIVE_MS {
                way.outlet.send(KEEPALIVE.to_owned());
                told_ms = now_ms;
            }
            if way.outlet.stalled_ms(now_ms).is_some_and(|stalled| stalled >= DRAIN_LIMIT_MS) {
                return ended(decoder, way, finish, &api_key, Some(Fault::client_gone()));
            }
        }
    }

    /// What is charged: the provider's count of a whole answer, an estimate of a broken one.
    fn consumption(&self, ending: &Ending) -> Option<Consumption> {
        let written = ending.end.estimated_output_tokens;
        let estimate = Usage {
            prompt_tokens: self.call.chat.estimated_input_tokens(),
            completion_tokens: written,
            ..Usage::default()
        };
        match (ending.end.usage, &ending.fault) {
            (Some(usage), None) => Some(Consumption { usage, estimated: false }),
            (None, None) => Some(Consumption { usage: estimate, estimated: true }),
            // A count that came with a broken answer may be from its beginning.
            (Some(usage), Some(_)) if usage.prompt_tokens > 0 => {
                let completion_tokens = usage.completion_tokens.max(written);
                Some(Consumption { usage: Usage { completion_tokens, ..usage }, estimated: true })
            }
            (_, Some(_)) if written > 0 => Some(Consumption { usage: estimate, estimated: true }),
            (_, Some(_)) => None,
        }
    }

    fn closing(
        &self,
        ending: &Ending,
        consumption: Option<Consumption>,
        writer: &ChunkWriter,
        latency_ms: u64,
    ) -> String {
        let last = match &ending.fault {
            Some(fault) => {
                let text = if fault.code == ErrorCode::ProviderTimeout {
                    "The model stopped answering in time."
                } else {
                    "The model stopped answering."
                };
                error_event(fault.code, text)
            }
            None => {
                let facts =
                    CallFacts { job_id: self.admission.job_id, call_id: self.admission.call_id, latency_ms };
                let usage = consumption.map(|consumption| consumption.usage).unwrap_or_default();
                writer.finish(ending.finish.unwrap_or(FinishReason::Stop), &usage, &facts)
            }
        };
        format!("{last}{DONE}")
    }

    async fn settle(
        self,
        ending: Ending,
        consumption: Option<Consumption>,
        transcript: Transcript,
        final_form: Option<FinalForm>,
        times: Times,
    ) {
        let fault = ending.fault.as_ref();
        if let Some(fault) = fault {
            self.platform.log(&format!("call {} broke off: {}", self.admission.call_id, fault.code.as_str()));
        }
        let record = settling::record(&self.admission, &self.route, fault, consumption);
        // Who hangs up has had what came until then: the job is completed, and paid for.
        let is_failure = fault.is_some_and(|fault| fault.code != ErrorCode::ClientClosed);
        let final_status = if is_failure { JobStatus::Failed } else { JobStatus::Completed };
        let settlement = Settlement {
            call_id: self.admission.call_id,
            transcript,
            metadata_patch: if fault.is_none() { self.call.metadata_patch.clone() } else { Map::new() },
            finish_job: self.wind_up.finish_job.then_some(final_status),
            answer: final_form.and_then(|form| serde_json::to_value(form).ok()),
            result: store::CallResult {
                provider_request_id: ending.end.provider_request_id,
                latency_ms: Some(times.latency_ms),
                time_to_first_token_ms: Some(times.first_token_ms),
                ..record
            },
        };
        settling::settle(&self.platform, &settlement).await;
    }
}

/// The end of the body, for whichever reason; its last line may still say something.
fn ended(
    decoder: StreamDecoder,
    way: &mut Way<'_>,
    mut finish: Option<FinishReason>,
    api_key: &str,
    fault: Option<Fault>,
) -> Ending {
    let mut end = decoder.finish();
    let late_fault = forward(&mut end.events, way, &mut finish, api_key);
    let broken = !end.complete && finish.is_none();
    let fault = fault.or(late_fault).or_else(|| broken.then(Fault::broken_off));
    Ending { end, finish, fault }
}

/// Sends events on, up to the first fault. The finish is kept back: it goes out with the usage.
fn forward(
    events: &mut Vec<StreamEvent>,
    way: &mut Way<'_>,
    finish: &mut Option<FinishReason>,
    api_key: &str,
) -> Option<Fault> {
    let writer = way.writer;
    for event in events.drain(..) {
        way.said.add(&event);
        way.outlet.send(match event {
            StreamEvent::Content(text) => writer.content(&text),
            StreamEvent::Refusal(text) => writer.refusal(&text),
            StreamEvent::ToolCall { index, id, name, arguments } => writer.tool_call(ToolCallPart {
                index,
                id: id.as_deref(),
                name: name.as_deref(),
                arguments: &arguments,
            }),
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
