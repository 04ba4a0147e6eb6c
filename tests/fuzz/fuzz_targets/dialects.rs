//! Whatever is read as a call can be written in the dialects of all providers: as JSON that is not much greater than what was sent.
//!
//! The first byte of the input chooses the provider, the second whether the answer is streamed; the rest is the body of
//! `create-and-call`.

#![no_main]

use api::calls::JobWithCall;
use api::chat::ChatRequest;
use api::provider::Provider;
use api::reading::{Members, read_body, read_json};
use libfuzzer_sys::fuzz_target;
use providers::Target;
use serde_json::Value;

/// What a dialect adds to a request: its own names, and the names of tools in their answers.
const MOST_ADDED: usize = 64 * 1024;

fuzz_target!(|input: &[u8]| {
    let [provider, stream, body @ ..] = input else { return };
    let provider = Provider::ALL[usize::from(*provider) % Provider::ALL.len()];
    let Ok(Value::Object(members)) = read_json(body, &JobWithCall::has_member) else { return };
    let Ok(request) = read_body::<JobWithCall>(&members) else { return };
    let chat = ChatRequest::from(request.chat);
    let target = Target {
        provider,
        model: "a-model",
        base_url: None,
        api_key: "sk-somebodys",
        max_output_tokens: 1_000,
    };
    let _ = providers::unsupported_parameters(provider, &chat);
    let Ok(encoded) = providers::encode(&target, &chat, stream % 2 == 1) else { return };
    let written: Result<Value, _> = serde_json::from_slice(encoded.body());
    assert!(written.is_ok_and(|written| written.is_object()), "no JSON object was written");
    assert!(
        encoded.body().len() <= 8 * body.len() + MOST_ADDED,
        "{} bytes are written for {}",
        encoded.body().len(),
        body.len()
    );
});
