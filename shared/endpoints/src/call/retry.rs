//! When a failed attempt is worth another: exponential backoff with full jitter, within a deadline.

use std::time::Duration;

/// How patient a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Attempts with one key and model before the next one is taken.
    pub attempts_per_route: u32,
    /// The upper bound of the first wait, in milliseconds; it doubles with each attempt.
    pub base_ms: u64,
    /// The greatest wait, in milliseconds.
    pub cap_ms: u64,
    /// The time for all attempts and waits together, in milliseconds.
    pub deadline_ms: u64,
}

/// For answers that a client waits for: at most two minutes.
pub const POLICY: Policy =
    Policy { attempts_per_route: 3, base_ms: 250, cap_ms: 8_000, deadline_ms: 120_000 };

/// What a failure says about trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hope {
    /// The same may work soon; the provider may have said when, in milliseconds.
    Again {
        /// What the provider asks to wait.
        after_ms: Option<u64>,
    },
    /// Not with this key and model, perhaps with another.
    Elsewhere,
    /// The request itself is at fault.
    Nowhere,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Wait, then try the same again.
    Again(Duration),
    /// Take the next key or model.
    NextRoute,
    /// Tell the client.
    GiveUp,
}

impl Policy {
    /// Decides after attempt number `attempts` (from 1) of a route; `random` is 64 random bits.
    ///
    /// Full jitter: the wait is anywhere between nothing and the bound (AWS Architecture Blog, "Exponential Backoff And
    /// Jitter"). A provider that says how long to wait is waited for at least that long, or left for another.
    #[must_use]
    pub fn next(&self, hope: Hope, attempts: u32, elapsed_ms: u64, random: u64) -> Step {
        let left = self.deadline_ms.saturating_sub(elapsed_ms);
        match hope {
            Hope::Nowhere => Step::GiveUp,
            _ if left == 0 => Step::GiveUp,
            Hope::Elsewhere => Step::NextRoute,
            Hope::Again { .. } if attempts >= self.attempts_per_route => Step::NextRoute,
            Hope::Again { after_ms } => {
                let bound =
                    self.base_ms.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(self.cap_ms);
                let wait = after_ms.unwrap_or(0).saturating_add(random % (bound + 1));
                if wait >= left.min(2 * self.cap_ms) {
                    Step::NextRoute
                } else {
                    Step::Again(Duration::from_millis(wait))
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
        assert_eq!(POLICY.next(Hope::Nowhere, 1, 0, 0), Step::GiveUp);
    }

    #[test]
    fn a_refused_key_is_left_for_the_next_at_once() {
        assert_eq!(POLICY.next(Hope::Elsewhere, 1, 0, 0), Step::NextRoute);
    }

    #[test]
    fn a_provider_that_asks_for_too_much_patience_is_left_for_the_next() {
        let hope = Hope::Again { after_ms: Some(60_000) };
        assert_eq!(POLICY.next(hope, 1, 0, 0), Step::NextRoute);
    }

    proptest! {
        #[test]
        fn a_wait_is_as_long_as_the_provider_asks_and_never_past_the_deadline(
            attempts in 1u32..10, elapsed in 0u64..200_000, after in prop::option::of(0u64..20_000), random: u64,
        ) {
            if let Step::Again(wait) = POLICY.next(Hope::Again { after_ms: after }, attempts, elapsed, random) {
                let wait = u64::try_from(wait.as_millis()).unwrap();
                prop_assert!(attempts < POLICY.attempts_per_route);
                prop_assert!(wait >= after.unwrap_or(0));
                prop_assert!(elapsed + wait < POLICY.deadline_ms);
            }
        }
    }
}
