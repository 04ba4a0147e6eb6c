//! How a call ended: the value from which its settlement is made, for whole and streamed calls alike.

use api::chat::{Counted, ServiceTier, Usage};
use api::error::ErrorCode;
use api::jobs::{Attempt, AttemptCosts, CallStatus, JobStatus};
use api::money::Usd;
use api::reading::Metadata;
use serde_json::Value;
use store::{Admission, CallResult, Settlement};

use crate::call::attempt_costs::{self, Billing};
use crate::call::fault::Fault;
use crate::call::question::{Answered, Question};
use crate::call::request::Call;
use crate::call::serving::AttemptHistory;
use crate::call::transcript::transcript;

/// What the end of a call does with its job and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndActions {
    /// Closes the job with the call, as completed or as failed.
    pub finish_job: bool,
    /// Keeps the answer, to replay it to a request with the same `Idempotency-Key`.
    pub keep_answer: bool,
}

/// What a call used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumption {
    /// The tokens.
    pub usage: Usage,
    /// The provider did not report them: they were estimated from the text.
    pub estimated: bool,
}

/// How a call ended.
#[derive(Debug, Clone)]
pub struct CallEnd {
    /// The attempts that were made; the last one answered, or was the last to fail.
    pub history: AttemptHistory,
    /// Why the answer is missing or broken off; none where it is complete.
    pub fault: Option<Fault>,
    /// The usage that the provider reported, if it did.
    pub reported: Option<Usage>,
    /// Which of these counts the provider has sent.
    pub counted: Counted,
    /// How many tokens the output that arrived probably has, hidden thinking included.
    pub written_tokens: u64,
    /// Text, a refusal or a tool call was passed on to the client.
    pub has_output: bool,
    /// The provider's id of the answer.
    pub provider_request_id: Option<String>,
    /// The service tier, where the provider named one.
    pub service_tier: Option<ServiceTier>,
    /// From the start of the first attempt to the last byte of the answer, in milliseconds.
    pub latency_ms: u64,
    /// From the start of the first attempt to the first token, in milliseconds. Streams only.
    pub time_to_first_token_ms: Option<u64>,
    /// What was answered, in the form in which the transcript keeps it; none where nothing was.
    pub response: Option<Value>,
}

impl CallEnd {
    /// The end of a call that was answered whole.
    #[must_use]
    pub fn answered(history: AttemptHistory, answer: &impl Answered) -> Self {
        Self {
            fault: None,
            reported: answer.usage(),
            counted: answer.counted(),
            written_tokens: answer.estimated_output_tokens(),
            has_output: true,
            provider_request_id: answer.provider_request_id().map(str::to_owned),
            service_tier: answer.service_tier(),
            latency_ms: history.latency_ms,
            time_to_first_token_ms: None,
            response: Some(answer.kept()),
            history,
        }
    }

    /// The end of a call of which nothing arrived.
    #[must_use]
    pub fn unanswered(history: AttemptHistory, fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            reported: None,
            counted: Counted::default(),
            written_tokens: 0,
            has_output: false,
            provider_request_id: None,
            service_tier: None,
            latency_ms: history.latency_ms,
            time_to_first_token_ms: None,
            response: None,
            history,
        }
    }

    /// What is charged. Of a complete answer: the counts that the provider sent, and an estimate of each that it did not send
    /// although there is something to count. An answer that broke off is charged for what was made of it if the client got
    /// output, or left while the model was at work; else nothing.
    #[must_use]
    pub fn consumption(&self, call: &Call<impl Question>) -> Option<Consumption> {
        let Counted { prompt, completion, unpriced } = self.counted;
        let is_counted = prompt && (completion || self.written_tokens == 0) && !unpriced;
        match (self.reported, &self.fault) {
            (Some(usage), None) if is_counted => Some(Consumption { usage, estimated: false }),
            (_, Some(fault)) if !self.has_output && fault.code != ErrorCode::ClientClosed => None,
            _ => Some(Consumption { usage: self.estimate(call), estimated: true }),
        }
    }

    /// What an answer used whose provider has not counted it to the end: the counts that it sent, and no less than the output
    /// that arrived.
    fn estimate(&self, call: &Call<impl Question>) -> Usage {
        let reported = self.reported.unwrap_or_default();
        let is_prompt_counted = self.counted.prompt && (self.fault.is_none() || reported.prompt_tokens > 0);
        let is_completion_counted = self.counted.completion && self.fault.is_none();
        Usage {
            prompt_tokens: if is_prompt_counted {
                reported.prompt_tokens
            } else {
                call.asked.estimated_input_tokens()
            },
            completion_tokens: if is_completion_counted {
                reported.completion_tokens
            } else {
                reported.completion_tokens.max(self.written_tokens)
            },
            ..reported
        }
    }

    /// The call's record, with its costs at the prices of the model that served it.
    #[must_use]
    pub fn record(
        &self,
        admission: &Admission,
        call: &Call<impl Question>,
        consumption: Option<Consumption>,
    ) -> CallResult {
        let used = consumption.unwrap_or(Consumption { usage: Usage::default(), estimated: false });
        let AttemptHistory { candidate, credential_id, .. } = &self.history;
        let cost = candidate.pricing.cost(&used.usage, self.service_tier);
        let attempts = self.attempts_with_costs(call, cost.total());
        let costs = |part: fn(&AttemptCosts<Usd>) -> Usd| -> Usd {
            attempts.iter().filter_map(|attempt| attempt.costs.as_ref()).map(part).sum()
        };
        let failed_attempts_cost_usd = costs(|costs| costs.cost_usd).beyond(cost.total());
        let in_doubt_usd = costs(|costs| costs.in_doubt_usd);
        let in_doubt_bound_usd = costs(|costs| costs.in_doubt_bound_usd);
        // A tier that has no price of its own costs what the standard one costs, by estimate.
        let is_priced = consumption.is_none() || candidate.pricing.has_prices_of(self.service_tier);
        CallResult {
            status: if self.fault.is_none() { CallStatus::Succeeded } else { CallStatus::Failed },
            model_used: Some(candidate.model_alias.clone()),
            provider: Some(candidate.provider),
            resolved_model: Some(candidate.model.clone()),
            credential_id: *credential_id,
            provider_request_id: self.provider_request_id.clone(),
            attempts,
            prompt_tokens: used.usage.prompt_tokens,
            cached_input_tokens: used.usage.cached_input_tokens,
            cache_write_5m_tokens: used.usage.cache_write_5m_tokens,
            cache_write_1h_tokens: used.usage.cache_write_1h_tokens,
            completion_tokens: used.usage.completion_tokens,
            reasoning_tokens: used.usage.reasoning_tokens,
            estimated: used.estimated || !is_priced,
            service_tier: self.service_tier,
            pricing: Some(candidate.pricing.clone()),
            input_cost_usd: cost.input,
            output_cost_usd: cost.output,
            failed_attempts_cost_usd,
            in_doubt_usd,
            in_doubt_bound_usd,
            client_cost_usd: match admission.job_price_usd {
                Some(_) => Usd::ZERO,
                None => cost.with_markup(admission.cost_markup_percentage),
            },
            latency_ms: Some(self.latency_ms),
            time_to_first_token_ms: self.time_to_first_token_ms,
            error_code: self.fault.as_ref().map(|fault| fault.code),
            error: self.fault.as_ref().map(Fault::for_operators),
        }
    }

    /// The attempts, the one that was answered with what it cost too: `booked` is what the call used, 0 where the client got
    /// nothing of the answer.
    fn attempts_with_costs(&self, call: &Call<impl Question>, booked: Usd) -> Vec<Attempt<Usd>> {
        let candidate = &self.history.candidate;
        let mut attempts = self.history.attempts.clone();
        for attempt in &mut attempts {
            attempt.costs.get_or_insert_with(|| match &self.fault {
                None => attempt_costs::answered(booked),
                Some(Fault { billing: Billing::Counted(usage), .. }) => attempt_costs::answered(
                    booked.max(candidate.pricing.cost(usage, self.service_tier).total()),
                ),
                Some(_) => {
                    let estimate = candidate.pricing.cost(&self.estimate(call), self.service_tier).total();
                    attempt_costs::in_doubt(candidate, &call.asked, booked, estimate)
                }
            });
        }
        attempts
    }

    /// The settlement of the call. `answer` is replayed to a repeated request.
    #[must_use]
    pub fn settlement(
        self,
        admission: &Admission,
        call: &Call<impl Question>,
        end_actions: EndActions,
        result: CallResult,
        answer: Option<Value>,
    ) -> Settlement {
        let whole = self.fault.is_none();
        Settlement {
            call_id: admission.call_id,
            metadata_patch: if whole { call.metadata_patch.clone() } else { Metadata::default() },
            finish_job: end_actions.finish_job.then_some(self.final_status()),
            answer: answer.filter(|_| end_actions.keep_answer),
            result,
            transcript: transcript(admission, call, self.response),
        }
    }

    /// The status of a job that is closed with this call. A client that hung up has received part of the answer: its job is
    /// completed, and paid for.
    fn final_status(&self) -> JobStatus {
        match &self.fault {
            Some(fault) if fault.code != ErrorCode::ClientClosed => JobStatus::Failed,
            _ => JobStatus::Completed,
        }
    }
}
