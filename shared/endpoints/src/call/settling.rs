//! Settling a call after its response, with retries.

use std::time::Duration;

use platform::{DatabaseError, Platform};
use store::{Charge, Settlement, SettlementOutcome, StoreError};

use crate::call::kept_settlements;

/// The waits before a failed settlement is tried again, in milliseconds: all of them fit into the time that a runtime gives
/// after a response. When the last try fails too, the settlement is kept for the sweep. A runtime without a store for that leaves
/// the call to be abandoned, and its hold to expire.
const RETRY_WAITS_MS: [u64; 6] = [100, 400, 1_000, 3_000, 7_000, 12_000];

/// After so many failures, half a second after the first, the settlement is kept while it is tried again: the runtime may end at
/// any time.
const KEPT_AFTER_FAILURES: usize = 3;

/// Settles after the response has left, also when the client has hung up.
pub fn settle_after_response<P: Platform>(platform: &P, settlement: Settlement) {
    let platform_then = platform.clone();
    platform.after_response(async move { settle(&platform_then, &settlement).await });
}

/// Settles before the response, for an answer that has to wait for what the books say. Returns the charge; none where the database
/// does not settle at once: it is then settled after the response.
pub async fn settle_before_response<P: Platform>(platform: &P, settlement: Settlement) -> Option<Charge> {
    if let Ok(SettlementOutcome::Settled { charge, .. }) =
        store::settle_call(platform.database(), &settlement).await
    {
        return Some(charge);
    }
    settle_after_response(platform, settlement);
    None
}

/// Settles. A failure of the database that may pass is retried; a settlement that the database refuses is sent once more with
/// the numbers alone, so that no text makes a call free. What still fails is kept for the sweep.
pub async fn settle<P: Platform>(platform: &P, settlement: &Settlement) {
    let call_id = settlement.call_id;
    let mut waits = RETRY_WAITS_MS.iter();
    let mut numbers_alone = None;
    let (mut failures, mut is_kept) = (0, false);
    loop {
        let attempt = numbers_alone.as_ref().unwrap_or(settlement);
        let error = match store::settle_call(platform.database(), attempt).await {
            Ok(outcome) => {
                if matches!(outcome, SettlementOutcome::Settled { late: true, .. }) {
                    platform.log(&format!("call {call_id} was settled after its hold had expired"));
                }
                if is_kept {
                    kept_settlements::forget(platform, call_id).await;
                }
                return;
            }
            Err(error) => error,
        };
        failures += 1;
        if failures == KEPT_AFTER_FAILURES {
            is_kept = kept_settlements::keep(platform, settlement).await;
        }
        let passing = matches!(&error, StoreError::Database(error) if error.is_passing());
        match waits.next() {
            Some(wait) if passing => platform.sleep(Duration::from_millis(*wait)).await,
            _ if is_refused(&error) && numbers_alone.is_none() => {
                platform.log(&format!("call {call_id} is settled without its texts"));
                numbers_alone = Some(settlement.numbers_alone());
            }
            _ => {
                let is_kept = is_kept || kept_settlements::keep(platform, settlement).await;
                let then = if is_kept { " and is kept for the sweep" } else { "" };
                platform.log(&format!("call {call_id} could not be settled{then}: {error}"));
                return;
            }
        }
    }
}

/// The statement itself was refused: sending the same again is refused again.
const fn is_refused(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DatabaseError::Failed(_)))
}
