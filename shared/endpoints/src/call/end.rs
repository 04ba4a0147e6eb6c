//! How a call ended: the one value from which its settlement is made, for whole and streamed calls alike.

use api::chat::{Completion, Usage};
use api::error::ErrorCode;
use api::jobs::{CallStatus, JobStatus};
use api::money::Usd;
use api::reading::Metadata;
use serde_json::{Value, json};
use store::{Admission, CallResult, Settlement};

use crate::call::fault::Fault;
use crate::call::request::Call;
use crate::call::serving::Route;
use crate::call::transcript::transcript;

/// What happens with the job and the answer when the call has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindUp {
    /// Closes the job with the call, as completed or as failed.
    pub finish_job: bool,
    /// Keeps the answer for a request that is sent again with the same `Idempotency-Key`.
    pub keep_answer: bool,
}

/// What a call used, and whether that was counted here because the provider did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumption {
    /// The tokens.
    pub usage: Usage,
    /// They were counted from the text.
    pub estimated: bool,
}

/// How a call ended.
#[derive(Debug, Clone)]
pub struct CallEnd {
    /// The routes that were tried; the last one is the one that answered, or failed last.
    pub route: Route,
    /// Why the answer is not whole; none where it is.
    pub fault: Option<Fault>,
    /// What the provider counted, as far as it said.
    pub reported: Option<Usage>,
    /// How many tokens the text that arrived probably has.
    pub written_tokens: u64,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// From the start of the first attempt to the last byte of the answer, in milliseconds.
    pub latency_ms: u64,
    /// From the start of the first attempt to the first token, in milliseconds. Streams only.
    pub time_to_first_token_ms: Option<u64>,
    /// What was answered, in the form in which it is kept; none where nothing was.
    pub said: Option<Value>,
}

impl CallEnd {
    /// The end of a call that was answered whole.
    #[must_use]
    pub fn answered(route: Route, completion: &Completion) -> Self {
        let mut said = json!(completion.message());
        said["finish_reason"] = json!(completion.finish_reason.as_str());
        Self {
            fault: None,
            reported: completion.usage,
            written_tokens: completion.estimated_output_tokens(),
            provider_request_id: completion.provider_request_id.clone(),
            latency_ms: route.latency_ms,
            time_to_first_token_ms: None,
            said: Some(said),
            route,
        }
    }

    /// The end of a call of which nothing arrived.
    #[must_use]
    pub fn unanswered(route: Route, fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            reported: None,
            written_tokens: 0,
            provider_request_id: None,
            latency_ms: route.latency_ms,
            time_to_first_token_ms: None,
            said: None,
            route,
        }
    }

    /// What is charged: the provider's count of a whole answer, an estimate of one that broke off or was not counted. Nothing
    /// where nothing arrived.
    #[must_use]
    pub fn consumption(&self, call: &Call) -> Option<Consumption> {
        let estimate = || {
            let prompt_tokens = call.chat.estimated_input_tokens();
            Usage { prompt_tokens, completion_tokens: self.written_tokens, ..Usage::default() }
        };
        match (self.reported, &self.fault) {
            (Some(usage), None) => Some(Consumption { usage, estimated: false }),
            (None, None) => Some(Consumption { usage: estimate(), estimated: true }),
            // A count that came with a broken answer may be from its beginning.
            (Some(usage), Some(_)) if usage.prompt_tokens > 0 => {
                let completion_tokens = usage.completion_tokens.max(self.written_tokens);
                Some(Consumption { usage: Usage { completion_tokens, ..usage }, estimated: true })
            }
            (_, Some(_)) if self.written_tokens > 0 => {
                Some(Consumption { usage: estimate(), estimated: true })
            }
            (_, Some(_)) => None,
        }
    }

    /// What is written down of the call, its costs computed from the prices of the model that served it.
    #[must_use]
    pub fn record(&self, admission: &Admission, consumption: Option<Consumption>) -> CallResult {
        let used = consumption.unwrap_or(Consumption { usage: Usage::default(), estimated: false });
        let Route { candidate, credential_id, attempts, .. } = &self.route;
        let cost = candidate.pricing.cost(&used.usage);
        CallResult {
            status: if self.fault.is_none() { CallStatus::Succeeded } else { CallStatus::Failed },
            model_used: Some(candidate.model_alias.clone()),
            provider: Some(candidate.provider),
            resolved_model: Some(candidate.model.clone()),
            credential_id: *credential_id,
            provider_request_id: self.provider_request_id.clone(),
            attempts: attempts.clone(),
            prompt_tokens: used.usage.prompt_tokens,
            cached_input_tokens: used.usage.cached_input_tokens,
            cache_write_5m_tokens: used.usage.cache_write_5m_tokens,
            cache_write_1h_tokens: used.usage.cache_write_1h_tokens,
            completion_tokens: used.usage.completion_tokens,
            reasoning_tokens: used.usage.reasoning_tokens,
            estimated: used.estimated,
            pricing: Some(candidate.pricing.clone()),
            input_cost_usd: cost.input,
            output_cost_usd: cost.output,
            client_cost_usd: match admission.job_price_usd {
                Some(_) => Usd::ZERO,
                None => cost.with_markup(admission.cost_markup_percentage),
            },
            latency_ms: Some(self.latency_ms),
            time_to_first_token_ms: self.time_to_first_token_ms,
            error_code: self.fault.as_ref().map(|fault| fault.code.as_str().to_owned()),
            error: self.fault.as_ref().map(Fault::for_operators),
        }
    }

    /// The settlement of the call. `answer` is what a repeated request is to get.
    #[must_use]
    pub fn settlement(
        self,
        admission: &Admission,
        call: &Call,
        wind_up: WindUp,
        result: CallResult,
        answer: Option<Value>,
    ) -> Settlement {
        let whole = self.fault.is_none();
        Settlement {
            call_id: admission.call_id,
            metadata_patch: if whole { call.metadata_patch.clone() } else { Metadata::default() },
            finish_job: wind_up.finish_job.then_some(self.final_status()),
            answer: answer.filter(|_| wind_up.keep_answer),
            result,
            transcript: transcript(admission, call, self.said),
        }
    }

    /// How a job ends that ends with this call. A client that hung up has had what came until then: its job is completed, and
    /// paid for.
    fn final_status(&self) -> JobStatus {
        match &self.fault {
            Some(fault) if fault.code != ErrorCode::ClientClosed => JobStatus::Failed,
            _ => JobStatus::Completed,
        }
    }
}
