//! The vectors that the simulator makes of texts: a test can compute them on its own.
//!
//! A vector is made of the SHA-256 hashes of the model, the text and a counter. Every four bytes are a number from -1 to 1 with as many
//! digits as a number of four bytes has. A shorter vector is the beginning of a longer one.

use sha2::{Digest, Sha256};

/// What a request for embeddings asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EmbeddingTask {
    /// The inputs; one that came as tokens is their numbers with spaces between them.
    pub inputs: Vec<String>,
    pub dimensions: usize,
    /// Whether vectors are written in base64.
    pub base64: bool,
}

impl EmbeddingTask {
    /// The vectors of a model for all inputs, in their order.
    pub(crate) fn vectors(&self, model: &str) -> Vec<Vec<f32>> {
        self.inputs.iter().map(|input| embedding(model, input, self.dimensions)).collect()
    }
}

/// The vector that a model of the simulator makes of a text.
#[must_use]
pub fn embedding(model: &str, text: &str, dimensions: usize) -> Vec<f32> {
    let blocks = (0_u64..).map(|block| Sha256::digest(format!("{model}\n{text}\n{block}")));
    let numbers = blocks.flat_map(|block| {
        let words: Vec<[u8; 4]> = block.chunks_exact(4).filter_map(|word| word.try_into().ok()).collect();
        words
            .into_iter()
            .map(|word| (f64::from(u32::from_be_bytes(word)) / f64::from(u32::MAX) * 2.0 - 1.0) as f32)
    });
    numbers.take(dimensions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_differ_by_text_and_model_and_a_shorter_one_is_a_beginning() {
        let vector = embedding("m", "a text", 100);
        assert_eq!(vector, embedding("m", "a text", 100));
        assert_eq!(vector[..7], embedding("m", "a text", 7));
        assert!(vector.iter().all(|number| (-1.0..=1.0).contains(number)));
        assert_ne!(vector, embedding("m", "another text", 100));
        assert_ne!(vector, embedding("n", "a text", 100));
    }
}
