//! Escapes of half a UTF-16 pair: `\ud83d` without the `\ude00` that makes it an emoji.
//!
//! JavaScript and Python write and read them; no Rust text can have them, and `serde_json` refuses the whole document. In a
//! whole text U+FFFD takes the place of a half. In a stream the other half may come with the next part, so a half is marked with a
//! character of the last private plane until it is known whether it does.

use std::borrow::Cow;

/// The first of the 2,048 characters that stand for the halves U+D800 to U+DFFF.
const FIRST_MARK: u32 = 0x0010_F400;
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// The JSON with `\ufffd` in place of every half.
#[must_use]
pub fn without_halves(json: &[u8]) -> Cow<'_, [u8]> {
    let mut places = places_of_halves(json).peekable();
    if places.peek().is_none() {
        return Cow::Borrowed(json);
    }
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    let mut whole = json.to_vec();
    for place in places {
        whole[place..place + 6].copy_from_slice(b"\\ufffd");
    }
    Cow::Owned(whole)
}

/// The JSON with marks in place of halves, for [`Halves`]. Borrowed if it has none. A text that has one of the marks itself,
/// which nothing has that is meant to be read, gets U+FFFD for its halves.
#[must_use]
pub fn with_marked_halves(json: &str) -> Cow<'_, str> {
    let mut marked = String::new();
    let mut done = 0;
    let mut has_marks = None;
    for (place, half) in places_of_halves(json.as_bytes()) {
        let has_marks = *has_marks.get_or_insert_with(|| json.chars().any(|c| half_of(c).is_some()));
        marked.push_str(&json[done..place]);
        marked.push(if has_marks { REPLACEMENT } else { mark_of(half) });
        done = place + 6;
    }
    if done == 0 {
        return Cow::Borrowed(json);
    }
    marked.push_str(&json[done..]);
    Cow::Owned(marked)
}

fn mark_of(half: u16) -> char {
    char::from_u32(FIRST_MARK + (u32::from(half) - 0xD800)).unwrap_or(REPLACEMENT)
}

fn half_of(mark: char) -> Option<u16> {
    let offset = u32::from(mark).checked_sub(FIRST_MARK).filter(|offset| *offset < 0x800)?;
    u16::try_from(0xD800 + offset).ok()
}

/// The halves in JSON: where the escape begins, and its code unit. Outside of texts, JSON has no backslash.
fn places_of_halves(json: &[u8]) -> impl Iterator<Item = (usize, u16)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(found) = json.get(at..)?.iter().position(|byte| *byte == b'\\') {
            let place = at + found;
            let Some(unit) = unit_at(json, place) else {
                at = place + 2;
                continue;
            };
            at = place + 6;
            match unit {
                0xD800..=0xDBFF => match unit_at(json, at) {
                    Some(0xDC00..=0xDFFF) => at += 6,
                    _ => return Some((place, unit)),
                },
                0xDC00..=0xDFFF => return Some((place, unit)),
                _ => {}
            }
        }
        None
    })
}

/// The code unit of an escape `\uXXXX` at a place, if there is one.
fn unit_at(json: &[u8], place: usize) -> Option<u16> {
    let digits = json.get(place..place + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Joins the marked halves of a text that comes in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Halves {
    /// The first half of a pair, with which the last part ended.
    pending: Option<u16>,
}

impl Halves {
    /// The next part, with halves joined; a first half at its end is kept for the next part.
    pub fn join(&mut self, part: &str) -> String {
        let mut joined = String::with_capacity(part.len());
        for character in part.chars() {
            match (self.pending.take(), half_of(character)) {
                (None, None) => joined.push(character),
                (Some(_), None) => joined.extend([REPLACEMENT, character]),
                (Some(first), Some(second)) if is_second(second) => {
                    joined.extend(char::decode_utf16([first, second]).map(|c| c.unwrap_or(REPLACEMENT)));
                }
                (pending, Some(half)) => {
                    joined.extend(pending.map(|_| REPLACEMENT));
                    if is_second(half) {
                        joined.push(REPLACEMENT);
                    } else {
                        self.pending = Some(half);
                    }
                }
            }
        }
        joined
    }

    /// What is left of a text that has ended: U+FFFD for a first half whose second has not come.
    pub fn end(&mut self) -> Option<String> {
        self.pending.take().map(|_| REPLACEMENT.to_string())
    }
}

const fn is_second(half: u16) -> bool {
    half >= 0xDC00
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn read(json: &str) -> Value {
        serde_json::from_slice(&without_halves(json.as_bytes())).unwrap()
    }

    #[test]
    fn a_half_becomes_a_replacement_and_a_pair_stays_a_pair() {
        for (json, text) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\uD83D\uDE00""#, "\u{1f600}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83dx\ude00""#, "\u{fffd}x\u{fffd}"),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""\\\ud83d\n""#, "\\\u{fffd}\n"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
        ] {
            assert_eq!(read(json), text, "{json}");
        }
        assert_eq!(read(r#"{"\ud83d": 1}"#)["\u{fffd}"], 1);
        assert!(matches!(without_halves(br#""\ud83d\ude00 \\ud83d""#), Cow::Borrowed(_)));
    }

    #[test]
    fn halves_in_two_parts_make_a_character() {
        let mut halves = Halves::default();
        let mut joined = |json: &str| {
            let part: String = serde_json::from_str(&with_marked_halves(json)).unwrap();
            halves.join(&part)
        };
        assert_eq!(joined(r#""a\ud83d""#), "a");
        assert_eq!(joined(r#""\ude00b\ud83d""#), "\u{1f600}b");
        assert_eq!(joined(r#""c\ude00\ud83d""#), "\u{fffd}c\u{fffd}");
        assert_eq!(joined(r#""\ud83d""#), "\u{fffd}");
        assert_eq!(halves.end().as_deref(), Some("\u{fffd}"));
        assert_eq!(halves.end(), None);
    }

    #[test]
    fn a_text_with_a_mark_of_its_own_keeps_it_and_loses_its_halves() {
        let mark = mark_of(0xD83D);
        let json = format!(r#""{mark}\ud83d""#);
        assert_eq!(with_marked_halves(&json), format!("\"{mark}\u{fffd}\""));
    }

    proptest! {
        #[test]
        fn what_has_no_halves_stays_and_what_has_them_can_be_read(
            pieces in prop::collection::vec(prop::sample::select(vec!["a", "é", "\\n", "\\\\", "\\ud83d", "\\ude00", "\\u00e9"]), 0..12),
        ) {
            let json = format!("\"{}\"", pieces.concat());
            let read: Result<String, _> = serde_json::from_str(&json);
            let mended: String = serde_json::from_slice(&without_halves(json.as_bytes())).unwrap();
            if let Ok(read) = read {
                prop_assert_eq!(&read, &mended);
            }
            // In one part or in many, a text is the same.
            let mut halves = Halves::default();
            let mut joined = String::new();
            for piece in &pieces {
                let part: String = serde_json::from_str(&with_marked_halves(&format!("\"{piece}\""))).unwrap();
                joined.push_str(&halves.join(&part));
            }
            joined.extend(halves.end());
            prop_assert_eq!(joined, mended);
        }
    }
}
