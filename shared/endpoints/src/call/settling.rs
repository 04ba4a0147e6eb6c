//! What is written down of a call when it has ended, and the writing of it after the response.

use std::time::Duration;

use api::chat::Usage;
use api::jobs::CallStatus;
use api::money::Usd;
use platform::Platform;
use store::{Admission, CallResult, Settled, Settlement, StoreError};

use crate::call::fault::Fault;
use crate::call::serving::Route;

/// The waits before a failed settling is tried again, in milliseconds: all of them fit into the time a runtime gives
/// after a response. A settling that still fails shows as a call that is never settled, and its hold expires.
const RETRY_WAITS_MS: [u64; 6] = [100, 400, 1_000, 3_000, 7_000, 12_000];

/// What a call used, and whether that was counted here because the provider did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumption {
    /// The tokens.
    pub usage: Usage,
    /// They were counted from the text.
    pub estimated: bool,
}

/// A call's record, its costs computed from the prices of the model that served it. `fault` is why it failed, if it did;
/// what was consumed until then is charged all the same.
#[must_use]
pub fn record(
    admission: &Admission,
    route: &Route,
    fault: Option<&Fault>,
    consumption: Option<Consumption>,
) -> CallResult {
    let used = consumption.unwrap_or(Consumption { usage: Usage::default(), estimated: false });
    let usage = used.usage;
    let cost = route.candidate.pricing.cost(&usage);
    CallResult {
        status: if fault.is_none() { CallStatus::Succeeded } else { CallStatus::Failed },
        model_used: Some(route.candidate.model_alias.clone()),
        provider: Some(route.candidate.provider),
        resolved_model: Some(route.candidate.model.clone()),
        credential_id: route.credential_id,
        provider_request_id: None,
        attempts: route.attempts.clone(),
        prompt_tokens: usage.prompt_tokens,
        cached_input_tokens: usage.cached_input_tokens,
        cache_write_5m_tokens: usage.cache_write_5m_tokens,
        cache_write_1h_tokens: usage.cache_write_1h_tokens,
        completion_tokens: usage.completion_tokens,
        reasoning_tokens: usage.reasoning_tokens,
        estimated: used.estimated,
        pricing: Some(route.candidate.pricing.clone()),
        input_cost_usd: cost.input,
        output_cost_usd: cost.output,
        client_cost_usd: match admission.job_price_usd {
            Some(_) => Usd::ZERO,
            None => cost.with_markup(admission.cost_markup_percentage),
        },
        latency_ms: Some(route.latency_ms),
        time_to_first_token_ms: None,
        error_code: fault.map(|fault| fault.code.as_str().to_owned()),
        error: fault.map(Fault::for_operators),
    }
}

/// Settles after the response has left, also when the client has hung up.
pub fn settle_after_response<P: Platform>(platform: &P, settlement: Settlement) {
    let platform_then = platform.clone();
    platform.after_response(async move { settle(&platform_then, &settlement).await });
}

/// Settles, again and again while the database has passing troubles.
pub async fn settle<P: Platform>(platform: &P, settlement: &Settlement) {
    let mut waits = RETRY_WAITS_MS.iter();
    loop {
        let error = match store::settle_call(platform.database(), settlement).await {
            Ok(Settled::Settled { late: false } | Settled::AlreadySettled) => return,
            Ok(Settled::Settled { late: true }) => {
                platform.log(&format!("call {} was settled after its hold had expired", settlement.call_id));
                return;
            }
            Err(error) => error,
        };
        let passing = matches!(&error, StoreError::Database(error) if error.is_passing());
        match waits.next() {
            Some(wait) if passing => platform.sleep(Duration::from_millis(*wait)).await,
            _ => {
                platform.log(&format!("call {} could not be settled: {error}", settlement.call_id));
                return;
            }
        }
    }
}
