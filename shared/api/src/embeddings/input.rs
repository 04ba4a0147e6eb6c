//! What vectors are made of: texts, or texts that the client has cut into tokens itself.

use serde::Serialize;
use serde_json::Value;

use crate::chat::estimate_tokens;
use crate::reading::{Faults, Path, ReadValue, any_text, items_of, read_items};

/// The most inputs of a request (OpenAI: "any array must be 2048 dimensions or less").
pub const MAX_INPUTS: usize = 2_048;
/// The most tokens of one input that is sent as tokens (OpenAI: 8,192 for all of its embedding models).
pub const MAX_TOKENS_OF_INPUT: usize = 8_192;
/// What a tokenizer may put around a text, in tokens.
const FRAME: u64 = 8;

/// What vectors are made of, each input of a request for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EmbeddingInput {
    /// Texts, none of them empty.
    Texts(Vec<String>),
    /// Texts as the numbers of their tokens, none of them empty. Only OpenAI takes these: tokens are numbered by a model's own tokenizer.
    Tokens(Vec<Vec<u32>>),
}

impl EmbeddingInput {
    /// How many inputs there are: as many as the vectors of the answer.
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Tokens(inputs) => inputs.len(),
        }
    }

    /// A number of tokens that no tokenizer exceeds: a token has at least one byte.
    pub(super) fn tokens_bound(&self) -> u64 {
        match self {
            Self::Texts(texts) => texts.iter().map(|text| text.len() as u64 + FRAME).sum(),
            Self::Tokens(inputs) => inputs.iter().map(|tokens| tokens.len() as u64 + FRAME).sum(),
        }
    }

    /// About how many tokens there are; what is sent as tokens is counted.
    pub(super) fn estimated_tokens(&self) -> u64 {
        match self {
            Self::Texts(texts) => texts.iter().map(|text| estimate_tokens(text)).sum(),
            Self::Tokens(inputs) => inputs.iter().map(|tokens| tokens.len() as u64).sum(),
        }
    }
}

/// Texts and tokens are not mixed, so the first item of a list says what the others are.
impl ReadValue for EmbeddingInput {
    fn read_value(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let Value::Array(items) = value else {
            if value.is_string() {
                return any_text(value, 1, at, faults).map(|text| Self::Texts(vec![text.to_owned()]));
            }
            faults.malformed(at, "string_type", "Must be a text, a list of texts, or lists of tokens");
            return None;
        };
        match items.first() {
            Some(Value::Number(_)) => read_tokens(value, at, faults).map(|tokens| Self::Tokens(vec![tokens])),
            Some(Value::Array(_)) => {
                let lists = items_of(value, 1..=MAX_INPUTS, at, faults)?;
                read_items(lists, at, faults, read_tokens).map(Self::Tokens)
            }
            _ => {
                let texts = items_of(value, 1..=MAX_INPUTS, at, faults)?;
                let text = |value: &Value, at: &Path<'_>, faults: &mut Faults| {
                    any_text(value, 1, at, faults).map(str::to_owned)
                };
                read_items(texts, at, faults, text).map(Self::Texts)
            }
        }
    }
}

/// The tokens of one input.
fn read_tokens(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<Vec<u32>> {
    let items = items_of(value, 1..=MAX_TOKENS_OF_INPUT, at, faults)?;
    let tokens: Option<Vec<u32>> =
        items.iter().map(|item| item.as_u64().and_then(|token| u32::try_from(token).ok())).collect();
    if tokens.is_none() {
        faults.malformed(at, "int_type", "Must be the numbers of tokens");
    }
    tokens
}

#[cfg(feature = "schema")]
crate::reading::inline_schemas! {
    [] EmbeddingInput => |_generator| {
        let token = schemars::json_schema!({"type": "integer", "minimum": 0, "maximum": u32::MAX});
        schemars::json_schema!({"anyOf": [
            {"type": "string", "minLength": 1, "description": "One text."},
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_INPUTS,
                "items": {"type": "string", "minLength": 1},
                "description": "Several texts.",
            },
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_TOKENS_OF_INPUT,
                "items": token,
                "description": "The tokens of one text. Only OpenAI's models take tokens.",
            },
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_INPUTS,
                "items": {"type": "array", "minItems": 1, "maxItems": MAX_TOKENS_OF_INPUT, "items": token},
                "description": "The tokens of several texts.",
            },
        ]})
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<EmbeddingInput, Vec<String>> {
        let mut faults = Faults::default();
        let read = EmbeddingInput::read_value(value, &Path::BODY.member("input"), &mut faults);
        let places = |error: crate::error::ApiError| {
            error.fields.iter().map(|field| field.location[1..].join(".")).collect()
        };
        faults.finish(read).map_err(places)
    }

    #[test]
    fn a_text_is_a_list_of_one() {
        let texts =
            |texts: &[&str]| Ok(EmbeddingInput::Texts(texts.iter().map(|&text| text.into()).collect()));
        assert_eq!(read(&json!("a")), texts(&["a"]));
        assert_eq!(read(&json!(["a", "b\0"])), texts(&["a", "b\0"]));
    }

    #[test]
    fn tokens_are_of_one_text_or_of_several() {
        assert_eq!(read(&json!([1, 2])), Ok(EmbeddingInput::Tokens(vec![vec![1, 2]])));
        assert_eq!(read(&json!([[1], [2, 3]])), Ok(EmbeddingInput::Tokens(vec![vec![1], vec![2, 3]])));
    }

    #[test]
    fn what_is_empty_mixed_or_too_much_is_refused_where_it_stands() {
        for (value, places) in [
            (json!(""), vec!["input"]),
            (json!([]), vec!["input"]),
            (json!(["a", ""]), vec!["input.1"]),
            (json!(["a", 1, [2]]), vec!["input.1", "input.2"]),
            (json!([[1], "a"]), vec!["input.1"]),
            (json!([1, "a"]), vec!["input"]),
            (json!([-1]), vec!["input"]),
            (json!([[]]), vec!["input.0"]),
            (json!([1.5]), vec!["input"]),
            (json!({"text": "a"}), vec!["input"]),
            (json!(vec!["a"; MAX_INPUTS + 1]), vec!["input"]),
            (json!(vec![1; MAX_TOKENS_OF_INPUT + 1]), vec!["input"]),
        ] {
            assert_eq!(read(&value).unwrap_err(), places);
        }
        assert!(read(&json!(vec!["a"; MAX_INPUTS])).is_ok());
    }

    proptest! {
        #[test]
        fn there_are_no_more_tokens_than_the_bound(texts in prop::collection::vec(".{1,40}", 1..5)) {
            let input = EmbeddingInput::Texts(texts.clone());
            let bytes: usize = texts.iter().map(String::len).sum();
            prop_assert!(input.tokens_bound() >= bytes as u64);
            prop_assert!(input.estimated_tokens() <= input.tokens_bound());
            prop_assert_eq!(input.count(), texts.len());
        }
    }
}
