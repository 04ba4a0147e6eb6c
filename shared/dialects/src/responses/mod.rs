//! OpenAI's responses: an answer as a `response` object, and as a stream of typed events that puts the same object together.
//!
//! Source: OpenAI "API reference: Responses", "API reference: Responses: Streaming".

mod call;
mod error;
mod events;
mod message;
mod output;
mod writer;

pub use error::error_body;
#[cfg(feature = "schema")]
pub use events::ResponsesStreamEvent;
pub use writer::{ResponsesWriter, whole};
