//! One codec per provider, sans-I/O: a request goes out as an `http::Request`, an answer comes in as bytes.
//!
//! No async, no clock, no socket: the caller fetches. All codecs speak the same types ([`api::chat`]), so a request
//! works unchanged on every provider that can honour it; what a provider cannot honour is named by
//! [`unsupported_parameters`], and left out only where [`leave_out`] is asked to.

mod anthropic;
mod arguments;
mod call_id;
mod closed_schema;
mod codec;
mod error;
mod gemini;
mod leaving_out;
mod openai;
mod refused;
mod service_tier;
mod sse;
mod stream;
mod stream_halves;
mod target;

pub use error::{EncodeError, ProviderError, ProviderErrorKind};
pub use leaving_out::{Remaining, leave_out, leave_out_hints, takes_all};
pub use refused::Refused;
pub use stream::{StreamDecoder, StreamEnd, StreamEvent};
pub use target::Target;

use api::chat::{ChatRequest, Completion};
use api::json_text;
use api::provider::Provider;
use codec::{Codec, Totals};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// The table of codecs: a provider's only mention outside its own folder.
const fn codec(provider: Provider) -> &'static dyn Codec {
    match provider {
        Provider::Openai => &openai::OPENAI,
        Provider::Fireworks => &openai::FIREWORKS,
        Provider::Anthropic => &anthropic::ANTHROPIC,
        Provider::Gemini => &gemini::GEMINI,
    }
}

/// A model of the provider's that costs next to nothing and is open to every key: to try a key out with.
#[must_use]
pub fn cheap_model(provider: Provider) -> &'static str {
    codec(provider).cheap_model()
}

/// The request that asks a provider. Its key is in a header, never in the URL.
///
/// # Errors
/// For an address that is none, a key that no header can have, or a parameter that this very model refuses.
pub fn encode(
    target: &Target<'_>,
    request: &ChatRequest,
    stream: bool,
) -> Result<http::Request<Vec<u8>>, EncodeError> {
    let codec = codec(target.provider);
    if codec.reads_signatures() {
        codec.encode(target, request, stream)
    } else {
        codec.encode(target, &call_id::without_signatures(request), stream)
    }
}

/// Where a provider is reached if no other address is set, with what of the path all its addresses share.
#[must_use]
pub fn default_base(provider: Provider) -> &'static str {
    codec(provider).default_base()
}

/// The names of what a provider cannot honour of a request, whatever the model: see [`Refused::name`].
#[must_use]
pub fn unsupported_parameters(provider: Provider, request: &ChatRequest) -> Vec<&'static str> {
    unsupported(provider, request).iter().map(Refused::name).collect()
}

/// The same, with what exactly cannot be honoured.
#[must_use]
pub fn unsupported(provider: Provider, request: &ChatRequest) -> Vec<Refused> {
    codec(provider).unsupported(request)
}

/// The answer in a provider's whole response.
///
/// # Errors
/// When the provider failed, refused, or did not answer in its own format.
pub fn decode(
    provider: Provider,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Completion, ProviderError> {
    let parsed: Option<Value> = json_text::parse(&String::from_utf8_lossy(body)).ok();
    if !status.is_success() {
        let message = parsed.as_ref().and_then(|body| codec(provider).error_message(body));
        let mut error = ProviderError::from_status(status, headers, message.as_deref(), body);
        let reported = parsed.as_ref().and_then(|body| codec(provider).error_kind(status, body));
        error.kind = reported.unwrap_or(error.kind);
        return Err(error);
    }
    let body = parsed.ok_or_else(|| ProviderError::bad_response("the body is not JSON", body))?;
    let codec = codec(provider);
    let completion = codec.decode(&body).map_err(|error| {
        let mut totals = Totals::default();
        totals.merge_usage(codec.usage(&body));
        error.counted(totals.usage)
    })?;
    // A model may say nothing, but then its provider counts what it has read.
    if completion.says_nothing() && completion.usage.is_none() {
        return Err(ProviderError::bad_response("an empty answer", body.to_string().as_bytes()));
    }
    Ok(completion)
}

#[cfg(test)]
mod prompt_caching_tests;

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(provider: Provider, body: &str) -> Completion {
        decode(provider, StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap()
    }

    #[test]
    fn a_whole_answer_may_have_half_a_character() {
        for (provider, body) in [
            (
                Provider::Openai,
                r#"{"choices":[{"index":0,"message":{"content":"a\ud83d"},"finish_reason":"stop"}]}"#,
            ),
            (
                Provider::Anthropic,
                r#"{"content":[{"type":"text","text":"a\ud83d"}],"stop_reason":"end_turn"}"#,
            ),
            (
                Provider::Gemini,
                r#"{"candidates":[{"content":{"parts":[{"text":"a\ud83d"}]},"finishReason":"STOP"}]}"#,
            ),
        ] {
            assert_eq!(decoded(provider, body).content.as_deref(), Some("a\u{fffd}"), "{provider}");
        }
    }

    #[test]
    fn numbers_keep_their_digits_in_answers_and_in_what_is_sent_back() {
        let arguments = r#"{"account":123456789012345678901234567890,"rate":0.1234567890123456789012345}"#;
        for (provider, body) in [
            (
                Provider::Openai,
                format!(
                    r#"{{"choices":[{{"message":{{"tool_calls":[{{"id":"c","function":{{"name":"f","arguments":{arguments}}}}}]}}}}]}}"#
                ),
            ),
            (
                Provider::Anthropic,
                format!(
                    r#"{{"content":[{{"type":"tool_use","id":"c","name":"f","input":{arguments}}}],"stop_reason":"tool_use"}}"#
                ),
            ),
            (
                Provider::Gemini,
                format!(
                    r#"{{"candidates":[{{"content":{{"parts":[{{"functionCall":{{"name":"f","args":{arguments}}}}}]}},"finishReason":"STOP"}}]}}"#
                ),
            ),
        ] {
            assert_eq!(decoded(provider, &body).tool_calls[0].arguments, arguments, "{provider}");
        }
        let schema = r#"{"type":"object","properties":{"a":{"const":123456789012345678901234567890}},"additionalProperties":false}"#;
        let text = |json: &str| Value::from(json).to_string();
        let body = format!(
            r#"{{"messages":[{{"role":"user","content":"x"}},{{"role":"assistant","tool_calls":[{{"id":"c","type":"function","function":{{"name":"f","arguments":{}}}}}]}},{{"role":"tool","tool_call_id":"c","content":{}}}],"tools":[{{"type":"function","function":{{"name":"f","parameters":{schema}}}}}]}}"#,
            text(arguments),
            text(arguments),
        );
        let body = api::reading::read_json(body.as_bytes(), &|_| true).unwrap();
        let request = ChatRequest::parse(body.as_object().unwrap()).unwrap();
        for (provider, model) in [
            (Provider::Openai, "gpt-4o"),
            (Provider::Anthropic, "claude-sonnet-4-5"),
            (Provider::Gemini, "gemini-2.5-flash"),
        ] {
            let target = Target { provider, model, base_url: None, api_key: "key", max_output_tokens: 9 };
            let sent = String::from_utf8(encode(&target, &request, false).unwrap().into_body()).unwrap();
            assert!(sent.contains(schema), "{provider}: {sent}");
            let (arguments, results) = match provider {
                Provider::Openai => (text(arguments), text(arguments)),
                Provider::Anthropic => (arguments.to_owned(), text(arguments)),
                _ => (format!("\"args\":{arguments}"), format!("\"response\":{arguments}")),
            };
            assert!(sent.contains(&arguments) && sent.contains(&results), "{provider}: {sent}");
        }
    }

    #[test]
    fn the_cheap_model_of_each_provider_is_in_the_catalogue() {
        let catalogue = include_str!("../../../catalogue/models.csv");
        for provider in Provider::ALL {
            let row = format!("\n{provider},{},", cheap_model(provider));
            assert!(catalogue.contains(&row), "{row}");
        }
    }
}
