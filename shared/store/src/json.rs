//! JSON between this crate and the SQL functions: parameters are encoded, answers are decoded.
//!
//! An answer is an object with a member `outcome`. `{"outcome": "refused"}` has the members of a
//! [`Refusal`](crate::Refusal); `{"outcome": "replayed", "answer": ...}` has the answer to an earlier request with the
//! same `Idempotency-Key`. Every other outcome has the members of the type that the caller expects.

use std::io;

use platform::DatabaseError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

use crate::answer::Answer;
use crate::error::StoreError;

/// JSON text, as PostgreSQL can hold it, of a value whose serialization cannot fail: string keys only, no I/O.
pub(crate) fn json_text(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, StorableText);
    let written = value.serialize(&mut serializer).is_ok();
    String::from_utf8(text).ok().filter(|_| written).unwrap_or_else(|| "null".to_owned())
}

/// Compact JSON with U+FFFD in place of U+0000, which neither `text` nor `jsonb` can hold (PostgreSQL documentation, "JSON
/// Types"): what a model or a client writes never makes a statement fail.
struct StorableText;

impl Formatter for StorableText {
    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::AsciiControl(0) => writer.write_all("\u{fffd}".as_bytes()),
            other => CompactFormatter.write_char_escape(writer, other),
        }
    }
}

/// Decodes an answer.
///
/// # Errors
/// The refusal, or [`DatabaseError::Failed`] for JSON that does not fit the type.
pub(crate) fn decode<T: DeserializeOwned>(answer: &str) -> Result<T, StoreError> {
    #[derive(Deserialize)]
    struct Outcome {
        outcome: String,
    }
    let Outcome { outcome } = read(answer)?;
    if outcome == "refused" {
        return Err(StoreError::Refused(read(answer)?));
    }
    Ok(read(answer)?)
}

/// Decodes an answer that may be a replay.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_answer<T: DeserializeOwned>(answer: &str) -> Result<Answer<T>, StoreError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum NewOrReplayed<T> {
        Replayed { answer: T },
        New(T),
    }
    Ok(match decode(answer)? {
        NewOrReplayed::Replayed { answer } => Answer { value: answer, replayed: true },
        NewOrReplayed::New(value) => Answer { value, replayed: false },
    })
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(answer)
        .map_err(|error| DatabaseError::Failed(format!("an answer cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::refusal::Refusal;

    #[test]
    fn a_nul_is_replaced_and_nothing_else_changes() {
        let value = json!({"a\u{0}b": ["\u{0}", "\\u0000", "\u{1}\n\"\u{1f600}", 1.5, null]});
        let text = json_text(&value);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({"a\u{fffd}b": ["\u{fffd}", "\\u0000", "\u{1}\n\"\u{1f600}", 1.5, null]}));
        let plain = json!({"a": ["b", 1, true]});
        assert_eq!(json_text(&plain), plain.to_string());
    }

    #[test]
    fn a_refusal_is_an_error_and_no_answer() {
        let refused = decode::<Value>(r#"{"outcome": "refused", "reason": "team_paused"}"#);
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::TeamPaused))));
    }

    #[test]
    fn the_answer_to_an_earlier_request_is_marked_as_replayed() {
        let new = decode_answer::<Value>(r#"{"outcome": "created", "job_id": "1"}"#).unwrap();
        assert_eq!(new, Answer { value: json!({"outcome": "created", "job_id": "1"}), replayed: false });
        let replayed =
            decode_answer::<Value>(r#"{"outcome": "replayed", "answer": {"job_id": "1"}}"#).unwrap();
        assert_eq!(replayed, Answer { value: json!({"job_id": "1"}), replayed: true });
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_a_fault_of_ours() {
        for answer in ["", "[]", r#"{"outcome": "refused", "reason": "of_another_version"}"#] {
            let misread = decode::<Value>(answer);
            assert!(
                matches!(misread, Err(StoreError::Database(DatabaseError::Failed(_)))),
                "{answer} gives {misread:?}"
            );
        }
    }
}
