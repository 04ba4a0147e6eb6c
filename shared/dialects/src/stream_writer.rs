//! What a dialect makes of a streamed answer.

use std::rc::Rc;

use api::calls::CallFacts;
use api::chat::{ChatServiceTier, FinishReason, ThinkingBlock, Usage};
use api::error::ErrorCode;
use api::ids::CallId;
use api::responses::Asked;
use serde_json::Value;

/// A comment, which no client reads: it keeps a quiet connection open.
pub const KEEPALIVE: &str = ": keepalive\n\n";

/// Which answer a stream is.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamHead {
    /// Our id of the call.
    pub call_id: CallId,
    /// When it began, in seconds since 1970.
    pub created: u64,
    /// The alias that was asked for: never a provider's name of the model.
    pub model: String,
    /// The client has asked for the counts of tokens, where a dialect leaves that to it.
    pub with_usage: bool,
    /// What the answer repeats of its request, and how it is written, where a dialect has that.
    pub asked: Option<Rc<Asked>>,
}

/// A part of a tool call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolCallPart<'a> {
    /// Which call of the answer, from 0.
    pub index: usize,
    /// The call's id, with its first part.
    pub id: Option<&'a str>,
    /// The function, with the call's first part.
    pub name: Option<&'a str>,
    /// The next characters of the arguments.
    pub arguments: &'a str,
}

/// The end of a whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamFinish<'a> {
    /// Why the model stopped.
    pub reason: FinishReason,
    /// What the call used.
    pub usage: &'a Usage,
    /// The service tier, where the provider named one.
    pub service_tier: Option<ChatServiceTier>,
    /// What Tollgate says about the call.
    pub facts: CallFacts<'a>,
}

/// Writes the events of one streamed answer, in the order in which the methods are called: `start` first, `finish` or `fail` last.
pub trait StreamWriter {
    /// The estimated tokens of the input, before `start`, for a dialect whose first event has them.
    fn expect_input(&mut self, tokens: u64) {
        let _ = tokens;
    }

    /// The first event.
    fn start(&mut self) -> String;

    /// The next characters of the text.
    fn content(&mut self, text: &str) -> String;

    /// The next characters of a refusal.
    fn refusal(&mut self, text: &str) -> String;

    /// The next characters of what the model thinks.
    fn reasoning(&mut self, text: &str) -> String;

    /// A block of thinking that has come to its end.
    fn thinking_block(&mut self, block: &ThinkingBlock) -> String;

    /// The next part of a tool call.
    fn tool_call(&mut self, part: ToolCallPart<'_>) -> String;

    /// The probabilities of the next tokens.
    fn logprobs(&mut self, logprobs: &Value) -> String;

    /// The last events of a whole answer.
    fn finish(&mut self, finish: &StreamFinish<'_>) -> String;

    /// The last events of an answer that has failed. `sentence` says what happened, in words that a person can read.
    fn fail(&mut self, code: ErrorCode, sentence: &str) -> String;
}
