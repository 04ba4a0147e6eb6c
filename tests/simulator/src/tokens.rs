//! How the simulator counts tokens: simple enough for a test to compute the expected usage on its own.
//!
//! A text costs one token for every four characters (Unicode scalar values, not bytes), rounded up. Each
//! text of a prompt is counted apart, as it was sent, directives included; each image costs
//! [`PER_IMAGE`]; each tool costs the tokens of its name, its description and its schema as compact JSON.

use serde_json::Value;

/// What one image in a prompt costs, in tokens.
pub const PER_IMAGE: u64 = 85;

/// The tokens of one text: its characters divided by four, rounded up.
#[must_use]
pub fn count_tokens(text: &str) -> u64 {
    text.chars().count().div_ceil(4) as u64
}

/// The tokens of a prompt that consists of these texts alone (system texts included), each counted apart.
#[must_use]
pub fn count_prompt_tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    texts.into_iter().map(count_tokens).sum()
}

/// The tokens of one declared tool.
#[must_use]
pub fn count_tool_tokens(name: &str, description: &str, schema: &Value) -> u64 {
    count_tokens(name) + count_tokens(description) + count_tokens(&schema.to_string())
}

/// The longest beginning of `text` that costs no more than `limit` tokens.
#[must_use]
pub fn truncate(text: &str, limit: u64) -> &str {
    let characters = usize::try_from(limit.saturating_mul(4)).unwrap_or(usize::MAX);
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn four_characters_are_one_token_and_a_fifth_begins_another() {
        assert_eq!(count_tokens(""), 0);
        assert_eq!(count_tokens("a"), 1);
        assert_eq!(count_tokens("abcd"), 1);
        assert_eq!(count_tokens("abcde"), 2);
        assert_eq!(count_tokens("日本語です"), 2);
    }

    proptest! {
        #[test]
        fn a_truncated_text_fits_and_is_the_longest_that_does(text in "\\PC{0,60}", limit in 0_u64..20) {
            let short = truncate(&text, limit);
            prop_assert!(text.starts_with(short));
            prop_assert!(count_tokens(short) <= limit);
            if short.len() < text.len() {
                prop_assert_eq!(short.chars().count() as u64, limit * 4);
            }
        }
    }
}
