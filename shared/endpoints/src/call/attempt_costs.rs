//! What the attempts of a call cost the organization: what the provider has counted, and what nobody knows.
//!
//! A provider bills what it has worked on, whether or not anybody got the answer. Where it has not said how much that was, the
//! attempt is in doubt: with a best estimate, and with a bound that the attempt cannot exceed.

use api::chat::{ChatRequest, Usage};
use api::jobs::{AttemptCosts, AttemptEnd};
use api::money::Usd;
use ledger::TYPICAL_OUTPUT_TOKENS;
use store::Candidate;

use crate::call::fault::Fault;

/// What a provider bills for a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billing {
    /// Nothing: it was not asked, or it refused.
    Nothing,
    /// What it has counted for the answer that failed.
    Counted(Usage),
    /// Nobody knows.
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
pub fn failed(candidate: &Candidate, chat: &ChatRequest, fault: &Fault) -> AttemptCosts<Usd> {
    match fault.billing {
        Billing::Nothing => AttemptCosts { end: AttemptEnd::Refused, ..answered(Usd::ZERO) },
        Billing::Counted(usage) => answered(candidate.pricing.cost(&usage).total()),
        Billing::InDoubt => {
            let typical = Usage {
                prompt_tokens: chat.estimated_input_tokens(),
                completion_tokens: TYPICAL_OUTPUT_TOKENS.min(candidate.max_output_tokens.into()),
                ..Usage::default()
            };
            in_doubt(candidate, chat, Usd::ZERO, candidate.pricing.cost(&typical).total())
        }
    }
}

/// What an attempt cost whose end nobody knows: `booked` stands in the books already, `estimate` is the best estimate of all.
#[must_use]
pub fn in_doubt(candidate: &Candidate, chat: &ChatRequest, booked: Usd, estimate: Usd) -> AttemptCosts<Usd> {
    let bound = candidate.pricing.worst_case(chat.input_tokens_bound(), candidate.max_output_tokens.into());
    let in_doubt_usd = estimate.beyond(booked);
    AttemptCosts {
        end: AttemptEnd::InDoubt,
        cost_usd: booked,
        in_doubt_usd,
        in_doubt_bound_usd: bound.beyond(booked).max(in_doubt_usd),
    }
}
