//! Chat completion requests, answers and chunks in OpenAI's shape.
//!
//! This is the form every client speaks, whichever provider answers: `request` and `message` hold what a
//! client may ask, `parse` reads it from a body, `completion` and `chunk` write the answer.

mod chunk;
mod completion;
mod fields;
mod message;
mod parse;
mod parse_messages;
mod request;
mod tokens;

pub use chunk::{ChunkWriter, STREAM_END, StreamMetadata, event_line};
pub use completion::{Completion, FinishReason, ToolCallDelta, Usage};
pub use message::{
    ImageDetail, ImageSource, InstructionRole, Message, ToolCall, UserPart, arguments_as_object,
};
pub use parse_messages::MAX_MESSAGES;
pub use request::{ChatRequest, ReasoningEffort, ResponseFormat, Tool, ToolChoice};
pub use request::{MAX_STOP_SEQUENCES, MAX_TOOLS};
pub use tokens::{IMAGE_TOKENS_UPPER_BOUND, estimate_tokens};
