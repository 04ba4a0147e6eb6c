//! `POST /v1/chat/completions`: OpenAI's chat completions, whole and streamed.

use api::calls::CallTerms;
use api::chat::ChatRequest;
use api::chat_completions::{ChatCompletion, ChatCompletionRequest};
use api::error::ApiError;
use api::reading::{Metadata, read_body};
use api::routes::ChatCompletionsOperation;
use dialects::Dialect;
use platform::{Platform, Request, Response};
use serde_json::json;

use crate::call::answer::openai_completion;
use crate::call::request::Call;
use crate::call::stream_pump::StreamForm;
use crate::doors::{DoorCall, JobChoice, serve};
use crate::http::incoming::Incoming;
use crate::http::outgoing::refuse_in;

/// The type of jobs whose requests name none.
const USUAL_JOB_TYPE: &str = "chat.completions";

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    let answer = chat_completion(&platform, request).await;
    answer.unwrap_or_else(|error| refuse_in(Dialect::OpenaiChat, &error))
}

async fn chat_completion<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (ChatCompletionsOperation::CreateChatCompletion, incoming) = Incoming::new(platform, request)?;
    let created = platform.unix_time_ms() / 1000;
    serve(platform, read(incoming)?, |admission, call, answered| {
        json!(ChatCompletion {
            completion: openai_completion(admission, call, answered, created),
            tollgate: answered.facts(admission),
        })
    })
    .await
}

/// Reads a request and frees the body as it was sent.
fn read(incoming: Incoming) -> Result<DoorCall, ApiError> {
    let caller = incoming.caller_with_sdk()?;
    let job = JobChoice::read(&incoming, USUAL_JOB_TYPE)?;
    let body = incoming.members_of::<ChatCompletionRequest>()?;
    let request: ChatCompletionRequest = read_body(&body)?;
    let (dialect, with_usage) = (Dialect::OpenaiChat, request.wants_usage());
    let ChatCompletionRequest { model, chat, stream, metadata, .. } = request;
    let mut chat = ChatRequest::from(chat);
    // OpenAI's API has no place for blocks of thinking, so its clients cannot send them back. The answer to the results of tools then
    // comes without another thought.
    if chat.drop_unsupported.is_none() && chat.results_lack_thinking() {
        chat.hints = &["reasoning_effort"];
    }
    let terms = CallTerms { model, purpose: None };
    Ok(DoorCall {
        caller,
        job,
        metadata: metadata.unwrap_or_default().texts(),
        call: Call::new(terms, chat, Metadata::default(), body, incoming.body_hash()),
        is_streamed: stream == Some(true),
        form: StreamForm { dialect, with_usage, asked: None },
    })
}
