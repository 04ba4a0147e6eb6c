//! Chat completion requests, answers and chunks in OpenAI's shape.
//!
//! A request is parsed once, at the border, into types that cannot be wrong; the provider codecs translate from them and
//! back into them.

mod bound;
mod chunk;
mod completion;
mod message;
mod read;
mod request;
mod tools;
mod usage;

pub use bound::{estimate_tokens, estimate_tokens_of_bytes};
pub use chunk::{CallFacts, ChunkWriter, DONE, KEEPALIVE, ToolCallPart, error_event};
pub use completion::{Completion, FinishReason};
pub use message::{ContentPart, ImageDetail, ImageSource, Message};
pub use request::{ChatRequest, PARAMETERS, ReasoningEffort, ResponseFormat};
pub use tools::{FunctionTool, ToolCall, ToolChoice};
pub use usage::Usage;
