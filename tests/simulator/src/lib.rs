//! A provider simulator that speaks the providers' wire formats, faults included.
//!
//! Tests and the local stack call it in place of the real providers. It validates what it is sent as
//! strictly as they do, answers deterministically, and follows directives in the last user message
//! what to play: `[[status=429 retry_after=2]]`, `[[chunk_ms=50]]`, `[[cut_after=3]]`. The README has the
//! table of all directives.
//!
//! It knows nothing of Tollgate's own crates: it is an independent witness of the wire formats.

mod answer;
mod anthropic;
mod connection;
mod delivery;
mod dialect;
mod directive;
mod gemini;
mod halves;
mod image;
mod openai;
mod playable;
mod prompt_cache;
mod provider;
mod record;
mod schema;
mod script;
mod server;
mod stage;
mod strict;
mod tokens;
mod tool_calls;
mod vectors;

pub use provider::Provider;
pub use record::{Outcome, RecordedCall};
pub use server::Simulator;
pub use tokens::{PER_IMAGE, count_prompt_tokens, count_tokens, count_tool_tokens};
pub use vectors::embedding;
