//! Every recorded stream, cut after each of its events and at any byte: what is booked is never less than what was written to
//! the client, and never more than what the provider counts for the whole answer.

use std::path::Path;

use proptest::prelude::*;

use super::*;

/// A recorded stream.
struct Fixture {
    provider: Provider,
    name: String,
    body: Vec<u8>,
}

/// What happens after the bytes that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The body ends as if it were whole.
    Ends,
    /// The connection to the provider breaks.
    Breaks,
    /// The provider says no more, and the client has gone.
    ClientGoes,
}

const CUTS: [Cut; 3] = [Cut::Ends, Cut::Breaks, Cut::ClientGoes];

/// When the provider sends its first bytes, in milliseconds; the rest follows at intervals of [`STEP_MS`].
const FIRST_MS: u64 = 1_100;
const STEP_MS: u64 = 10;

/// What was booked for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Booked {
    prompt_tokens: u64,
    completion_tokens: u64,
    estimated: bool,
    status: String,
    is_free: bool,
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../providers/fixtures");
    let mut found = Vec::new();
    for provider in [Provider::Openai, Provider::Anthropic, Provider::Gemini] {
        for path in
            std::fs::read_dir(root.join(provider.as_str())).unwrap().map(|entry| entry.unwrap().path())
        {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let provider = if name.starts_with("fireworks") { Provider::Fireworks } else { provider };
            if name.ends_with(".sse") {
                found.push(Fixture { provider, name, body: std::fs::read(path).unwrap() });
            }
        }
    }
    assert!(found.len() >= 20, "the fixtures are missing");
    found
}

/// The bytes of each event with the empty line that ends it.
fn events(body: &[u8]) -> Vec<&[u8]> {
    let mut events = Vec::new();
    let mut rest = body;
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\n\n") {
        let (event, after) = rest.split_at(end + 2);
        events.push(event);
        rest = after;
    }
    if !rest.is_empty() {
        events.push(rest);
    }
    events
}

/// Whether the provider has begun with these bytes: only then is there a stream to pump; before that the attempt is repeated.
fn has_begun(provider: Provider, slices: &[&[u8]]) -> bool {
    let mut decoder = StreamDecoder::new(provider);
    slices.iter().for_each(|slice| drop(decoder.feed(slice)));
    decoder.has_begun()
}

fn pump_slices(provider: Provider, slices: &[&[u8]], cut: Cut) -> Pumped {
    let times = (FIRST_MS..).step_by(usize::try_from(STEP_MS).unwrap());
    let lines: VecDeque<_> = times.zip(slices.iter().map(|slice| Bytes::copy_from_slice(slice))).collect();
    let end_ms = lines.back().map_or(FIRST_MS, |(at_ms, _)| at_ms + STEP_MS);
    let end = match cut {
        Cut::Ends => BodyEnding::At(end_ms),
        Cut::Breaks => BodyEnding::BreaksAt(end_ms),
        Cut::ClientGoes => BodyEnding::Never,
    };
    pump_script(ScriptedPlatform::default(), provider, Script { lines, end }, cut != Cut::ClientGoes)
}

fn booked(settled: &Value) -> Booked {
    Booked {
        prompt_tokens: settled["prompt_tokens"].as_u64().unwrap(),
        completion_tokens: settled["completion_tokens"].as_u64().unwrap(),
        estimated: settled["estimated"].as_bool().unwrap(),
        status: settled["status"].as_str().unwrap().to_owned(),
        is_free: settled["client_cost_usd"] == "0",
    }
}

/// The bytes of text, refusals and tool calls in what the client has taken.
fn written_bytes(pumped: &Pumped) -> u64 {
    let mut bytes = 0;
    let lines = pumped.taken.iter().flat_map(|(_, text)| text.lines());
    for data in lines.filter_map(|line| line.strip_prefix("data: ")) {
        let Ok(chunk) = serde_json::from_str::<Value>(data) else { continue };
        let delta = &chunk["choices"][0]["delta"];
        let call = &delta["tool_calls"][0]["function"];
        let said = ["content", "refusal", "reasoning_content"].map(|name| &delta[name]);
        let texts = said.into_iter().chain([&call["name"], &call["arguments"]]);
        bytes += texts.filter_map(Value::as_str).map(|text| text.len() as u64).sum::<u64>();
    }
    bytes
}

/// Pumps the slices of a fixture and checks what is booked, for each way in which the rest may be missing.
fn check(fixture: &Fixture, slices: &[&[u8]], whole: &Booked) {
    let Fixture { provider, name, .. } = fixture;
    if !has_begun(*provider, slices) {
        return;
    }
    let mut written = 0;
    for cut in CUTS {
        let pumped = pump_slices(*provider, slices, cut);
        let booked = booked(&pumped.settled);
        // A client that has gone takes nothing; the same had been written for it.
        written = if cut == Cut::ClientGoes { written } else { written_bytes(&pumped) };
        let length: usize = slices.iter().map(|slice| slice.len()).sum();
        let context = format!("{name}, {length} bytes, {cut:?}: {booked:?} of {whole:?}");
        let has_ended = booked.status == "succeeded" && !booked.estimated;
        if has_ended {
            assert_eq!(
                (booked.prompt_tokens, booked.completion_tokens),
                (whole.prompt_tokens, whole.completion_tokens),
                "an answer that has ended is booked as the provider counts it: {context}"
            );
            continue;
        }
        let has_gone = pumped.settled["error_code"] == "client_closed";
        if booked.status == "failed" && written == 0 && !has_gone {
            assert!(booked.is_free, "nothing was written: {context}");
        } else {
            assert!(booked.estimated, "a broken answer is marked as estimated: {context}");
            assert!(!booked.is_free, "what was written is not free: {context}");
            assert!(
                booked.completion_tokens >= written.div_ceil(4),
                "{written} bytes were written: {context}"
            );
        }
        // Where the provider itself counts nothing, or only at the end, nothing bounds the estimate.
        if !whole.estimated && whole.completion_tokens > 0 {
            assert!(booked.completion_tokens <= whole.completion_tokens, "more than the whole: {context}");
        }
        if !whole.estimated && whole.prompt_tokens > 0 {
            assert!(booked.prompt_tokens <= whole.prompt_tokens, "more than the whole: {context}");
        }
    }
}

#[test]
fn a_stream_that_is_cut_after_any_event_is_booked_for_what_was_made() {
    let mut cuts = 0;
    for fixture in fixtures() {
        let events = events(&fixture.body);
        let whole = booked(&pump_slices(fixture.provider, &events, Cut::Ends).settled);
        for length in 0..=events.len() {
            check(&fixture, &events[..length], &whole);
            cuts += 1;
        }
    }
    assert!(cuts > 150, "{cuts}");
}

#[test]
fn more_of_an_answer_never_costs_less() {
    for fixture in fixtures() {
        let events = events(&fixture.body);
        let mut before = 0;
        for length in 1..events.len() {
            if !has_begun(fixture.provider, &events[..length]) {
                continue;
            }
            let pumped = pump_slices(fixture.provider, &events[..length], Cut::ClientGoes);
            let booked = booked(&pumped.settled);
            if pumped.settled["error_code"] == "client_closed" {
                assert!(booked.completion_tokens >= before, "{}, {length} events: {booked:?}", fixture.name);
                before = booked.completion_tokens;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_that_is_cut_anywhere_is_booked_for_what_was_made(
        which: prop::sample::Index, at: prop::sample::Index, between: prop::sample::Index,
    ) {
        let fixtures = fixtures();
        let fixture = which.get(&fixtures);
        let whole = booked(&pump_slices(fixture.provider, &events(&fixture.body), Cut::Ends).settled);
        let (prefix, _) = fixture.body.split_at(at.index(fixture.body.len() + 1));
        let (one, other) = prefix.split_at(between.index(prefix.len() + 1));
        let slices: Vec<&[u8]> = [one, other].into_iter().filter(|slice| !slice.is_empty()).collect();
        check(fixture, &slices, &whole);
    }
}
