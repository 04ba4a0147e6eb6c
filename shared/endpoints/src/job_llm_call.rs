//! `POST /api/jobs/{job_id}/llm-call`: one call of a job, answered whole.

use api::error::ApiError;
use api::ids::JobId;
use platform::{Platform, Request, Response};
use serde_json::Value;

use crate::call::{Call, WHOLE_CALL_LIFETIME_SECONDS};
use crate::deployment::Deployment;
use crate::fields::Fields;
use crate::incoming::Incoming;
use crate::outgoing::respond;
use crate::{metadata, whole_call};

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    respond(llm_call(&platform, request).await)
}

/// A request for one call of a job.
pub(crate) struct LlmCall {
    pub key_hash: [u8; 32],
    pub job_id: JobId,
    pub call: Call,
}

impl LlmCall {
    pub(crate) fn read(request: Request) -> Result<Self, ApiError> {
        let incoming = Incoming::new(request)?;
        let key_hash = incoming.key_hash()?;
        let job_id = incoming.job_id()?;
        let body = incoming.json_object()?;
        let mut fields = Fields::new(&body);
        let call = Call::read(&body, &mut fields);
        let call = fields.finish_with(call)?;
        metadata::check_size(&call.metadata_patch)?;
        Ok(Self { key_hash, job_id, call })
    }
}

async fn llm_call<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let LlmCall { key_hash, job_id, call } = LlmCall::read(request)?;
    let deployment = Deployment::load(platform)?;
    let admission =
        call.admit(platform, &deployment, &key_hash, job_id, None, WHOLE_CALL_LIFETIME_SECONDS).await?;
    let answered = whole_call::serve_and_settle(platform, &deployment, &admission, &call, false).await?;
    Ok(whole_call::answer(platform, &admission, &call, &answered))
}
