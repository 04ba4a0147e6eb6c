//! How large the body of a request may be, by its route.

use super::Operation;

/// The greatest body of a request that has no prompt, in bytes: 64 KiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The greatest body of a request that has a prompt, in bytes: room for several images. 10 MiB.
pub const MAX_PROMPT_BODY_BYTES: usize = 10 * 1024 * 1024;

impl Operation {
    /// The greatest body of its requests, in bytes.
    #[must_use]
    pub const fn max_body_bytes(self) -> usize {
        match self {
            Self::JobCreateAndCall(_)
            | Self::JobCreateAndCallStream(_)
            | Self::ChatCompletions(_)
            | Self::Messages(_)
            | Self::Embeddings(_)
            | Self::Responses(_)
            | Self::JobLlmCall(_)
            | Self::JobLlmCallStream(_) => MAX_PROMPT_BODY_BYTES,
            _ => MAX_BODY_BYTES,
        }
    }
}
