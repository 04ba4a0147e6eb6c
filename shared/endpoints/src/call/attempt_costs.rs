//! What the attempts of a call cost the organization: what the provider has counted, and what is in doubt.
//!
//! A provider bills what it has worked on, whether or not anybody got the answer. Where it has not said how much that was, the
//! attempt is in doubt: with a best estimate, and with a bound that the attempt cannot exceed.

use api::chat::Usage;
use api::jobs::{AttemptCosts, AttemptEnd};
use api::money::Usd;
use ledger::TYPICAL_OUTPUT_TOKENS;
use store::Candidate;

use crate::call::fault::Fault;
use crate::call::question::Question;

/// What a provider bills for a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Billing {
    /// Nothing: it was not asked, or it refused.
    Nothing,
    /// What it has counted for the answer that failed.
    Counted(Box<Usage>),
    /// Unknown: the attempt may have been billed.
    InDoubt,
}

/// What an attempt cost that was answered to its end.
#[must_use]
pub const fn answered(cost_usd: Usd) -> AttemptCosts<Usd> {
    AttemptCosts {
        end: AttemptEnd::Answered,
        cost_usd,
        in_doubt_usd: Usd::ZERO,
        in_doubt_bound_usd: Usd::ZERO,
    }
}

/// What an attempt cost of which nothing arrived.
#[must_use]
pub fn failed(candidate: &Candidate, asked: &impl Question, fault: &Fault) -> AttemptCosts<Usd> {
    match &fault.billing {
        Billing::Nothing => AttemptCosts { end: AttemptEnd::Refused, ..answered(Usd::ZERO) },
        Billing::Counted(usage) => answered(candidate.pricing.cost(usage, None).total()),
        Billing::InDoubt => {
            let typical = Usage {
                prompt_tokens: asked.estimated_input_tokens(),
                completion_tokens: TYPICAL_OUTPUT_TOKENS.min(candidate.max_output_tokens.into()),
                ..Usage::default()
            };
            in_doubt(candidate, asked, Usd::ZERO, candidate.pricing.cost(&typical, None).total())
        }
    }
}

/// The costs of an attempt whose end is unknown. `booked`: what is in the books for it. `estimate`: the best estimate of all that
/// it cost, the booked part included.
#[must_use]
pub fn in_doubt(
    candidate: &Candidate,
    asked: &impl Question,
    booked: Usd,
    estimate: Usd,
) -> AttemptCosts<Usd> {
    let bound = candidate.worst_case(asked.input_tokens_bound());
    let in_doubt_usd = estimate.beyond(booked);
    AttemptCosts {
        end: AttemptEnd::InDoubt,
        cost_usd: booked,
        in_doubt_usd,
        in_doubt_bound_usd: bound.beyond(booked).max(in_doubt_usd),
    }
}

#[cfg(test)]
mod tests {
    use api::calls::LlmCall;
    use api::chat::ChatRequest;
    use api::reading::read_body;
    use http::{HeaderMap, StatusCode};
    use platform::FetchError;
    use serde_json::json;

    use super::*;

    fn candidate() -> Candidate {
        serde_json::from_value(json!({
            "model_alias": "chat", "provider": "gemini", "model": "m", "max_output_tokens": 2000,
            "pricing": {"input": "1", "output": "10", "tiers": []}, "credentials": [],
        }))
        .unwrap()
    }

    fn chat() -> ChatRequest {
        let body = json!({"model": "chat", "messages": [{"role": "user", "content": "x".repeat(4_000)}]});
        let LlmCall { chat, .. } = read_body(body.as_object().unwrap()).unwrap();
        chat.into()
    }

    fn usd(amount: &str) -> Usd {
        amount.parse().unwrap()
    }

    /// What an answer of Gemini's with this status costs, as a failed attempt.
    fn of_answer(status: u16, body: &str) -> AttemptCosts<Usd> {
        let status = StatusCode::from_u16(status).unwrap();
        let error = providers::decode(candidate().provider, status, &HeaderMap::new(), body.as_bytes());
        failed(&candidate(), &chat(), &error.unwrap_err().into())
    }

    #[test]
    fn a_provider_that_refuses_bills_nothing() {
        for status in [400, 401, 429, 500, 503] {
            let costs = of_answer(status, "{}");
            assert_eq!(costs.end, AttemptEnd::Refused, "{status}");
            assert_eq!((costs.cost_usd, costs.in_doubt_bound_usd), (Usd::ZERO, Usd::ZERO), "{status}");
        }
    }

    #[test]
    fn an_answer_that_failed_with_counts_costs_what_was_counted() {
        let costs = of_answer(
            200,
            r#"{"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}],
                "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 500, "thoughtsTokenCount": 3000}}"#,
        );
        assert_eq!((costs.end, costs.cost_usd), (AttemptEnd::Answered, usd("0.036")));
        assert_eq!(costs.in_doubt_bound_usd, Usd::ZERO);
    }

    #[test]
    fn an_attempt_whose_end_nobody_knows_has_an_estimate_within_a_bound() {
        let timed_out = failed(&candidate(), &chat(), &FetchError::TimedOut.into());
        for costs in [timed_out, of_answer(200, "{\"candid"), of_answer(504, "{}")] {
            assert_eq!((costs.end, costs.cost_usd), (AttemptEnd::InDoubt, Usd::ZERO));
            // About 1,000 tokens of prompt at $1 a million, and 1,000 of a typical answer at $10.
            assert!(costs.in_doubt_usd >= usd("0.011") && costs.in_doubt_usd < usd("0.0111"), "{costs:?}");
            // 4,000 bytes of prompt at the most, and 2,000 tokens of answer.
            assert!(costs.in_doubt_bound_usd > usd("0.024"), "{costs:?}");
        }
    }

    #[test]
    fn what_is_booked_already_is_not_in_doubt() {
        let costs = in_doubt(&candidate(), &chat(), usd("0.005"), usd("0.004"));
        assert_eq!((costs.cost_usd, costs.in_doubt_usd), (usd("0.005"), Usd::ZERO));
        let dearer = in_doubt(&candidate(), &chat(), usd("5"), usd("6"));
        assert_eq!((dearer.in_doubt_usd, dearer.in_doubt_bound_usd), (usd("1"), usd("1")));
    }
}
