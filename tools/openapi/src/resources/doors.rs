//! Doors for clients that are made for other APIs.

use api::callable_models::{ListedModel, ModelList};
use api::chat_completions::{ChatCompletion, ChatCompletionRequest};
use api::embeddings::{EmbeddingList, EmbeddingsRequest};
use api::error::ErrorCode as E;
use api::messages::{CountTokensRequest, CountedTokens, MessagesRequest};
use api::responses::{ResponsesAnswer, ResponsesRequest};
use api::routes::{
    CallableModelsOperation, ChatCompletionsOperation, EmbeddingsOperation, MessagesOperation,
    ResponsesOperation,
};
use dialects::responses::ResponsesStreamEvent;
use dialects::{AnthropicMessage, ChatCompletionEvent, Dialect, MessageStreamEvent};
use serde_json::json;

use super::calls::CALL_FAULTS;
use crate::document::{ANTHROPIC_HEADERS, RATE_HEADERS};
use crate::operation::{Operation, describe};

/// What answers say about their call.
const CALL_HEADERS: [&str; 4] =
    ["Tollgate-Job-Id", "Tollgate-Call-Id", "Tollgate-Credits-Remaining", "Tollgate-Dropped"];

/// What the operations take and answer.
pub(super) fn callable_models(operation: CallableModelsOperation) -> Operation {
    match operation {
        CallableModelsOperation::ListCallableModels => describe("List what the key may call")
            .about("Aliases and model groups by their names, in the form of OpenAI's API, with their limits.")
            .answers::<ModelList>("What the key may call.")
            .errors_in(Dialect::OpenaiChat),
        CallableModelsOperation::GetCallableModel => describe("Read the limits of what the key may call")
            .answers::<ListedModel>("The model.")
            .errors_in(Dialect::OpenaiChat),
    }
}

/// What the operation takes and answers.
pub(super) fn chat_completions(operation: ChatCompletionsOperation) -> Operation {
    match operation {
        ChatCompletionsOperation::CreateChatCompletion => describe("Make a call as clients of OpenAI do")
            .about(ABOUT)
            .body::<ChatCompletionRequest>()
            .example(json!({"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]}))
            .idempotent()
            .chooses_job()
            .answers::<ChatCompletion<'_>>("The call was answered.")
            .answers_events::<ChatCompletionEvent>("The answer, as it comes.")
            .headers(&CALL_HEADERS)
            .headers(&RATE_HEADERS)
            .errors_in(Dialect::OpenaiChat)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobNotFound, E::JobClosed, E::TooManyJobTypes]),
    }
}

/// What the operations take and answer.
pub(super) fn messages(operation: MessagesOperation) -> Operation {
    let example =
        json!({"model": "chat", "max_tokens": 200, "messages": [{"role": "user", "content": "Say hello."}]});
    match operation {
        MessagesOperation::CreateMessage => describe("Make a call as clients of Anthropic do")
            .about(ABOUT_MESSAGES)
            .body::<MessagesRequest>()
            .example(example)
            .idempotent()
            .chooses_job()
            .answers::<AnthropicMessage<'_>>("The call was answered.")
            .answers_events::<MessageStreamEvent>("The answer, as it comes.")
            .headers(&CALL_HEADERS)
            .headers(&RATE_HEADERS)
            .headers(&ANTHROPIC_HEADERS)
            .errors_in(Dialect::AnthropicMessages)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobNotFound, E::JobClosed, E::TooManyJobTypes]),
        MessagesOperation::CountMessageTokens => describe("Count the tokens of a prompt")
            .about(
                "Tollgate's own estimate, the same for every model; no provider is asked, and nothing is charged. Rate limits go by it until \
                 a call has been counted by its provider.",
            )
            .body::<CountTokensRequest>()
            .example(json!({"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]}))
            .answers::<CountedTokens>("The estimate.")
            .headers(&["Request-Id"])
            .errors_in(Dialect::AnthropicMessages)
            .refuses(&[E::ModelNotFound, E::UnsupportedParameter]),
    }
}

const ABOUT_MESSAGES: &str = "Anthropic's messages: a client of theirs works with the base URL of this deployment and the team's key. The \
    header `Tollgate-Job` puts the call into an open job. Without it the call is a job of its own, completed with it, of the type in \
    `Tollgate-Job-Type` (`messages` if absent); `metadata.user_id` is its user. Tools of Anthropic's own, `top_k`, `context_management`, \
    `container`, `mcp_servers` and `speed` are left out and named in `Tollgate-Dropped`, and so is thinking where the model does not take it.";
/// What the operation takes and answers.
pub(super) fn responses(operation: ResponsesOperation) -> Operation {
    match operation {
        ResponsesOperation::CreateResponse => describe("Make a call as newer clients of OpenAI do")
            .about(ABOUT_RESPONSES)
            .body::<ResponsesRequest>()
            .example(json!({"model": "chat", "input": "Say hello."}))
            .idempotent()
            .chooses_job()
            .answers::<ResponsesAnswer<'_>>("The call was answered.")
            .answers_events::<ResponsesStreamEvent>("The answer, as it comes.")
            .headers(&CALL_HEADERS)
            .headers(&RATE_HEADERS)
            .errors_in(Dialect::OpenaiResponses)
            .refuses(&CALL_FAULTS)
            .refuses(&[E::JobNotFound, E::JobClosed, E::NotStored, E::TooManyJobTypes]),
    }
}

const ABOUT_RESPONSES: &str = "OpenAI's responses, without their store: a request has its whole conversation in `input`, and the answer \
    has `store: false`. A `previous_response_id`, a `conversation` or an `item_reference` to anything but reasoning is refused with 400 `not_stored`. The model is \
    given functions and custom tools; tools of other kinds, such as searches, are left out, and the header `Tollgate-Dropped` names them \
    by their places (`tools.3`). The jobs of calls are those of `POST /v1/chat/completions`, with the type `responses` if none is named.";

/// What the operation takes and answers.
pub(super) fn embeddings(operation: EmbeddingsOperation) -> Operation {
    match operation {
        EmbeddingsOperation::CreateEmbeddings => describe("Make embeddings as clients of OpenAI do")
            .about(ABOUT_EMBEDDINGS)
            .body::<EmbeddingsRequest>()
            .example(json!({"model": "vectors", "input": ["A text.", "Another one."]}))
            .idempotent()
            .chooses_job()
            .answers::<EmbeddingList<'_>>("The embeddings were made.")
            .headers(&CALL_HEADERS)
            .headers(&RATE_HEADERS)
            .errors_in(Dialect::OpenaiChat)
            .refuses(&CALL_FAULTS.into_iter().filter(|fault| !OF_CHATS.contains(fault)).collect::<Vec<_>>())
            .refuses(&[E::JobNotFound, E::JobClosed, E::TooManyJobTypes]),
    }
}

/// What can be wrong with a conversation, and not with texts.
const OF_CHATS: [E; 3] = [E::InvalidSchema, E::InvalidImage, E::InvalidReasoning];

const ABOUT_EMBEDDINGS: &str = "OpenAI's embeddings, made by an embedding model of OpenAI, Gemini or Fireworks. The call is in a job as that \
    of a chat completion is; the type of a job of its own is `embeddings` if `Tollgate-Job-Type` is absent. Only OpenAI's models take \
    `input` as tokens, and Gemini's at most 100 texts.";

const ABOUT: &str = "OpenAI's chat completions: a client of theirs works with the base URL `…/v1` and the team's key. The header \
    `Tollgate-Job` puts the call into an open job. Without it the call is a job of its own, completed with it, of the type in \
    `Tollgate-Job-Type` (`chat.completions` if absent); `metadata` is kept with the job, and `safety_identifier` or `user` is its user.";
