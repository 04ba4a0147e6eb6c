//! What becomes of a delivery after an attempt: it has arrived, is tried again later, or is given up.

use http::HeaderMap;
use http::header::RETRY_AFTER;
use store::DeliveryOutcome;

/// The waits between attempts, in seconds: about three days in all. Standard Webhooks ("Delivery retries") recommends these.
const WAITS: [u64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// The longest that a receiver may ask us to wait, in seconds.
const LONGEST_ASKED: u64 = 24 * 3600;

/// After a failed attempt, from 1. The wait is up to a tenth longer, so that what failed together does not come back
/// together; `random` is 64 random bits.
#[must_use]
pub fn after_failure(attempt: u32, retry_after_seconds: Option<u64>, random: u64) -> DeliveryOutcome {
    let number = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait) = WAITS.get(number) else { return DeliveryOutcome::Dead };
    let wait = (*wait).max(retry_after_seconds.unwrap_or(0).min(LONGEST_ASKED));
    DeliveryOutcome::Retried { retry_in_seconds: wait + random % (wait / 10 + 1) }
}

/// After an answer with this status. 410 says that nothing is wanted there any more.
#[must_use]
pub fn after_answer(
    status: u16,
    attempt: u32,
    retry_after_seconds: Option<u64>,
    random: u64,
) -> DeliveryOutcome {
    match status {
        200..=299 => DeliveryOutcome::Delivered,
        410 => DeliveryOutcome::Gone,
        _ => after_failure(attempt, retry_after_seconds, random),
    }
}

/// How long an answer asks us to wait: `Retry-After` in seconds, or until a date (RFC 9110, section 10.2.3), which is left
/// to the usual waits.
#[must_use]
pub fn retry_after_seconds(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_arrive_is_tried_for_three_days_and_then_given_up() {
        let mut waited = 0;
        let mut attempt = 1;
        while let DeliveryOutcome::Retried { retry_in_seconds } = after_failure(attempt, None, 0) {
            waited += retry_in_seconds;
            attempt += 1;
        }
        assert_eq!(attempt, 10);
        assert!((3 * 86_400..4 * 86_400).contains(&waited), "{waited}");
    }

    #[test]
    fn an_answer_decides() {
        assert_eq!(after_answer(204, 1, None, 0), DeliveryOutcome::Delivered);
        assert_eq!(after_answer(410, 1, None, 0), DeliveryOutcome::Gone);
        for status in [301, 400, 401, 404, 429, 500, 503] {
            assert_eq!(after_answer(status, 1, None, 0), DeliveryOutcome::Retried { retry_in_seconds: 5 });
            assert_eq!(after_answer(status, 10, None, 0), DeliveryOutcome::Dead);
        }
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_within_reason() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "120".parse().unwrap());
        let asked = retry_after_seconds(&headers);
        assert_eq!(after_answer(429, 1, asked, 0), DeliveryOutcome::Retried { retry_in_seconds: 120 });
        headers.insert(RETRY_AFTER, "Fri, 31 Dec 1999 23:59:59 GMT".parse().unwrap());
        assert_eq!(retry_after_seconds(&headers), None);
        let much = after_failure(1, Some(u64::MAX), 0);
        assert_eq!(much, DeliveryOutcome::Retried { retry_in_seconds: LONGEST_ASKED });
    }

    proptest! {
        #[test]
        fn no_wait_is_shorter_than_asked_nor_more_than_a_tenth_longer(
            attempt in 1_u32..=9, asked in 0..=LONGEST_ASKED, random in any::<u64>(),
        ) {
            let DeliveryOutcome::Retried { retry_in_seconds } = after_failure(attempt, Some(asked), random) else {
                return Err(TestCaseError::fail("given up too soon"));
            };
            let least = asked.max(WAITS[attempt as usize - 1]);
            prop_assert!((least..=least + least / 10).contains(&retry_in_seconds));
        }
    }
}
