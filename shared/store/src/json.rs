//! JSON between this crate and the SQL functions: parameters are encoded, answers are decoded.
//!
//! An answer is an object with a member `outcome`. `{"outcome": "refused"}` has the members of a
//! [`Refusal`](crate::Refusal); `{"outcome": "replayed", "answer": ...}` has the answer to an earlier request with the
//! same `Idempotency-Key`. Every other outcome has the members of the type that the caller expects.

use platform::DatabaseError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::error::StoreError;

/// JSON text of a value whose serialization cannot fail: string keys only, no I/O.
pub(crate) fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Decodes an answer.
///
/// # Errors
/// The refusal, or [`DatabaseError::MigrationRequired`] for JSON that does not fit the type.
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
        .map_err(|error| DatabaseError::MigrationRequired(format!("an answer cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::refusal::Refusal;

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
    fn an_answer_that_does_not_fit_asks_for_a_migration() {
        for answer in ["", "[]", r#"{"outcome": "refused", "reason": "of_another_version"}"#] {
            let misread = decode::<Value>(answer);
            assert!(
                matches!(misread, Err(StoreError::Database(DatabaseError::MigrationRequired(_)))),
                "{answer} gives {misread:?}"
            );
        }
    }
}
