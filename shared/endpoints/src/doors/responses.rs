//! `POST /v1/responses`: OpenAI's responses, whole and streamed.

use std::rc::Rc;

use api::calls::CallTerms;
use api::chat::ServiceTier;
use api::error::ApiError;
use api::reading::{Metadata, read_body};
use api::responses::ResponsesRequest;
use api::routes::ResponsesOperation;
use dialects::{Dialect, StreamFinish, responses};
use platform::{Platform, Request, Response};

use crate::call::request::Call;
use crate::call::stream_pump::StreamForm;
use crate::doors::{DoorCall, JobChoice, serve};
use crate::http::incoming::Incoming;
use crate::http::outgoing::refuse_in;

/// The type of jobs whose requests name none.
const USUAL_JOB_TYPE: &str = "responses";

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    let answer = response(&platform, request).await;
    answer.unwrap_or_else(|error| refuse_in(Dialect::OpenaiResponses, &error))
}

async fn response<P: Platform>(platform: &P, request: Request) -> Result<Response, ApiError> {
    let (ResponsesOperation::CreateResponse, incoming) = Incoming::new(platform, request)?;
    let created = platform.unix_time_ms() / 1000;
    let door = read(incoming)?;
    let form = door.form.clone();
    serve(platform, door, |admission, call, answered| {
        let record = &answered.record;
        let finish = StreamFinish {
            reason: answered.answer.finish_reason,
            usage: &record.usage(),
            service_tier: record.service_tier.and_then(ServiceTier::for_clients),
            facts: answered.facts(admission),
        };
        let head = form.head(admission.call_id, created, call.model.as_str());
        responses::whole(head, &answered.answer, &finish)
    })
    .await
}

/// Reads a request and frees the body as it was sent.
fn read(incoming: Incoming) -> Result<DoorCall, ApiError> {
    let caller = incoming.caller_with_sdk()?;
    let job = JobChoice::read(&incoming, USUAL_JOB_TYPE)?;
    let body = incoming.members_of::<ResponsesRequest>()?;
    let mut request: ResponsesRequest = read_body(&body)?;
    let asked = Some(Rc::new(request.asked(&body)));
    let metadata = request.metadata.take().unwrap_or_default();
    let terms = CallTerms { model: request.model.clone(), purpose: None };
    Ok(DoorCall {
        caller,
        job,
        metadata: metadata.texts(),
        is_streamed: request.stream == Some(true),
        form: StreamForm { dialect: Dialect::OpenaiResponses, with_usage: true, asked },
        call: Call::new(terms, request, Metadata::default(), body, incoming.body_hash()),
    })
}
