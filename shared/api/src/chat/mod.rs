//! Chat completion requests, answers and chunks in OpenAI's shape.

mod usage;

pub use usage::Usage;
