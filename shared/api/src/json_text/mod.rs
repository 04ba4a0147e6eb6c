//! JSON that `serde_json` cannot hold as it is: halves of UTF-16 pairs, and numbers of any size and precision.
//!
//! RFC 8259 lets texts have escapes of half a pair (section 8.2) and numbers of any number of digits (section 6). Providers and
//! clients send both. What is read here is given to `serde_json` in a form that it takes, and written back as it was.

mod halves;
mod numbers;

pub use halves::{Halves, with_marked_halves, without_halves};
pub use numbers::{is_marked, round_numbers, show_numbers, unmarked, with_marked_numbers};

use std::borrow::Cow;

use serde_json::Value;

/// Reads a provider's JSON: a half of a pair becomes U+FFFD, and a number that a [`Value`] cannot hold exactly is marked, so that
/// [`write`] gives it back.
///
/// # Errors
/// For what is no JSON.
pub fn parse(text: &str) -> serde_json::Result<Value> {
    let whole = without_halves(text.as_bytes());
    let whole = match &whole {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => String::from_utf8_lossy(bytes),
    };
    serde_json::from_str(&with_marked_numbers(&whole))
}

/// JSON text of a value, with the marked numbers as they were.
#[must_use]
pub fn write(value: &Value) -> String {
    unmarked(value.to_string())
}
