//! A stream decoder reads any bytes, in any slices, without a panic, and always the same.
//!
//! The first byte of the input chooses the provider, the second the size of the slices; the rest is the body.

#![no_main]

use api::provider::Provider;
use libfuzzer_sys::fuzz_target;
use providers::{StreamDecoder, StreamEnd, StreamEvent};

fuzz_target!(|input: &[u8]| {
    let [provider, size, body @ ..] = input else { return };
    let provider = Provider::ALL[usize::from(*provider) % Provider::ALL.len()];
    let size = usize::from(*size).max(1);
    let whole = read(provider, body.chunks(body.len().max(1)));
    assert_eq!(read(provider, body.chunks(size)), whole, "slices of {size}");
    let (events, end) = whole;
    assert!(events.len() <= body.len(), "more events than bytes");
    let error = events.iter().position(|event| matches!(event, StreamEvent::Error(_)));
    assert!(error.is_none_or(|at| at + 1 == events.len() && !end.complete), "an error is the last event");
});

fn read<'a>(provider: Provider, slices: impl Iterator<Item = &'a [u8]>) -> (Vec<StreamEvent>, StreamEnd) {
    let mut decoder = StreamDecoder::new(provider);
    let mut events: Vec<StreamEvent> = slices.flat_map(|slice| decoder.feed(slice)).collect();
    let mut end = decoder.finish();
    events.append(&mut end.events);
    (events, end)
}
