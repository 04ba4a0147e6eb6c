//! Closed sets of words: statuses, modes, periods, kinds. Each is one enum with its texts, its JSON and its schema.

use serde::Serialize;
use serde_json::Value;

use crate::reading::{Described, Faults, Path, ReadValue};

/// A closed set of words. Derived: see `api_derive::Word`.
pub trait Word: Copy + PartialEq + ReadValue + Serialize + Described + 'static {
    /// The name of the set in the OpenAPI document.
    const TITLE: &'static str;
    /// The description of the set in the OpenAPI document.
    const ABOUT: &'static str;
    /// The PostgreSQL enum that has the same words, where there is one.
    const POSTGRES: Option<&'static str>;
    /// Whether another word in a request is answered with 400 `invalid_value` rather than with 422.
    const IMPOSSIBLE: bool;
    /// The kind of a fault that is answered with 422.
    const KIND: &'static str = "enum";
    /// Whether requests must have a word in its own case.
    const EXACT: bool = false;
    /// Every word, in the order in which they are listed for people.
    const WORDS: &'static [Self];
    /// Other texts that requests may have, with the words that they mean.
    const ALSO: &'static [(&'static str, Self)];

    /// The text that stands for it.
    fn text(self) -> &'static str;
}

/// The word that a text stands for, in any case.
#[must_use]
pub fn word<W: Word>(text: &str) -> Option<W> {
    let texts = W::WORDS.iter().map(|word| (word.text(), *word));
    texts
        .chain(W::ALSO.iter().copied())
        .find(|(known, _)| known.eq_ignore_ascii_case(text))
        .map(|(_, word)| word)
}

/// The texts of a set, with commas between them.
#[must_use]
pub fn listed<W: Word>() -> String {
    texts::<W>().join(", ")
}

fn texts<W: Word>() -> Vec<&'static str> {
    W::WORDS.iter().map(|word| word.text()).collect()
}

/// A text that is none of the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be one of: {0}")]
pub struct UnknownWord(String);

impl UnknownWord {
    /// For a set.
    #[must_use]
    pub fn of<W: Word>() -> Self {
        Self(listed::<W>())
    }
}

/// Reads a word of a request, in any case unless the set is exact.
pub(crate) fn read<W: Word>(value: &Value, at: &Path<'_>, faults: &mut Faults) -> Option<W> {
    let found = value.as_str().and_then(|text| {
        if W::EXACT { W::WORDS.iter().copied().find(|word| word.text() == text) } else { word(text) }
    });
    if found.is_none() {
        let words = listed::<W>();
        if W::IMPOSSIBLE && value.is_string() {
            faults.impossible(at, format!("`{}` must be one of: {words}.", at.name()));
        } else {
            faults.malformed(at, W::KIND, format!("Must be one of: {words}"));
        }
    }
    found
}

/// The schema of a set, a component with its name.
#[cfg(feature = "schema")]
pub(crate) fn schema<W: Word>() -> schemars::Schema {
    schemars::json_schema!({"type": "string", "description": W::ABOUT, "enum": texts::<W>()})
}

/// Implements serialization, parsing and reading from requests.
macro_rules! word_traits {
    ($type:ident) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::words::word(text).ok_or_else(crate::words::UnknownWord::of::<Self>)
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl crate::reading::ReadValue for $type {
            fn read_value(
                value: &::serde_json::Value,
                at: &crate::reading::Path<'_>,
                faults: &mut crate::reading::Faults,
            ) -> Option<Self> {
                crate::words::read(value, at, faults)
            }
        }

        #[cfg(feature = "schema")]
        impl ::schemars::JsonSchema for $type {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                <Self as crate::words::Word>::TITLE.into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                crate::words::schema::<Self>()
            }
        }
    };
}
pub(crate) use word_traits;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::chat::ReasoningEffort;
    use crate::error::ErrorCode;
    use crate::models::ModelStatus;
    use crate::provider::Provider;
    use crate::role::Role;
    use crate::webhooks::WebhookEvent;

    fn read_one<W: Word>(value: Value) -> Result<W, crate::error::ApiError> {
        let mut faults = Faults::default();
        let read = read(&value, &Path::BODY.member("word"), &mut faults);
        faults.finish(read)
    }

    #[test]
    fn a_word_has_one_text_everywhere() {
        for event in WebhookEvent::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
            assert_eq!(event.as_str().parse(), Ok(event));
            assert_eq!(serde_json::from_value::<WebhookEvent>(json!(event.as_str())).unwrap(), event);
        }
        let unknown = "job.created".parse::<WebhookEvent>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "must be one of: job.completed, job.failed, credits.low, team.suspended"
        );
    }

    #[test]
    fn requests_may_have_a_word_in_any_case_and_by_its_other_name() {
        assert_eq!(read_one(json!("OpenAI")), Ok(Provider::Openai));
        assert_eq!(read_one(json!("google")), Ok(Provider::Gemini));
        assert_eq!(read_one(json!("OWNER")), Ok(Role::Owner));
    }

    #[test]
    fn an_exact_word_counts_in_its_own_case_only() {
        assert_eq!(read_one(json!("high")), Ok(ReasoningEffort::High));
        assert_eq!(read_one::<ReasoningEffort>(json!("High")).unwrap_err().fields[0].kind, "enum");
    }

    #[test]
    fn another_word_is_malformed_or_not_possible_as_the_set_says() {
        assert_eq!(read_one::<Provider>(json!("acme")).unwrap_err().code, ErrorCode::InvalidValue);
        assert_eq!(read_one::<Provider>(json!(3)).unwrap_err().fields[0].kind, "string_type");
        assert_eq!(read_one::<ModelStatus>(json!(3)).unwrap_err().fields[0].kind, "enum");
        assert_eq!(read_one::<Role>(json!("root")).unwrap_err().code, ErrorCode::ValidationError);
    }
}
