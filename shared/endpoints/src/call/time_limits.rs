//! How long the attempts of a call may take, so that no route takes the time of those behind it.

use std::time::Duration;

use store::Candidate;

/// The time for all attempts of a call and the waits between them, in milliseconds: as long as the SDKs of OpenAI and Anthropic wait
/// (600 s).
pub const DEADLINE_MS: u64 = 600_000;
/// What a route leaves for each of those behind it, in milliseconds, whatever its limits are.
const RESERVE_MS: u64 = 30_000;
/// How long the first event of an answer may take if another route is behind, in milliseconds, unless somebody has set a limit.
const FIRST_EVENT_MS: u64 = 60_000;
/// The same of a whole answer, in milliseconds.
const ANSWER_MS: u64 = 180_000;

/// The limits that an operator has set for the deployment; those of an alias go before them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeLimits {
    /// How long the first event of a streamed answer may take, in seconds.
    pub first_event_seconds: Option<u32>,
    /// How long a whole answer may take, in seconds.
    pub answer_seconds: Option<u32>,
}

/// The limits of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptLimits {
    /// How long a streamed answer may be silent before it has said something.
    pub first_event: Duration,
    /// How long a whole answer may take, and how long a streamed one may take to say something.
    pub answer: Duration,
}

impl TimeLimits {
    /// The limits of an attempt that begins so many milliseconds after the call, with so many other routes behind its own.
    ///
    /// The last route has all the time that is left, unless somebody has set a limit.
    #[must_use]
    pub fn of_attempt(&self, candidate: &Candidate, elapsed_ms: u64, routes_behind: usize) -> AttemptLimits {
        let behind = u64::try_from(routes_behind).unwrap_or(u64::MAX);
        let left = DEADLINE_MS.saturating_sub(elapsed_ms);
        let reserve = RESERVE_MS.min(left / behind.saturating_add(1)).saturating_mul(behind);
        let room = left.saturating_sub(reserve);
        let limit = |of_alias: Option<u32>, of_deployment: Option<u32>, otherwise: u64| {
            let set = of_alias.or(of_deployment).map(|seconds| u64::from(seconds) * 1_000);
            let limit = set.unwrap_or(if behind == 0 { u64::MAX } else { otherwise });
            Duration::from_millis(limit.min(room))
        };
        AttemptLimits {
            first_event: limit(
                candidate.first_event_timeout_seconds,
                self.first_event_seconds,
                FIRST_EVENT_MS,
            ),
            answer: limit(candidate.answer_timeout_seconds, self.answer_seconds, ANSWER_MS),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn candidate(first_event: Option<u32>, answer: Option<u32>) -> Candidate {
        serde_json::from_value(json!({
            "model_alias": "chat", "provider": "openai", "model": "m", "max_output_tokens": 2000,
            "pricing": {"input": "1", "output": "10", "tiers": []}, "credentials": [],
            "first_event_timeout_seconds": first_event, "answer_timeout_seconds": answer,
        }))
        .unwrap()
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_slow_model_that_is_alone_has_as_long_as_sdks_wait() {
        let limits = TimeLimits::default().of_attempt(&candidate(None, None), 0, 0);
        assert_eq!(limits, AttemptLimits { first_event: seconds(600), answer: seconds(600) });
    }

    #[test]
    fn a_route_with_another_behind_it_is_left_in_time() {
        let limits = TimeLimits::default().of_attempt(&candidate(None, None), 0, 1);
        assert_eq!(limits, AttemptLimits { first_event: seconds(60), answer: seconds(180) });
    }

    #[test]
    fn the_aliass_limit_goes_before_the_deployments_and_holds_for_the_last_route_too() {
        let deployment = TimeLimits { first_event_seconds: Some(20), answer_seconds: Some(90) };
        let limits = deployment.of_attempt(&candidate(Some(5), None), 0, 0);
        assert_eq!(limits, AttemptLimits { first_event: seconds(5), answer: seconds(90) });
    }

    proptest! {
        #[test]
        fn routes_tried_to_their_limits_one_after_the_other_all_get_time_before_the_deadline(
            routes in 1usize..30, set in prop::option::of(1u32..600),
        ) {
            let mut elapsed = 0;
            for behind in (0..routes).rev() {
                let limits = TimeLimits::default().of_attempt(&candidate(set, set), elapsed, behind);
                prop_assert!(limits.answer >= Duration::from_millis(1_000.min(DEADLINE_MS / 30)));
                elapsed += u64::try_from(limits.answer.as_millis()).unwrap();
            }
            prop_assert!(elapsed <= DEADLINE_MS);
        }
    }
}
