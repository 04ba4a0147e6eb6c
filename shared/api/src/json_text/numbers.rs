//! Numbers that a [`Value`] cannot hold exactly: whole ones of more than 64 bits, and fractions that no `f64` is.
//!
//! In arguments, results and schemas every digit may matter: an account number of 25 digits is one. Such a number becomes a text
//! that begins with a noncharacter, which no text has that is meant to be read, and is written as a number again. `serde_json`'s own
//! `arbitrary_precision` would do it for all numbers, but then enums with tags and flattened structures, of which the answers of the
//! database are full, could no longer be read.

use std::borrow::Cow;

use serde_json::Value;

const MARK: char = '\u{10FFFE}';
const MARK_ESCAPE: &str = "\\udbff\\udffe";

/// Whether a text is a marked number, or would be taken for one.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    text.strip_prefix(MARK).is_some_and(is_number)
}

/// The JSON with every number marked that a [`Value`] cannot hold exactly. Borrowed if there is none. A text that looks like a marked
/// number gets U+FFFD in place of its first character.
#[must_use]
pub fn with_marked_numbers(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut marked = String::new();
    let (mut at, mut done) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        match byte {
            b'"' => {
                at = end_of_text(bytes, at + 1);
                let text = &json[start + 1..at];
                let escape =
                    text.get(..MARK_ESCAPE.len()).filter(|first| first.eq_ignore_ascii_case(MARK_ESCAPE));
                let own_mark =
                    escape.map(str::len).or_else(|| text.starts_with(MARK).then(|| MARK.len_utf8()));
                if let Some(length) = own_mark {
                    marked.push_str(&json[done..=start]);
                    marked.push(char::REPLACEMENT_CHARACTER);
                    done = start + 1 + length;
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                while bytes.get(at).is_some_and(|byte| is_of_number(*byte)) {
                    at += 1;
                }
                let number = &json[start..at];
                if is_number(number) && !is_exact(number) {
                    marked.push_str(&json[done..start]);
                    marked.extend(['"', MARK]);
                    marked.push_str(number);
                    marked.push('"');
                    done = at;
                }
            }
            _ => at += 1,
        }
    }
    if done == 0 {
        return Cow::Borrowed(json);
    }
    marked.push_str(&json[done..]);
    Cow::Owned(marked)
}

/// JSON text with the marked numbers as numbers again.
#[must_use]
pub fn unmarked(json: String) -> String {
    let opening = format!("\"{MARK}");
    if !json.contains(&opening) {
        return json;
    }
    let mut whole = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some((before, after)) = rest.split_once(&opening) {
        whole.push_str(before);
        match after.split_once('"') {
            Some((number, after)) if is_number(number) => {
                whole.push_str(number);
                rest = after;
            }
            _ => {
                whole.push_str(&opening);
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    whole
}

/// Shows marked numbers as texts of their digits: what keeps a value that has some may have limits of its own for numbers.
pub fn show_numbers(value: &mut Value) {
    match value {
        Value::String(text) if is_marked(text) => drop(text.drain(..MARK.len_utf8())),
        Value::Array(items) => items.iter_mut().for_each(show_numbers),
        Value::Object(members) => members.values_mut().for_each(show_numbers),
        _ => {}
    }
}

/// Makes marked numbers the nearest ones that a [`Value`] holds, where no more is needed: of a probability.
pub fn round_numbers(value: &mut Value) {
    match value {
        Value::String(text) if is_marked(text) => {
            let number: Option<f64> = text.get(MARK.len_utf8()..).and_then(|number| number.parse().ok());
            *value = number.map_or(Value::Null, Value::from);
        }
        Value::Array(items) => items.iter_mut().for_each(round_numbers),
        Value::Object(members) => members.values_mut().for_each(round_numbers),
        _ => {}
    }
}

/// Where a text ends whose first character is at `at`: the place of its closing quotation mark, or the end of the JSON.
fn end_of_text(json: &[u8], mut at: usize) -> usize {
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

const fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Whether a text is a number by the grammar of JSON.
fn is_number(text: &str) -> bool {
    text.bytes().all(is_of_number) && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

/// Whether a [`Value`] holds this very number.
fn is_exact(number: &str) -> bool {
    if number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
        return true;
    }
    let Ok(float) = number.parse::<f64>() else { return false };
    // Where two shortest texts are equally near, `serde_json` does not choose the one that Rust's own formatting chooses.
    float.is_finite() && Decimal::of(number) == Decimal::of(&Value::from(float).to_string())
}

/// A decimal number as its digits and the power of ten of the last one.
#[derive(PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// `None` for an exponent that is beyond all sense.
    fn of(number: &str) -> Option<Self> {
        let (is_negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_start_matches('0').trim_end_matches('0');
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        if significant.is_empty() {
            return Some(Self { is_negative: false, digits: String::new(), exponent: 0 });
        }
        let shift = i64::try_from(zeros).ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        Some(Self { is_negative, digits: significant.to_owned(), exponent: exponent.checked_add(shift)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json_text::{parse, write};

    #[test]
    fn every_digit_comes_back() {
        for number in [
            "123456789012345678901234567890",
            "-123456789012345678901234567890.000000000000000000001",
            "0.1234567890123456789012345",
            "1e400",
            "-1E-400",
            "3.141592653589793238462643383279",
            "18446744073709551616",
            "1e999999999999999999999",
            // One number of 64 bits lies in the middle between the two.
            "1042303192044061.2",
            "1042303192044061.3",
        ] {
            let json = format!(r#"{{"a":[{number}],"b":"{number}","{number}":{number}}}"#);
            assert_eq!(write(&parse(&json).unwrap()), json);
        }
    }

    #[test]
    fn a_number_that_a_value_holds_is_not_marked() {
        for number in
            ["0", "-0", "1.50", "1e2", "18446744073709551615", "-9223372036854775808", "0.1", "5e-324"]
        {
            assert_eq!(with_marked_numbers(number), number);
            assert!(parse(number).unwrap().is_number(), "{number}");
        }
    }

    #[test]
    fn a_text_is_never_taken_for_a_number() {
        for json in [
            "\"\u{10FFFE}12\"".to_owned(),
            r#""\uDBFF\udffe12""#.to_owned(),
            "{\"\u{10FFFE}1\":2}".to_owned(),
        ] {
            let written = write(&parse(&json).unwrap());
            assert!(written.contains("\u{fffd}1"), "{json}: {written}");
        }
        let plain = "\"a \\\" 12345678901234567890123\"";
        assert_eq!(with_marked_numbers(plain), plain);
        assert_eq!(unmarked("\"\u{10FFFE}x\"".to_owned()), "\"\u{10FFFE}x\"");
    }

    #[test]
    fn a_number_is_shown_by_its_digits() {
        let mut value = parse(r#"{"a":[123456789012345678901234567890,1]}"#).unwrap();
        show_numbers(&mut value);
        assert_eq!(value, serde_json::json!({"a": ["123456789012345678901234567890", 1]}));
        let mut value = parse(r#"{"logprob":-0.1234567890123456789012345}"#).unwrap();
        round_numbers(&mut value);
        assert_eq!(value, serde_json::json!({"logprob": -0.123_456_789_012_345_68}));
    }

    proptest! {
        #[test]
        fn json_stays_json_of_the_same_meaning(text in ".{0,20}", number in any::<f64>(), digits in "[1-9][0-9]{0,40}(\\.[0-9]{1,30})?") {
            prop_assume!(number.is_finite());
            let json = serde_json::json!({"text": text, (text.clone()): [number, null]}).to_string();
            let long = format!("{{\"a\":{digits},\"b\":{json}}}");
            let read = parse(&long).unwrap();
            prop_assert_eq!(&parse(&write(&read)).unwrap(), &read);
            if !text.starts_with(MARK) {
                prop_assert_eq!(&read["b"].to_string(), &json);
            }
        }

        #[test]
        fn nothing_panics(json in ".{0,40}") {
            let _ = parse(&json);
            let _ = unmarked(json);
        }
    }
}
