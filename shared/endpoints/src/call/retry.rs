//! Whether and when a failed attempt is retried: exponential backoff with full jitter, within a deadline.

use std::time::Duration;

use crate::call::time_limits::DEADLINE_MS;

/// The limits of a call's retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts with one key and model before the next one is taken.
    pub attempts_per_route: u32,
    /// The upper bound of the first wait, in milliseconds; it doubles with each attempt.
    pub base_ms: u64,
    /// The greatest wait, in milliseconds.
    pub cap_ms: u64,
    /// The time for all attempts and waits together, in milliseconds.
    pub deadline_ms: u64,
}

/// For answers that a client waits for.
pub const POLICY: RetryPolicy =
    RetryPolicy { attempts_per_route: 3, base_ms: 250, cap_ms: 8_000, deadline_ms: DEADLINE_MS };

/// The longest wait for a route while another one can be asked, in milliseconds.
const WAIT_BEFORE_OTHERS_MS: u64 = 2_000;

/// Which other attempt a failure leaves room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retryability {
    /// One on the same route: the fault may pass.
    SameRoute {
        /// How long the provider asks to wait, in milliseconds.
        after_ms: Option<u64>,
    },
    /// One on another route: the fault lies in this key or model.
    OtherRoute,
    /// None: the fault lies in the request, or part of the answer has been sent.
    Never,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryDecision {
    /// Wait, then try the same route again.
    Wait(Duration),
    /// Try the next route.
    NextRoute,
    /// Answer the client with the fault.
    GiveUp,
}

impl RetryPolicy {
    /// Decides after attempt number `attempts` (from 1) of a route, behind which there are others or not; `random` is 64 random
    /// bits.
    ///
    /// Full jitter: the wait is anywhere between nothing and the bound (AWS Architecture Blog, "Exponential Backoff And
    /// Jitter"). A wait that the provider asks for is added to that; where both together are too long, the next route is taken.
    #[must_use]
    pub fn decide(
        &self,
        retryability: Retryability,
        attempts: u32,
        elapsed_ms: u64,
        has_others: bool,
        random: u64,
    ) -> RetryDecision {
        let left = self.deadline_ms.saturating_sub(elapsed_ms);
        match retryability {
            Retryability::Never => RetryDecision::GiveUp,
            _ if left == 0 => RetryDecision::GiveUp,
            Retryability::OtherRoute => RetryDecision::NextRoute,
            Retryability::SameRoute { .. } if attempts >= self.attempts_per_route => RetryDecision::NextRoute,
            Retryability::SameRoute { after_ms } => {
                let bound =
                    self.base_ms.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(self.cap_ms);
                let wait = after_ms.unwrap_or(0).saturating_add(random % (bound + 1));
                let longest = if has_others { WAIT_BEFORE_OTHERS_MS } else { 2 * self.cap_ms };
                if wait >= left.min(longest) {
                    RetryDecision::NextRoute
                } else {
                    RetryDecision::Wait(Duration::from_millis(wait))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_at_fault_is_not_tried_again() {
        assert_eq!(POLICY.decide(Retryability::Never, 1, 0, true, 0), RetryDecision::GiveUp);
    }

    #[test]
    fn a_refused_key_is_left_for_the_next_at_once() {
        assert_eq!(POLICY.decide(Retryability::OtherRoute, 1, 0, true, 0), RetryDecision::NextRoute);
    }

    #[test]
    fn a_provider_that_asks_for_too_long_a_wait_is_left_for_the_next() {
        let retryability = Retryability::SameRoute { after_ms: Some(60_000) };
        assert_eq!(POLICY.decide(retryability, 1, 0, false, 0), RetryDecision::NextRoute);
    }

    #[test]
    fn nobody_waits_long_for_a_route_while_another_one_can_be_asked() {
        let retryability = Retryability::SameRoute { after_ms: Some(3_000) };
        assert_eq!(POLICY.decide(retryability, 1, 0, true, 0), RetryDecision::NextRoute);
        let wait = RetryDecision::Wait(Duration::from_millis(3_000));
        assert_eq!(POLICY.decide(retryability, 1, 0, false, 0), wait);
    }

    proptest! {
        #[test]
        fn a_wait_is_as_long_as_the_provider_asks_and_never_past_the_deadline(
            attempts in 1u32..10, elapsed in 0u64..700_000, after in prop::option::of(0u64..20_000), has_others: bool, random: u64,
        ) {
            if let RetryDecision::Wait(wait) = POLICY.decide(Retryability::SameRoute { after_ms: after }, attempts, elapsed, has_others, random) {
                let wait = u64::try_from(wait.as_millis()).unwrap();
                prop_assert!(attempts < POLICY.attempts_per_route);
                prop_assert!(wait >= after.unwrap_or(0));
                prop_assert!(elapsed + wait < POLICY.deadline_ms);
            }
        }
    }
}
