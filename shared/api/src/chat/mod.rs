//! Chat completion requests and answers in OpenAI's shape, which is the form in the middle between dialects and providers.
//!
//! [`ChatParameters`] is the body of a request, defined once: its reader, its bounds and its schema. It becomes a
//! [`ChatRequest`], whose types cannot be wrong; the provider codecs translate from it and back into [`Completion`].

mod asking;
mod bound;
mod cache_control;
mod completion;
mod content;
mod format;
mod image;
mod image_link;
mod leaving_out;
mod message;
mod parameters;
mod reasoning;
mod request;
mod service_tier;
mod stop;
mod tools;
mod usage;

pub use bound::{estimate_tokens, estimate_tokens_of_bytes};
pub use cache_control::{CacheControl, CacheRetention, CacheTtl};
pub use completion::{AnswerMessage, AnswerRole, ChatChoice, Completion, FinishReason};
pub use content::{ContentPart, ImageDetail, MarkedText};
pub use format::{ReasoningEffort, ResponseFormat, Verbosity};
pub use image::{ImageSource, ImageType};
pub use leaving_out::ESSENTIAL_PARAMETERS;
pub use message::Message;
pub use parameters::{ChatParameters, PARAMETERS};
pub use reasoning::{Reasoning, ThinkingBlock};
pub use request::ChatRequest;
pub use service_tier::{ChatServiceTier, RequestedTier, ServiceTier};
pub use tools::{FunctionName, FunctionTool, Tool, ToolCall, ToolChoice, ToolKind};
pub use usage::{CacheCreation, ChatUsage, Counted, Usage};

// The pieces that other APIs have in common with this one.
pub(crate) use content::{ChatTextPart, Content, Part, TextPart};
pub(crate) use format::{ChatJsonSchema, ChatResponseFormat};
pub(crate) use message::{MAX_MESSAGES, NO_SUCH_CALL};
pub(crate) use parameters::{ChatOptions, MAX_TOOLS, OutputLimit, asks_for_nothing};
pub(crate) use reasoning::{RedactedThinking, ShownThinking};
pub(crate) use stop::MAX_STOPS;
pub(crate) use tools::{Arguments, ChatTool};
