//! `POST /v1/messages`: Anthropic's messages, whole and streamed; `POST /v1/messages/count_tokens`.

use api::calls::CallTerms;
use api::chat::ServiceTier;
use api::error::ApiError;
use api::messages::{CountTokensRequest, CountedTokens, MessagesRequest};
use api::reading::{Metadata, read_body};
use api::routes::MessagesOperation;
use dialects::{AnthropicMessage, Dialect};
use http::HeaderValue;
use platform::{Platform, Request, Response};
use serde_json::json;

use crate::call::request::Call;
use crate::call::stream_pump::StreamForm;
use crate::doors::models::no_such_model;
use crate::doors::{DoorCall, JobChoice, serve};
use crate::http::incoming::Incoming;
use crate::http::outgoing::{ok, refuse_in};
use crate::http::refusals;

/// The type of jobs whose requests name none.
const USUAL_JOB_TYPE: &str = "messages";

/// Handles one request. Any `anthropic-version` and `anthropic-beta` will do: the API is what it is documented to be here.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    // The service has named every request.
    let request_id = request.headers().get("x-request-id").cloned();
    let answer = answer(&platform, request).await;
    let response = answer.unwrap_or_else(|error| refuse_in(Dialect::AnthropicMessages, &error));
    with_request_id(response, request_id)
}

/// The answer with the request's id where Anthropic's SDKs read it.
fn with_request_id(mut response: Response, request_id: Option<HeaderValue>) -> Response {
    if let Some(request_id) = request_id {
        response.headers_mut().insert("request-id", request_id);
    }
    response
}

async fn answer<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        MessagesOperation::CreateMessage => create_message(platform, incoming).await,
        MessagesOperation::CountMessageTokens => count_tokens(platform, &incoming).await,
    }
}

async fn create_message<P: Platform>(platform: &P, incoming: Incoming) -> Result<Response, ApiError> {
    serve(platform, read(incoming)?, |admission, call, answered| {
        let record = &answered.record;
        let facts = answered.facts(admission);
        let tier = record.service_tier.and_then(ServiceTier::for_clients);
        let model = call.model.as_str();
        json!(AnthropicMessage::new(model, &answered.answer, &record.usage(), tier, facts))
    })
    .await
}

/// Reads a request and frees the body as it was sent.
fn read(incoming: Incoming) -> Result<DoorCall, ApiError> {
    let caller = incoming.caller_with_sdk()?;
    let job = JobChoice::read(&incoming, USUAL_JOB_TYPE)?;
    let body = incoming.members_of::<MessagesRequest>()?;
    let request: MessagesRequest = read_body(&body)?;
    let is_streamed = request.is_streamed();
    let (model, chat) = request.into_call();
    let terms = CallTerms { model, purpose: None };
    Ok(DoorCall {
        caller,
        job,
        metadata: Metadata::default(),
        call: Call::new(terms, chat, Metadata::default(), body, incoming.body_hash()),
        is_streamed,
        form: StreamForm { dialect: Dialect::AnthropicMessages, with_usage: true, asked: None },
    })
}

/// Counts the tokens of a prompt by the estimate that rate limits go by, for a key that may call the model. No provider is asked.
async fn count_tokens<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let caller = incoming.caller()?;
    let request: CountTokensRequest = incoming.body()?;
    let (model, chat) = request.into_call();
    let models =
        store::list_callable_models(platform.reading_database(), &caller.key_hash, Some(&model)).await;
    let models = models.map_err(|error| refusals::store_error(platform, error))?;
    if models.is_empty() {
        return Err(no_such_model());
    }
    Ok(ok(&CountedTokens { input_tokens: chat.estimated_input_tokens() }))
}
