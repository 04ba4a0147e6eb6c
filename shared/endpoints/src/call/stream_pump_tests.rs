//! The pump against a provider that follows a script, on a clock that jumps from one event to the next.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use api::calls::LlmCall;
use api::jobs::{Attempt, AttemptOutcome};
use api::provider::Provider;
use api::reading::{Metadata, read_body};
use api::sweep::SweptSettlements;
use bytes::Bytes;
use futures_util::{FutureExt, Stream};
use platform::{Database, DatabaseError, KeepingError, Param, Setting};
use serde_json::{Map, Value};

use super::*;
use crate::call::kept_settlements;
use crate::call::stream_channel::{Inlet, channel};

#[path = "stream_cut_tests.rs"]
mod cuts;

/// A runtime whose time passes only while everything waits.
#[derive(Clone, Default)]
struct ScriptedPlatform {
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    now_ms: Cell<u64>,
    due_ms: RefCell<BTreeSet<u64>>,
    database: RecordingDatabase,
    kept: RefCell<BTreeMap<String, String>>,
    /// Every text that was kept, also those that are forgotten.
    ever_kept: RefCell<Vec<String>>,
}

/// A database that remembers every settlement that reaches it, and refuses those of an answer with the id `unstorable`.
#[derive(Default)]
struct RecordingDatabase {
    settlements: RefCell<Vec<Value>>,
    /// How many statements more do not reach it.
    away_for: Cell<usize>,
}

impl Database for RecordingDatabase {
    async fn query_text(&self, _: &str, params: &[Param<'_>]) -> Result<String, DatabaseError> {
        if let Some(left) = self.away_for.get().checked_sub(1) {
            self.away_for.set(left);
            return Err(DatabaseError::Unavailable("the database is away".to_owned()));
        }
        if let Some(Param::Text(Some(result))) = params.get(1) {
            let result: Value = serde_json::from_str(result).unwrap();
            let is_refused = result["provider_request_id"] == "unstorable";
            self.settlements.borrow_mut().push(result);
            if is_refused {
                return Err(DatabaseError::from_sqlstate("22P05", "unsupported Unicode escape sequence"));
            }
        }
        Ok(json!({"outcome": "settled", "late": false, "credits_charged": 1, "credits_remaining": 4})
            .to_string())
    }
}

impl Shared {
    /// Whether a moment has come; if not, time will stop there.
    fn has_come(&self, at_ms: u64) -> bool {
        let come = self.now_ms.get() >= at_ms;
        if !come {
            self.due_ms.borrow_mut().insert(at_ms);
        }
        come
    }
}

/// What a provider says and when.
struct ScriptedBody {
    shared: Rc<Shared>,
    script: Script,
}

struct Script {
    lines: VecDeque<(u64, Bytes)>,
    end: BodyEnding,
}

/// How a body ends after its last line.
#[derive(Debug, Clone, Copy)]
enum BodyEnding {
    /// It stays open.
    Never,
    /// It ends, at that time.
    At(u64),
    /// The connection breaks, at that time.
    BreaksAt(u64),
}

impl Stream for ScriptedBody {
    type Item = Result<Bytes, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { shared, script } = &mut *self;
        match (script.lines.front(), script.end) {
            (Some((at_ms, _)), _) if !shared.has_come(*at_ms) => Poll::Pending,
            (Some(_), _) => Poll::Ready(script.lines.pop_front().map(|(_, bytes)| Ok(bytes))),
            (None, BodyEnding::At(at_ms)) if shared.has_come(at_ms) => Poll::Ready(None),
            (None, BodyEnding::BreaksAt(at_ms)) if shared.has_come(at_ms) => {
                Poll::Ready(Some(Err(FetchError::Connection("reset".to_owned()))))
            }
            (None, _) => Poll::Pending,
        }
    }
}

impl Platform for ScriptedPlatform {
    type Database = RecordingDatabase;
    type FetchedBody = ScriptedBody;

    const CLIENT_ADDRESS_HEADER: &'static str = "x-client-address";

    fn database(&self) -> &RecordingDatabase {
        &self.shared.database
    }

    fn newly_connected_database(&self) -> Option<&RecordingDatabase> {
        None
    }

    async fn fetch(
        &self,
        _: http::Request<Vec<u8>>,
        _: Duration,
    ) -> Result<http::Response<ScriptedBody>, FetchError> {
        Err(FetchError::TimedOut)
    }

    async fn setting(&self, _: Setting) -> Option<zeroize::Zeroizing<String>> {
        None
    }

    fn how_to_set(setting: Setting) -> String {
        format!("by the name {}", setting.name())
    }

    fn unix_time_ms(&self) -> u64 {
        self.shared.now_ms.get()
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        [0; N]
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        let at_ms = self.shared.now_ms.get() + u64::try_from(duration.as_millis()).unwrap();
        let shared = self.shared.clone();
        std::future::poll_fn(move |_| if shared.has_come(at_ms) { Poll::Ready(()) } else { Poll::Pending })
    }

    async fn keep(&self, key: &str, text: &str) -> Result<(), KeepingError> {
        self.shared.kept.borrow_mut().insert(key.to_owned(), text.to_owned());
        self.shared.ever_kept.borrow_mut().push(text.to_owned());
        Ok(())
    }

    async fn kept_keys(&self, prefix: &str, most: usize) -> Result<Vec<String>, KeepingError> {
        let kept = self.shared.kept.borrow();
        Ok(kept.keys().filter(|key| key.starts_with(prefix)).take(most).cloned().collect())
    }

    async fn kept(&self, key: &str) -> Result<Option<String>, KeepingError> {
        Ok(self.shared.kept.borrow().get(key).cloned())
    }

    async fn forget(&self, key: &str) -> Result<(), KeepingError> {
        self.shared.kept.borrow_mut().remove(key);
        Ok(())
    }

    fn after_response(&self, _: impl Future<Output = ()> + 'static) {}

    fn log(&self, _: &str) {}
}

/// How a pumped stream looked from outside.
struct Pumped {
    /// What the client has taken, with the time.
    taken: Vec<(u64, String)>,
    /// What was settled.
    settled: Value,
    /// When all was over.
    end_ms: u64,
}

const START: &str = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
const WORD: &str = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n";
const THOUGHT: &str =
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"a thought \"}}]}\n\n";
const STOP: &str =
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str =
    "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}\n\n";
const DONE_LINE: &str = "data: [DONE]\n\n";

/// Pumps a script that begins at one second; `takes` says whether the client takes what there is.
fn pump(lines: &[(u64, &'static str)], end_ms: Option<u64>, takes: bool) -> Pumped {
    pump_on(ScriptedPlatform::default(), lines, end_ms, takes)
}

fn pump_on(
    platform: ScriptedPlatform,
    lines: &[(u64, &'static str)],
    end_ms: Option<u64>,
    takes: bool,
) -> Pumped {
    let lines = lines.iter().map(|(at_ms, line)| (*at_ms, Bytes::from_static(line.as_bytes()))).collect();
    let end = end_ms.map_or(BodyEnding::Never, BodyEnding::At);
    pump_script(platform, Provider::Openai, Script { lines, end }, takes)
}

fn pump_script(platform: ScriptedPlatform, provider: Provider, script: Script, takes: bool) -> Pumped {
    let shared = platform.shared.clone();
    shared.now_ms.set(1_000);
    let admission: Admission = serde_json::from_value(json!({
        "job_id": "00000000-0000-7000-8000-000000000001", "call_id": "00000000-0000-7000-8000-000000000002",
        "team_id": "t", "organization_id": "o", "cost_markup_percentage": "0", "budget_mode": "job_based",
        "credits_per_dollar": "10", "tokens_per_credit": 10_000, "credits_held": 1, "credits_remaining": 5, "store_bodies": true,
        "rate_limits": {},
        "candidates": [{"model_alias": "chat", "provider": provider, "model": "m", "max_output_tokens": 100,
            "pricing": {"input": "1", "output": "2", "tiers": []}, "credentials": []}],
    }))
    .unwrap();
    let body = json!({"model": "chat", "messages": [{"role": "user", "content": "hi"}]});
    let LlmCall { terms, chat, .. } = read_body(body.as_object().unwrap()).unwrap();
    let call = Call::new(terms, chat, Metadata::default(), Map::new(), String::new());
    let history = AttemptHistory {
        candidate: admission.candidates[0].clone(),
        credential_id: None,
        attempts: vec![Attempt {
            model_alias: admission.candidates[0].model_alias.clone(),
            provider: admission.candidates[0].provider,
            model: Some(admission.candidates[0].model.clone()),
            credential_id: None,
            outcome: AttemptOutcome::of(None),
            status: Some(200),
            latency_ms: 0,
            trouble: None,
            dropped: Vec::new(),
            costs: None,
        }],
        latency_ms: 0,
    };
    let end_actions = EndActions { finish_job: true, keep_answer: true };
    let pump = Pump {
        platform,
        admission,
        call,
        history,
        started_ms: 1_000,
        idle_limit_ms: 120_000,
        end_actions,
        form: StreamForm::JOBS,
    };
    let (outlet, mut inlet) = channel();
    let open = OpenStream {
        body: ScriptedBody { shared: shared.clone(), script }.fuse(),
        decoder: StreamDecoder::new(provider),
        first_events: Vec::new(),
        api_key: String::new().into(),
    };
    let mut taken = Vec::new();
    let mut run = pin!(pump.run(open, outlet));
    let mut context = Context::from_waker(Waker::noop());
    loop {
        let ended = run.as_mut().poll(&mut context).is_ready();
        while takes && let Some(text) = take(&mut inlet, &mut context) {
            taken.push((shared.now_ms.get(), text));
        }
        if ended {
            break;
        }
        let next = shared.due_ms.borrow_mut().pop_first().expect("everything waits for ever");
        shared.now_ms.set(next.max(shared.now_ms.get()));
    }
    let settled = shared.database.settlements.borrow().last().cloned().unwrap_or_default();
    Pumped { taken, settled, end_ms: shared.now_ms.get() }
}

fn take(inlet: &mut Inlet, context: &mut Context<'_>) -> Option<String> {
    match Pin::new(inlet).poll_next(context) {
        Poll::Ready(Some(bytes)) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
        _ => None,
    }
}

#[test]
fn words_go_out_when_they_come_and_the_finish_waits_for_the_usage() {
    let pumped = pump(
        &[(1_100, START), (1_500, WORD), (1_600, STOP), (1_700, USAGE), (1_700, DONE_LINE)],
        Some(1_710),
        true,
    );
    let at =
        |needle: &str| pumped.taken.iter().find(|(_, text)| text.contains(needle)).map(|(time, _)| *time);
    assert_eq!(at("word "), Some(1_500));
    assert_eq!(at("\"finish_reason\":\"stop\""), Some(1_710));
    assert_eq!(at("\"total_tokens\":12"), Some(1_710));
    assert_eq!(pumped.settled["status"], "succeeded");
    assert_eq!(pumped.settled["estimated"], false);
}

#[test]
fn a_provider_that_only_pings_keeps_the_clients_connection_open_with_comments() {
    let mut lines = vec![(1_100, START), (1_200, WORD)];
    lines.extend((1..=40).map(|second| (1_200 + second * 1_000, ": ping\n\n")));
    lines.extend([(42_000, WORD), (42_000, STOP), (42_000, USAGE), (42_000, DONE_LINE)]);
    let pumped = pump(&lines, Some(42_010), true);
    let comments: Vec<u64> =
        pumped.taken.iter().filter(|(_, text)| text == KEEPALIVE).map(|(time, _)| *time).collect();
    assert_eq!(comments, (1..=20).map(|turn| 1_200 + turn * KEEPALIVE_MS).collect::<Vec<_>>());
    assert_eq!(pumped.settled["status"], "succeeded");
}

#[test]
fn a_silent_provider_is_given_up_after_the_idle_limit() {
    let pumped = pump(&[(1_100, START), (1_200, WORD)], None, true);
    let (time, last) = pumped.taken.last().unwrap();
    assert!(last.contains("\"code\":\"provider_timeout\"") && last.ends_with(DONE_LINE), "{last}");
    assert!((121_000..123_000).contains(time), "{time}");
    assert_eq!(pumped.settled["error_code"], "provider_timeout");
    assert_eq!(pumped.settled["estimated"], true);
}

#[test]
fn a_client_that_takes_nothing_is_charged_by_estimate_before_the_runtime_ends_the_work() {
    let mut lines = vec![(1_100, START)];
    lines.extend((0..600).map(|number| (1_200 + number * 100, WORD)));
    let pumped = pump(&lines, None, false);
    assert!(pumped.end_ms < 1_000 + 25_000, "{}", pumped.end_ms);
    assert_eq!(pumped.settled["error_code"], "client_closed");
    assert_eq!(pumped.settled["estimated"], true);
    assert!(pumped.settled["completion_tokens"].as_u64() > Some(200), "{}", pumped.settled);
}

#[test]
fn a_client_that_leaves_while_the_model_thinks_pays_for_the_prompt_and_the_thoughts() {
    let mut lines = vec![(1_100, START)];
    lines.extend((0..600).map(|number| (1_200 + number * 100, THOUGHT)));
    let pumped = pump(&lines, None, false);
    assert!(pumped.end_ms < 1_000 + 22_000, "{}", pumped.end_ms);
    assert_eq!(pumped.settled["error_code"], "client_closed");
    assert!(pumped.settled["prompt_tokens"].as_u64() > Some(0), "{}", pumped.settled);
    assert!(pumped.settled["completion_tokens"].as_u64() > Some(400), "{}", pumped.settled);
}

#[test]
fn a_client_that_got_only_silence_from_a_provider_that_broke_off_pays_nothing() {
    let pumped = pump(&[(1_100, START), (1_200, START)], Some(1_400), true);
    assert_eq!(pumped.settled["status"], "failed");
    assert_eq!(pumped.settled["client_cost_usd"], "0");
    let attempt = &pumped.settled["attempts"][0];
    assert_eq!((&attempt["end"], &attempt["cost_usd"]), (&json!("in_doubt"), &json!("0")));
    assert_eq!(attempt["in_doubt_usd"], pumped.settled["in_doubt_usd"]);
    // The prompt is the best estimate; at the most it was the prompt's bound and 100 tokens of output.
    let [estimate, bound] = ["in_doubt_usd", "in_doubt_bound_usd"].map(|name| amount(&pumped.settled[name]));
    assert!(estimate > 0.0 && estimate < bound && bound >= 0.0002, "{}", pumped.settled);
}

#[test]
fn a_client_that_was_shown_thoughts_by_a_provider_that_broke_off_pays_for_them() {
    let pumped = pump(&[(1_100, START), (1_200, THOUGHT), (1_300, THOUGHT)], Some(1_400), true);
    assert_eq!(pumped.settled["status"], "failed");
    assert!(pumped.settled["client_cost_usd"] != "0", "{}", pumped.settled);
    assert_eq!(pumped.settled["attempts"][0]["end"], "in_doubt");
}

fn amount(text: &Value) -> f64 {
    text.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_stream_that_breaks_off_after_some_output_is_charged_and_what_it_may_cost_beyond_is_in_doubt() {
    let pumped = pump(&[(1_100, START), (1_200, WORD), (1_300, WORD)], Some(1_400), true);
    let attempt = &pumped.settled["attempts"][0];
    assert_eq!(attempt["end"], "in_doubt");
    assert_eq!(attempt["cost_usd"], pumped.settled["client_cost_usd"]);
    assert_eq!(attempt["in_doubt_usd"], "0");
    assert!(amount(&attempt["in_doubt_bound_usd"]) > 0.0001, "{attempt}");
    assert_eq!(pumped.settled["estimated"], true);
}

#[test]
fn a_stream_with_all_its_counts_leaves_nothing_in_doubt() {
    let pumped = pump(&[(1_100, WORD), (1_200, STOP), (1_200, USAGE), (1_200, DONE_LINE)], None, true);
    let attempt = &pumped.settled["attempts"][0];
    assert_eq!((&attempt["end"], &attempt["cost_usd"]), (&json!("answered"), &json!("0.000017")));
    assert_eq!(pumped.settled["in_doubt_bound_usd"], "0");
    assert_eq!(pumped.settled["failed_attempts_cost_usd"], "0");
}

#[test]
fn a_count_that_is_missing_or_impossible_is_estimated_and_zeros_are_counts() {
    let settled = |usage: &'static str| {
        pump(&[(1_100, START), (1_200, WORD), (1_300, STOP), (1_400, usage), (1_400, DONE_LINE)], None, true)
            .settled
    };
    let only_prompt = settled("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7}}\n\n");
    assert_eq!((&only_prompt["prompt_tokens"], &only_prompt["estimated"]), (&json!(7), &json!(true)));
    assert_eq!(only_prompt["completion_tokens"], 2);
    let impossible = settled(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":18446744073709551615,\"completion_tokens\":5}}\n\n",
    );
    assert_eq!((&impossible["completion_tokens"], &impossible["estimated"]), (&json!(5), &json!(true)));
    assert!(impossible["prompt_tokens"].as_u64() < Some(20), "{impossible}");
    let zeros = settled("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n");
    assert_eq!((&zeros["prompt_tokens"], &zeros["completion_tokens"]), (&json!(0), &json!(0)));
    assert_eq!(zeros["estimated"], false);
    let sound = settled(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"prompt_tokens_details\":{\"audio_tokens\":3},\"completion_tokens\":5}}\n\n",
    );
    assert_eq!((&sound["prompt_tokens"], &sound["completion_tokens"]), (&json!(7), &json!(5)));
    assert_eq!(sound["estimated"], true, "sound has no price of its own");
}

#[test]
fn a_settlement_that_the_database_refuses_is_sent_again_without_its_texts() {
    let unstorable =
        "data: {\"id\":\"unstorable\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word\"}}]}\n\n";
    let pumped = pump(&[(1_100, unstorable), (1_200, STOP), (1_200, USAGE), (1_200, DONE_LINE)], None, true);
    assert_eq!(pumped.settled["status"], "succeeded");
    assert_eq!(pumped.settled["provider_request_id"], Value::Null);
    assert_eq!(
        (&pumped.settled["prompt_tokens"], &pumped.settled["completion_tokens"]),
        (&json!(7), &json!(5))
    );
    assert_eq!(pumped.settled["client_cost_usd"], "0.000017");
}

/// A whole stream whose settlement does not reach the database for so many tries.
fn pump_while_away(tries: usize) -> (Rc<Shared>, Pumped) {
    let platform = ScriptedPlatform::default();
    let shared = platform.shared.clone();
    shared.database.away_for.set(tries);
    let pumped =
        pump_on(platform, &[(1_100, WORD), (1_200, STOP), (1_200, USAGE), (1_200, DONE_LINE)], None, true);
    (shared, pumped)
}

const CALL_KEY: &str = "settlement:00000000-0000-7000-8000-000000000002";

#[test]
fn a_settlement_is_kept_while_the_database_is_away_and_the_sweep_books_it_once() {
    let (shared, pumped) = pump_while_away(usize::MAX);
    assert_eq!(pumped.settled, Value::Null);
    assert_eq!(shared.kept.borrow().keys().collect::<Vec<_>>(), [CALL_KEY]);
    let platform = ScriptedPlatform { shared: shared.clone() };
    let sweep = || kept_settlements::settle_all(&platform).now_or_never().unwrap();
    let waiting = SweptSettlements { booked_settlements: 0, waiting_settlements: Some(1) };
    assert_eq!(sweep(), waiting, "the database is still away");
    shared.database.away_for.set(0);
    let booked = SweptSettlements { booked_settlements: 1, waiting_settlements: Some(0) };
    assert_eq!(sweep(), booked);
    let nothing = SweptSettlements { booked_settlements: 0, waiting_settlements: Some(0) };
    assert_eq!(sweep(), nothing);
    let settled = shared.database.settlements.borrow();
    assert_eq!(settled.len(), 1);
    assert_eq!(
        (&settled[0]["status"], &settled[0]["client_cost_usd"]),
        (&json!("succeeded"), &json!("0.000017"))
    );
}

#[test]
fn what_is_kept_of_a_settlement_has_no_text_of_the_prompt_the_answer_or_the_provider() {
    let (shared, _) = pump_while_away(usize::MAX);
    let kept = shared.kept.borrow()[CALL_KEY].clone();
    // The prompt is "hi", the answer "word ", the provider's id of it "c".
    for text in ["\"hi\"", "\\\"hi", "word", "\\\"c\\\""] {
        assert!(!kept.contains(text), "{text} is in {kept}");
    }
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!((&kept["answer"], &kept["bodies"]), (&Value::Null, &Value::Null));
    assert_eq!(kept["finish_job"], "completed");
}

#[test]
fn a_settlement_that_the_database_takes_after_all_is_not_kept_any_longer() {
    let (shared, pumped) = pump_while_away(5);
    assert_eq!(pumped.settled["status"], "succeeded");
    assert_eq!(shared.ever_kept.borrow().len(), 1);
    assert!(shared.kept.borrow().is_empty());
}

#[test]
fn a_short_fault_of_the_database_keeps_nothing() {
    let (shared, pumped) = pump_while_away(2);
    assert_eq!(pumped.settled["status"], "succeeded");
    assert!(shared.ever_kept.borrow().is_empty());
}

#[test]
fn a_whole_answer_does_not_wait_for_the_end_of_the_connection() {
    let pumped = pump(&[(1_100, WORD), (1_200, STOP), (1_200, USAGE), (1_200, DONE_LINE)], None, true);
    assert!(pumped.end_ms <= 1_200 + END_GRACE_MS, "{}", pumped.end_ms);
    assert_eq!(pumped.settled["status"], "succeeded");
}
