//! `encrypted_content`: reasoning on its way through a client that keeps it for the next request.
//!
//! At OpenAI only the server can read it. Here it is base64 of JSON, because it has nothing that the client may not see: a text that
//! the answer shows too, and what its provider has signed or encrypted itself. It keeps a provider's thinking apart into the blocks
//! that the provider wants back as they came.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::chat::ThinkingBlock;

/// What the text begins with, so that it is not taken for another server's. The number is that of the form.
const MARK: &str = "tollgate1.";
/// The longest text that is read, in bytes: 4 MiB.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most blocks that are read.
const MAX_BLOCKS: usize = 2_000;

/// The text of some blocks of thinking.
#[must_use]
pub fn seal_reasoning(blocks: &[ThinkingBlock]) -> String {
    // Blocks have string keys only: their serialization cannot fail.
    let json = serde_json::to_vec(blocks).unwrap_or_default();
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(json))
}

/// The blocks of a text, unless another server has made it, or it is not whole.
#[must_use]
pub fn open_reasoning(text: &str) -> Option<Vec<ThinkingBlock>> {
    let data = text.strip_prefix(MARK).filter(|data| data.len() <= MAX_BYTES)?;
    let json = URL_SAFE_NO_PAD.decode(data).ok()?;
    let blocks: Vec<ThinkingBlock> = serde_json::from_slice(&json).ok()?;
    (blocks.len() <= MAX_BLOCKS).then_some(blocks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_block() -> impl Strategy<Value = ThinkingBlock> {
        prop_oneof![
            (any::<String>(), any::<Option<String>>())
                .prop_map(|(thinking, signature)| ThinkingBlock::Thinking { thinking, signature }),
            any::<String>().prop_map(|data| ThinkingBlock::RedactedThinking { data }),
        ]
    }

    proptest! {
        #[test]
        fn reasoning_comes_back_as_it_went(blocks in prop::collection::vec(any_block(), 0..5)) {
            prop_assert_eq!(open_reasoning(&seal_reasoning(&blocks)), Some(blocks));
        }

        #[test]
        fn what_another_has_made_is_not_read(text in ".{0,60}") {
            prop_assert_eq!(open_reasoning(&text), None);
            let _ = open_reasoning(&format!("{MARK}{text}"));
        }
    }

    #[test]
    fn what_is_cut_or_too_long_is_not_read() {
        let block = ThinkingBlock::RedactedThinking { data: "abc".to_owned() };
        let sealed = seal_reasoning(std::slice::from_ref(&block));
        assert_eq!(open_reasoning(&sealed[..sealed.len() - 2]), None);
        assert_eq!(open_reasoning(&seal_reasoning(&vec![block; MAX_BLOCKS + 1])), None);
        let long = ThinkingBlock::RedactedThinking { data: "a".repeat(MAX_BYTES) };
        assert_eq!(open_reasoning(&seal_reasoning(&[long])), None);
    }
}
