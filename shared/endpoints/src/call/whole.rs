//! A call that is answered whole: admitted, served, and settled after the response.

use api::calls::CallFacts;
use api::chat::Completion;
use api::error::ApiError;
use api::money::{Credits, Usd};
use platform::Platform;
use serde_json::Value;
use store::{Admission, CallResult, Charge};

use crate::call::end::{CallEnd, EndActions};
use crate::call::fault::Fault;
use crate::call::question::Question;
use crate::call::request::Call;
use crate::call::serving::{Serving, serve_whole};
use crate::call::settling;
use crate::secrets::deployment::Deployment;

/// A call that was answered, with the record for its settlement.
pub struct AnsweredCall<A = Completion> {
    /// The answer.
    pub answer: A,
    /// The record of the call.
    pub record: CallResult,
    /// What its job is charged, if this is its only call.
    pub charge: Charge,
}

impl<A> AnsweredCall<A> {
    /// What Tollgate says about the call beside its answer.
    #[must_use]
    pub fn facts(&self, admission: &Admission) -> CallFacts<'_> {
        CallFacts {
            job_id: admission.job_id,
            call_id: admission.call_id,
            latency_ms: self.record.latency_ms.unwrap_or_default(),
            dropped: self.record.dropped(),
        }
    }
}

/// The answer to a call, as the client gets it.
pub struct WholeAnswer {
    /// The body.
    pub body: Value,
    /// The team's credits after the call, as far as it is known.
    pub credits_remaining: Credits,
}

/// How an answer tells the job's charge. None for one that is not known yet.
pub type TellCharge = fn(&mut Value, Option<Charge>);

/// Serves an admitted call, makes its answer with `body`, and leaves its settling for after the response. An answer that tells the
/// charge waits for the books where the call used more than was held for it: they charge no more than there is.
///
/// # Errors
/// The fault of the last attempt, in the contract's words, with the ids of the job and the call.
pub async fn serve_and_settle<P: Platform, Q: Question>(
    platform: &P,
    deployment: &Deployment,
    admission: &Admission,
    call: &Call<Q>,
    end_actions: EndActions,
    body: impl FnOnce(&AnsweredCall<Q::Answer>) -> Value,
    tell_charge: TellCharge,
) -> Result<WholeAnswer, ApiError> {
    let Serving { outcome, history } = serve_whole(platform, deployment, admission, &call.asked).await;
    let (end, outcome) = match outcome {
        Ok(answer) => (CallEnd::answered(history, &answer), Ok(answer)),
        Err(fault) => (CallEnd::unanswered(history, fault.clone()), Err(fault)),
    };
    let record = end.record(admission, call, end.consumption(call));
    let answer = match outcome {
        Ok(answer) => answer,
        Err(fault) => {
            let settlement = end.settlement(admission, call, end_actions, record, None);
            settling::settle_after_response(platform, settlement);
            return Err(refuse(platform, admission, &fault));
        }
    };
    let charge = expected_charge(admission, &record);
    let mut body = body(&AnsweredCall { answer, record: record.clone(), charge });
    if end_actions.finish_job && charge.credits_charged > admission.credits_held {
        tell_charge(&mut body, None);
        let settlement = end.settlement(admission, call, end_actions, record, Some(body.clone()));
        let charged = settling::settle_before_response(platform, settlement).await;
        let charge = charged.unwrap_or_else(|| Charge {
            credits_charged: admission.credits_held,
            credits_remaining: Credits(admission.credits_remaining.0 - admission.credits_held.0),
        });
        // The same answer as the one that is kept, with the books' numbers.
        tell_charge(&mut body, Some(charge));
        return Ok(WholeAnswer { body, credits_remaining: charge.credits_remaining });
    }
    let kept = end_actions.keep_answer.then(|| body.clone());
    let settlement = end.settlement(admission, call, end_actions, record, kept);
    settling::settle_after_response(platform, settlement);
    let credits_remaining =
        if end_actions.finish_job { charge.credits_remaining } else { admission.credits_remaining };
    Ok(WholeAnswer { body, credits_remaining })
}

/// What the only call of a job will be charged, if that was held: what the team had when the call was admitted, less this job's
/// charge, remains.
fn expected_charge(admission: &Admission, record: &CallResult) -> Charge {
    let tokens = record.prompt_tokens.saturating_add(record.completion_tokens);
    let cost = record.client_cost_usd + admission.job_price_usd.unwrap_or(Usd::ZERO);
    let credits_charged = admission.budget.credits_owed(cost, tokens);
    let credits_remaining = Credits(admission.credits_remaining.0.saturating_sub(credits_charged.0));
    Charge { credits_charged, credits_remaining }
}

/// The answer to a client whose admitted call failed, with the ids of job and call.
pub fn refuse<P: Platform>(platform: &P, admission: &Admission, fault: &Fault) -> ApiError {
    platform.log(&format!("call {} failed: {}", admission.call_id, fault.code.as_str()));
    fault
        .to_api_error()
        .with("job_id", admission.job_id.to_string())
        .with("call_id", admission.call_id.to_string())
}
