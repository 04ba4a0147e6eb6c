//! The probabilities of tokens: a token is a piece of the text, as it is streamed, and its probability follows from its length.
//!
//! Source: OpenAI "API reference: Chat completions, the `logprobs` of a choice".

use serde_json::{Value, json};

use crate::{answer::pieces, halves};

/// Those of a whole message.
pub(super) fn of_message(message: &Value, others: u64) -> Value {
    let tokens = |member: &str| -> Value {
        match message[member].as_str().map(pieces) {
            Some(pieces) if !pieces.is_empty() => {
                pieces.into_iter().map(|piece| token(piece, others)).collect()
            }
            _ => Value::Null,
        }
    };
    probabilities(tokens("content"), tokens("refusal"))
}

/// Those of one delta of a stream, which is one token.
pub(super) fn of_delta(delta: &Value, others: u64) -> Value {
    let tokens = |member: &str| match delta[member].as_str() {
        Some(text) if !text.is_empty() => json!([token(text, others)]),
        _ => Value::Null,
    };
    probabilities(tokens("content"), tokens("refusal"))
}

/// Nothing that was said as text has none.
fn probabilities(content: Value, refusal: Value) -> Value {
    if content.is_null() && refusal.is_null() {
        return Value::Null;
    }
    json!({"content": content, "refusal": refusal})
}

fn token(text: &str, others: u64) -> Value {
    let mut token = entry(text, 0);
    token["top_logprobs"] = (0..others)
        .map(|place| match place {
            // The token itself is the most likely one.
            0 => entry(text, 0),
            _ => entry(&format!("{text}{place}"), place),
        })
        .collect();
    token
}

fn entry(text: &str, place: u64) -> Value {
    // Sevenths have digits without end, so that every digit that is lost shows.
    let logprob = -((text.chars().count() as f64) / 7.0) - (place as f64);
    let bytes = (!halves::any(text)).then_some(text.as_bytes());
    json!({"token": text, "logprob": logprob, "bytes": bytes})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_of_a_stream_are_those_of_the_whole_answer() {
        let text = "Echo: some words";
        let whole = of_message(&json!({"content": text, "refusal": null}), 2);
        let streamed: Vec<Value> = pieces(text)
            .into_iter()
            .map(|piece| of_delta(&json!({"content": piece}), 2)["content"][0].clone())
            .collect();
        assert_eq!(whole, json!({"content": streamed, "refusal": null}));
        let first = &whole["content"][0];
        assert_eq!((&first["token"], &first["bytes"]), (&json!("Echo:"), &json!(b"Echo:")));
        assert_eq!(first["top_logprobs"][0]["logprob"], first["logprob"]);
        assert!(first["top_logprobs"][1]["logprob"].as_f64() < first["logprob"].as_f64());
    }

    #[test]
    fn calls_of_tools_have_none() {
        assert_eq!(of_message(&json!({"content": null, "tool_calls": []}), 0), Value::Null);
        assert_eq!(of_delta(&json!({"role": "assistant", "content": ""}), 0), Value::Null);
    }
}
