//! Settling a call after its response, with retries.

use std::time::Duration;

use platform::{DatabaseError, Platform};
use store::{Charge, Settlement, SettlementOutcome, StoreError};

/// The waits before a failed settlement is tried again, in milliseconds: all of them fit into the time that a runtime gives
/// after a response. When the last try fails too, the call is abandoned and its hold expires.
const RETRY_WAITS_MS: [u64; 6] = [100, 400, 1_000, 3_000, 7_000, 12_000];

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
/// the numbers alone, so that no text makes a call free.
pub async fn settle<P: Platform>(platform: &P, settlement: &Settlement) {
    let mut waits = RETRY_WAITS_MS.iter();
    let mut numbers_alone = None;
    loop {
        let attempt = numbers_alone.as_ref().unwrap_or(settlement);
        let error = match store::settle_call(platform.database(), attempt).await {
            Ok(SettlementOutcome::Settled { late: false, .. } | SettlementOutcome::AlreadySettled) => return,
            Ok(SettlementOutcome::Settled { late: true, .. }) => {
                platform.log(&format!("call {} was settled after its hold had expired", settlement.call_id));
                return;
            }
            Err(error) => error,
        };
        let passing = matches!(&error, StoreError::Database(error) if error.is_passing());
        match waits.next() {
            Some(wait) if passing => platform.sleep(Duration::from_millis(*wait)).await,
            _ if is_refused(&error) && numbers_alone.is_none() => {
                platform.log(&format!("call {} is settled without its texts", settlement.call_id));
                numbers_alone = Some(settlement.numbers_alone());
            }
            _ => {
                platform.log(&format!("call {} could not be settled: {error}", settlement.call_id));
                return;
            }
        }
    }
}

/// The statement itself was refused: sending the same again is refused again.
const fn is_refused(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DatabaseError::Failed(_)))
}
