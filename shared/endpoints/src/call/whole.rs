//! A call that is answered whole: admitted, served, and settled after the response.

use api::chat::Completion;
use api::error::ApiError;
use platform::Platform;
use serde_json::Value;
use store::{Admission, CallResult};

use crate::call::end::{CallEnd, EndActions};
use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::{Serving, serve_whole};
use crate::call::settling;
use crate::secrets::deployment::Deployment;

/// A call that was answered, with the record for its settlement.
pub struct AnsweredCall {
    /// The answer.
    pub completion: Completion,
    /// The record of the call.
    pub record: CallResult,
}

/// Serves an admitted call, makes its answer with `body`, and leaves its settling for after the response.
///
/// # Errors
/// The fault of the last attempt, in the contract's words, with the ids of the job and the call.
pub async fn serve_and_settle<P: Platform>(
    platform: &P,
    deployment: &Deployment,
    admission: &Admission,
    call: &Call,
    end_actions: EndActions,
    body: impl FnOnce(&AnsweredCall) -> Value,
) -> Result<Value, ApiError> {
    let Serving { outcome, history } = serve_whole(platform, deployment, admission, &call.chat).await;
    let (end, outcome) = match outcome {
        Ok(completion) => (CallEnd::answered(history, &completion), Ok(completion)),
        Err(fault) => (CallEnd::unanswered(history, fault.clone()), Err(fault)),
    };
    let record = end.record(admission, end.consumption(call));
    let answer = match outcome {
        Ok(completion) => Ok(body(&AnsweredCall { completion, record: record.clone() })),
        Err(fault) => Err(refuse(platform, admission, &fault)),
    };
    let kept = answer.as_ref().ok().filter(|_| end_actions.keep_answer).cloned();
    let settlement = end.settlement(admission, call, end_actions, record, kept);
    settling::settle_after_response(platform, settlement);
    answer
}

/// The answer to a client whose admitted call failed, with the ids of job and call.
pub fn refuse<P: Platform>(platform: &P, admission: &Admission, fault: &Fault) -> ApiError {
    platform.log(&format!("call {} failed: {}", admission.call_id, fault.code.as_str()));
    fault
        .to_api_error()
        .with("job_id", admission.job_id.to_string())
        .with("call_id", admission.call_id.to_string())
}
