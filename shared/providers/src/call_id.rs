//! The id of a tool call, which carries the call's thought signature.
//!
//! Gemini 3 answers a conversation only if its function calls come back with the `thoughtSignature` that they had
//! (Google, "Thought signatures"). OpenAI's form has no place for one, but every client sends a call's id back as it
//! got it: so the signature travels there, as `<id>__thought_signature_<signature>`, base64 with the URL's alphabet and
//! no padding. Such an id has only letters, digits, `_` and `-`.
//!
//! A conversation may go on with another provider, for which the ids are made plain again: OpenAI refuses ids of more
//! than 40 characters.

use std::borrow::Cow;

use api::chat::{ChatRequest, Message};
use serde_json::Value;

const MARK: &str = "__thought_signature_";

/// What Google documents for a call that has no signature, such as one that another model made: no check is done.
pub const NO_SIGNATURE: &str = "skip_thought_signature_validator";

/// The id that a client sees. A signature that is not base64 is left out: [`NO_SIGNATURE`] takes its place later.
pub fn join(id: &str, signature: Option<&str>) -> String {
    match signature.and_then(to_url_alphabet) {
        Some(signature) => format!("{id}{MARK}{signature}"),
        None => id.to_owned(),
    }
}

/// The provider's id in a client's, and the signature, if it carries one.
pub fn split(id: &str) -> (&str, Option<String>) {
    let signed = id.split_once(MARK).and_then(|(id, signature)| Some((id, from_url_alphabet(signature)?)));
    signed.map_or((id, None), |(id, signature)| (id, Some(signature)))
}

/// The request with plain ids.
pub fn without_signatures(request: &ChatRequest) -> Cow<'_, ChatRequest> {
    let is_signed = |id: &str| split(id).1.is_some();
    let any_is_signed = request.messages.iter().any(|message| match message {
        Message::Assistant { tool_calls, .. } => tool_calls.iter().any(|call| is_signed(&call.id)),
        _ => false,
    });
    if !any_is_signed {
        return Cow::Borrowed(request);
    }
    let mut plain = request.clone();
    for message in &mut plain.messages {
        match message {
            Message::Assistant { tool_calls, .. } => {
                tool_calls.iter_mut().for_each(|call| call.id = split(&call.id).0.to_owned());
            }
            Message::Tool { tool_call_id, .. } => *tool_call_id = split(tool_call_id).0.to_owned(),
            Message::System { .. } | Message::User { .. } => {}
        }
    }
    Cow::Owned(plain)
}

/// An id for a call that the provider gave none (Gemini 2.5 and before), or one that holds [`MARK`]: a hash, so that
/// it is the same each time the answer is read, and another one in another answer of the conversation.
pub fn make(answer_id: &str, index: usize, name: &str, args: &Value) -> String {
    format!("call_{:016x}", fnv1a(format!("{answer_id}\n{index}\n{name}\n{args}").as_bytes()))
}

/// Whether a provider's id can be given to a client unchanged.
pub fn is_usable(id: &str) -> bool {
    !id.is_empty() && !id.contains(MARK)
}

/// FNV-1a, 64 bits: Rust's own hashers may differ from one version to the next.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn to_url_alphabet(base64: &str) -> Option<String> {
    let data = base64.trim_end_matches('=');
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let is_whole = base64.len().is_multiple_of(4) && base64.len() - data.len() <= 2;
    (!data.is_empty() && is_whole && data.bytes().all(is_base64))
        .then(|| data.replace('+', "-").replace('/', "_"))
}

fn from_url_alphabet(data: &str) -> Option<String> {
    let is_url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let padding = match data.len() % 4 {
        0 => "",
        2 => "==",
        3 => "=",
        _ => return None,
    };
    (!data.is_empty() && data.bytes().all(is_url))
        .then(|| format!("{}{padding}", data.replace('-', "+").replace('_', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;
    use api::provider::Provider;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn a_signature_comes_back_as_it_went(id in "[a-zA-Z0-9-]{1,12}", data in "([a-zA-Z0-9+/]{4}){0,40}([a-zA-Z0-9+/]{2}==|[a-zA-Z0-9+/]{3}=|[a-zA-Z0-9+/]{4})") {
            let joined = join(&id, Some(&data));
            prop_assert!(joined.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'));
            prop_assert_eq!(split(&joined), (id.as_str(), Some(data)));
        }

        #[test]
        fn any_signature_comes_back_as_it_went_or_not_at_all(signature: String) {
            let joined = join("c", Some(&signature));
            let (id, found) = split(&joined);
            prop_assert_eq!(id, "c");
            prop_assert!(found.is_none_or(|found| found == signature));
        }
    }

    #[test]
    fn an_id_without_signature_is_itself() {
        for id in [
            "call_1",
            "a__thought_signature_",
            "a__thought_signature_x",
            "a__thought_signature_ü",
            "toolu_01A",
        ] {
            assert_eq!(split(id), (id, None));
        }
        assert_eq!(join("call_1", None), "call_1");
    }

    #[test]
    fn another_provider_gets_plain_ids() {
        let request = |id: &str| {
            let body = json!({"messages": [
                {"role": "user", "content": "x"},
                {"role": "assistant", "tool_calls": [
                    {"id": id, "type": "function", "function": {"name": "f", "arguments": "{}"}},
                    {"id": "c2", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": id, "content": "1"},
                {"role": "tool", "tool_call_id": "c2", "content": "2"},
            ]});
            ChatRequest::parse(body.as_object().unwrap()).unwrap()
        };
        let signed = request(&join("c1", Some("EpUBAdHtim+/wA==")));
        assert_eq!(*without_signatures(&signed), request("c1"));
        assert!(matches!(without_signatures(&request("c1")), Cow::Borrowed(_)));

        let sent = |provider| {
            let target =
                Target { provider, model: "m", base_url: None, api_key: "key", max_output_tokens: 9 };
            String::from_utf8(crate::encode(&target, &signed, false).unwrap().into_body()).unwrap()
        };
        assert!(sent(Provider::Openai).contains("\"tool_call_id\":\"c1\""));
        assert!(!sent(Provider::Openai).contains(MARK));
        assert!(sent(Provider::Gemini).contains("EpUBAdHtim+/wA=="));
    }

    #[test]
    fn a_made_id_depends_on_the_whole_call() {
        let id = make("r1", 0, "f", &json!({"a": 1}));
        assert_eq!(id, make("r1", 0, "f", &json!({"a": 1})));
        assert!(is_usable(&id) && id.len() == 21);
        for other in [
            make("r2", 0, "f", &json!({"a": 1})),
            make("r1", 1, "f", &json!({"a": 1})),
            make("r1", 0, "g", &json!({"a": 1})),
            make("r1", 0, "f", &json!({"a": 2})),
        ] {
            assert_ne!(other, id);
        }
    }
}
