//! An answer that may be a replay: that of an earlier request with the same `Idempotency-Key`.

use serde::Deserialize;

/// The answer to a request, from now or from an earlier request with the same `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The answer.
    pub value: T,
    /// It is the answer to an earlier request; this request changed nothing.
    pub replayed: bool,
}

/// An answer in whose JSON `replayed` stands among the members of the value.
#[derive(Deserialize)]
pub(crate) struct MarkedAnswer<T> {
    #[serde(flatten)]
    value: T,
    #[serde(default)]
    replayed: bool,
}

impl<T> From<MarkedAnswer<T>> for Answer<T> {
    fn from(answer: MarkedAnswer<T>) -> Self {
        Self { value: answer.value, replayed: answer.replayed }
    }
}
