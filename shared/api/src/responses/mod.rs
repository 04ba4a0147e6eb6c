//! `POST /v1/responses`, as OpenAI has it ("API reference: Responses"), without its store: a request has all of its conversation in
//! `input`, and its answer is kept nowhere.
//!
//! A [`ResponsesRequest`] becomes a [`ChatRequest`](crate::chat::ChatRequest), the form in the middle, and an [`Asked`], which is what
//! the answer needs of it. The answer is a [`ResponsesAnswer`], whole or at the end of a stream of [`ResponsesEvent`]s.

mod answer;
mod asked;
mod conversation;
mod event;
mod item;
mod not_stored;
mod options;
mod output;
mod part;
mod request;
mod sealed_reasoning;
mod tool;
mod tool_choice;

pub use answer::{
    IncompleteDetails, IncompleteReason, ResponseObject, ResponseStatus, ResponsesAnswer, ResponsesFailure,
    ResponsesUsage,
};
pub use asked::{Asked, AskedReasoning, RequestEcho};
pub use event::{EventPart, ResponsesEvent, ResponsesEventKind};
pub use options::ReasoningSummary;
pub use output::{
    CustomToolCallItem, CustomToolCallKind, FunctionCallItem, FunctionCallKind, ItemStatus, MessageItem,
    MessageKind, MessagePart, OutputItem, OutputText, OutputTextKind, ReasoningItem, ReasoningKind, Refusal,
    RefusalKind, SummaryText, SummaryTextKind,
};
pub use request::ResponsesRequest;
pub use sealed_reasoning::{open_reasoning, seal_reasoning};
pub use tool::CUSTOM_TOOL_INPUT;
