//! One dialect per API that clients speak, sans-I/O: the mirror of the providers' codecs.
//!
//! A request becomes the form in the middle ([`api::chat::ChatRequest`]), an answer or the events of a stream become the dialect's own.
//! Any dialect works with any provider, and neither knows of the other.

pub mod anthropic_error;
mod chat_chunks;
mod messages;
pub mod openai_error;
pub mod responses;
mod stream_writer;

#[cfg(feature = "schema")]
pub use chat_chunks::ChatCompletionEvent;
pub use messages::AnthropicMessage;
#[cfg(feature = "schema")]
pub use messages::MessageStreamEvent;
pub use stream_writer::{KEEPALIVE, StreamFinish, StreamHead, StreamWriter, ToolCallPart};

use api::error::ApiError;
use serde_json::Value;

/// An API that clients speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Tollgate's own endpoints for jobs and their calls.
    Jobs,
    /// OpenAI's chat completions.
    OpenaiChat,
    /// Anthropic's Messages.
    AnthropicMessages,
    /// OpenAI's responses.
    OpenaiResponses,
}

impl Dialect {
    /// A writer for one streamed answer.
    #[must_use]
    pub fn stream_writer(self, head: StreamHead) -> Box<dyn StreamWriter> {
        match self {
            Self::Jobs | Self::OpenaiChat => Box::new(chat_chunks::ChunkWriter::new(head, self)),
            Self::AnthropicMessages => Box::new(messages::MessageWriter::new(head)),
            Self::OpenaiResponses => Box::new(responses::ResponsesWriter::new(head)),
        }
    }

    /// The body of an error.
    #[must_use]
    pub fn error_body(self, error: &ApiError) -> Value {
        match self {
            Self::Jobs => error.body(),
            Self::OpenaiChat => openai_error::body(error),
            Self::AnthropicMessages => anthropic_error::body(error),
            Self::OpenaiResponses => responses::error_body(error),
        }
    }
}
