//! The way of one call: key, body, directives, faults, answer. The same for every provider.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use crate::{
    answer::{Answer, ChatCall, compose},
    connection::Breaker,
    delivery::{self, Step, stopped, wait},
    dialect::{Dialect, Incoming, Problem, data_event},
    directive::{DirectiveError, extract},
    playable,
    prompt_cache::PromptCache,
    record::{Log, OpenCall, Outcome, sha256_hex},
    script::{Ending, FaultCondition, FaultEffect, Form, Script, UsageReport},
};

/// The largest body that is read.
const MAX_BODY: usize = 64 << 20;

const JSON: &str = "application/json";
const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";
const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head>\
    <body><h1>Checking your browser</h1></body></html>\n";

/// What all calls share.
pub(crate) struct Stage {
    pub log: Log,
    /// Calls seen per key of `fail_first`.
    failures: Mutex<HashMap<String, u64>>,
    caches: PromptCache,
    sequence: AtomicU64,
    /// Makes call ids differ from those of another simulator.
    seed: String,
    stop: watch::Receiver<bool>,
}

/// What is sent, before it is known how.
struct PlannedResponse {
    status: u16,
    content_type: &'static str,
    headers: Vec<(&'static str, String)>,
    payload: Payload,
}

enum Payload {
    Whole(Bytes),
    Events(Vec<String>),
}

impl Stage {
    pub(crate) fn new(seed: String, stop: watch::Receiver<bool>) -> Self {
        Self {
            log: Log::default(),
            failures: Mutex::default(),
            caches: PromptCache::default(),
            sequence: AtomicU64::new(0),
            seed,
            stop,
        }
    }

    /// Forgets the calls, the counts of `fail_first` and the cached prompts.
    pub(crate) fn clear(&self) {
        self.log.clear();
        self.caches.clear();
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Plays one call.
    pub(crate) async fn play(
        &self,
        dialect: &'static dyn Dialect,
        target: &str,
        request: Request,
        breaker: &Breaker,
    ) -> Response {
        let (head, body) = request.into_parts();
        let bytes = to_bytes(body, MAX_BODY).await.unwrap_or_default();
        let parsed: Option<Value> = serde_json::from_slice(&bytes).ok();
        let key = dialect.api_key(&head.headers).unwrap_or_default();
        let sequence = self.sequence.fetch_add(1, Ordering::Relaxed) + 1;
        let call_id = sha256_hex(format!("{}/{sequence}", self.seed).as_bytes())[..32].to_owned();
        let (text, body) = (String::from_utf8_lossy(&bytes).into_owned(), parsed.clone().unwrap_or_default());
        let mut call = self.log.open(sequence, dialect.provider(), head.uri.path(), &key, text, body);

        let understood = check_key(dialect, &key).and_then(|()| {
            let body = parsed.as_ref().ok_or_else(|| dialect.unreadable())?;
            let query = head.uri.query().unwrap_or_default();
            dialect.understand(&Incoming { headers: &head.headers, query, target, body })
        });
        let asked = match understood {
            Ok(asked) => asked,
            Err(problem) => return self.refuse(dialect, &call_id, problem, None, call, Outcome::Refused),
        };
        call.asked(&asked.model, asked.streaming);

        let fingerprint = sha256_hex(&[bytes.as_ref(), target.as_bytes()].concat());
        let (mut script, mut answer) = match read_script(dialect, &asked, fingerprint) {
            Ok(read) => read,
            Err(error) => {
                let problem = dialect.bad_directive(&error);
                return self.refuse(dialect, &call_id, problem, None, call, Outcome::Refused);
            }
        };
        let mut stop = self.stop.clone();
        if !wait(script.latency, &mut stop).await {
            breaker.trip();
            call.end(Outcome::ShutDown);
            return Response::default();
        }
        match self.fault(&script, &key, &asked.model) {
            None => {}
            Some(FaultEffect::Status { status, retry_after }) => {
                let problem = dialect.failure(status, &asked);
                return self.refuse(dialect, &call_id, problem, retry_after, call, Outcome::Faulted);
            }
            Some(FaultEffect::Reset) => {
                breaker.trip();
                call.end(Outcome::Faulted);
                return Response::default();
            }
            Some(FaultEffect::Trouble(trouble)) => {
                let problem = dialect.trouble(trouble, &asked);
                return self.refuse(dialect, &call_id, problem, None, call, Outcome::Faulted);
            }
            Some(FaultEffect::Ends(ending)) => script.ending = ending,
            Some(FaultEffect::Empty) => script.form = Form::Empty,
            Some(FaultEffect::BrokenCall) => script.form = Form::BrokenCall,
            Some(FaultEffect::Hang) => {
                stopped(&mut stop).await;
                breaker.trip();
                call.end(Outcome::ShutDown);
                return Response::default();
            }
        }

        if script.usage == UsageReport::Counted
            && let (Some(usage), Some(body)) = (&mut answer.usage, &parsed)
        {
            let owner = format!("{:?} {key} {}", dialect.provider(), asked.model);
            let pieces = dialect.pieces(body);
            if dialect.caches_what_is_marked() {
                self.caches.marked(&owner, &pieces, usage, Instant::now());
            } else if script.caching {
                self.caches.unmarked(&owner, &pieces, usage, Instant::now());
            }
        }
        if let Some(usage) = &answer.usage {
            call.counted(usage.prompt, if asked.embeddings.is_some() { 0 } else { usage.completion });
        }
        let performance = match perform(dialect, &asked, &answer, &script, &call_id) {
            Ok(performance) => performance,
            Err(error) => {
                let problem = dialect.bad_directive(&error);
                return self.refuse(dialect, &call_id, problem, None, call, Outcome::Refused);
            }
        };
        let sound = script.form == Form::Sound && script.ending == Ending::Complete;
        let outcome = if sound { Outcome::Answered } else { Outcome::Faulted };
        self.deliver(performance, &script, call, outcome)
    }

    fn refuse(
        &self,
        dialect: &dyn Dialect,
        call_id: &str,
        mut problem: Problem,
        retry_after: Option<u64>,
        call: OpenCall,
        outcome: Outcome,
    ) -> Response {
        dialect.stamp(call_id, &mut problem.body);
        if let Some(seconds) = retry_after {
            dialect.say_when_to_retry(seconds, &mut problem.body);
        }
        let mut headers = dialect.headers(call_id, None);
        headers.extend(retry_after.map(|seconds| ("retry-after", seconds.to_string())));
        let performance = PlannedResponse {
            status: problem.status,
            content_type: JSON,
            headers,
            payload: Payload::Whole(problem.body.to_string().into()),
        };
        self.deliver(performance, &Script::default(), call, outcome)
    }

    fn deliver(
        &self,
        performance: PlannedResponse,
        script: &Script,
        call: OpenCall,
        outcome: Outcome,
    ) -> Response {
        let mut length = None;
        let (steps, total): (Vec<Step>, usize) = match performance.payload {
            Payload::Whole(bytes) => {
                length = Some(bytes.len());
                (delivery::whole(bytes, script.ending), 0)
            }
            Payload::Events(events) => {
                let total = events.len();
                (delivery::events(events, script.between_events, script.ending), total)
            }
        };
        call.answering(performance.status, total);
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            performance.status.try_into().unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(performance.content_type));
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        for (name, value) in performance.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        *response.body_mut() = delivery::body(steps, call, outcome, self.stop.clone());
        response
    }

    /// The first fault whose condition holds. Counts the call for every `fail_first` it looks at.
    fn fault(&self, script: &Script, api_key: &str, model: &str) -> Option<FaultEffect> {
        let holds = |when: &FaultCondition| match when {
            FaultCondition::Always => true,
            FaultCondition::ApiKeyContains(part) => api_key.contains(part),
            FaultCondition::ModelContains(part) => model.contains(part),
            FaultCondition::First { count, key } => {
                let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
                let seen = failures.entry(key.clone()).or_default();
                *seen += 1;
                *seen <= *count
            }
        };
        script.faults.iter().find(|fault| holds(&fault.when)).map(|fault| fault.effect)
    }
}

/// Whether a key is refused: every key is accepted except those with a prefix for refused ones.
fn check_key(dialect: &dyn Dialect, key: &str) -> Result<(), Problem> {
    if key.is_empty() {
        return Err(dialect.missing_key());
    }
    if key.starts_with("bad") || key.starts_with("sk-bad") {
        return Err(dialect.wrong_key(key));
    }
    if key.starts_with("revoked") || key.starts_with("sk-revoked") {
        return Err(dialect.revoked_key(key));
    }
    Ok(())
}

fn read_script(
    dialect: &dyn Dialect,
    asked: &ChatCall,
    fingerprint: String,
) -> Result<(Script, Answer), DirectiveError> {
    let (mut script, echo) = extract(&asked.user_text)?;
    if !asked.tool_results.is_empty() {
        script.once_results_are_given();
    }
    let answer = compose(asked, &script, &echo, fingerprint)?;
    playable::check(dialect.provider(), asked, &script, &answer)?;
    Ok((script, answer))
}

fn perform(
    dialect: &dyn Dialect,
    asked: &ChatCall,
    answer: &Answer,
    script: &Script,
    call_id: &str,
) -> Result<PlannedResponse, DirectiveError> {
    let headers = dialect.headers(call_id, Some((asked, answer)));
    if script.form == Form::Html {
        let payload = Payload::Whole(Bytes::from_static(HTML.as_bytes()));
        return Ok(PlannedResponse {
            status: 200,
            content_type: "text/html; charset=UTF-8",
            headers,
            payload,
        });
    }
    let special = match script.form {
        Form::Empty => Some((dialect.empty_whole(), dialect.empty_events())),
        Form::BrokenCall => {
            let Some(body) = dialect.broken_call(asked, answer) else {
                return Err(DirectiveError("this provider has no `broken_call`".into()));
            };
            let events = vec![data_event(&body)];
            Some((body, events))
        }
        Form::Sound | Form::Html | Form::Malformed => None,
    };
    if let Some((body, events)) = special {
        let (content_type, payload) = if asked.streaming {
            (EVENT_STREAM, Payload::Events(events))
        } else {
            (JSON, Payload::Whole(body.to_string().into()))
        };
        return Ok(PlannedResponse { status: 200, content_type, headers, payload });
    }
    if !asked.streaming {
        if matches!(script.ending, Ending::ErrorAfter(_)) {
            return Err(DirectiveError("`error_after` needs a streamed answer".into()));
        }
        let mut text = answer.finished(dialect.whole(asked, answer).to_string());
        if script.form == Form::Malformed {
            halve(&mut text);
        }
        let payload = Payload::Whole(text.into());
        return Ok(PlannedResponse { status: 200, content_type: JSON, headers, payload });
    }
    let mut events = dialect.events(asked, answer);
    if script.departures.spliced {
        let fingerprint = sha256_hex(answer.fingerprint.as_bytes());
        events.truncate(events.len() / 2);
        events.extend(dialect.events(asked, &Answer { fingerprint, ..answer.clone() }));
    }
    let mut events: Vec<String> = events.into_iter().map(|event| answer.finished(event)).collect();
    if let Ending::CutAfter(count) | Ending::ErrorAfter(count) | Ending::StallAfter(count) = script.ending
        && count >= events.len()
    {
        return Err(DirectiveError(format!(
            "the stream has only {} events, fewer than {count}",
            events.len()
        )));
    }
    if let Ending::ErrorAfter(count) = script.ending {
        events.truncate(count);
        events.push(dialect.error_event(asked));
    }
    if script.form == Form::Malformed {
        break_second(&mut events);
    }
    let payload = Payload::Events(events);
    Ok(PlannedResponse { status: 200, content_type: EVENT_STREAM, headers, payload })
}

/// Leaves the second event (the first if there is no other) with half of its data.
fn break_second(events: &mut [String]) {
    let index = usize::from(events.len() > 1);
    let Some(event) = events.get_mut(index) else { return };
    let start = event.find("data: ").map_or(0, |at| at + "data: ".len());
    let mut data = event.split_off(start);
    let blank_line = data.split_off(data.trim_end().len());
    halve(&mut data);
    event.push_str(&data);
    event.push_str(&blank_line);
}

fn halve(text: &mut String) {
    let middle = text.floor_char_boundary(text.len() / 2);
    text.truncate(middle);
}
