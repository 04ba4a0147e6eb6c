//! Settlements that the database did not take: the runtime keeps them, where it has a store, until the sweep has booked them.

use api::ids::CallId;
use api::sweep::SweptSettlements;
use platform::{DatabaseError, KeepingError, Platform};
use store::{KeptSettlement, Refusal, Settlement, SettlementOutcome, StoreError};

/// What the keys begin with; the call's id follows.
const PREFIX: &str = "settlement:";

/// How many are counted at most.
const COUNTED: usize = 1000;

/// How many a sweep tries to book at most.
const A_ROUND: usize = 100;

/// Keeps a settlement, without its texts. Says whether it is kept.
pub async fn keep<P: Platform>(platform: &P, settlement: &Settlement) -> bool {
    let call_id = settlement.call_id;
    match platform.keep(&key_of(call_id), &KeptSettlement::text_of(settlement)).await {
        Ok(()) => true,
        Err(KeepingError::NoStore) => false,
        Err(error) => {
            platform.log(&format!("the settlement of call {call_id} is not kept: {error}"));
            false
        }
    }
}

/// Forgets the settlement of a call that was booked after all.
pub async fn forget<P: Platform>(platform: &P, call_id: CallId) {
    forget_key(platform, &key_of(call_id)).await;
}

/// How many settlements are kept, counted up to 1,000.
///
/// # Errors
/// When the runtime has no store, or it fails.
pub async fn count<P: Platform>(platform: &P) -> Result<u64, KeepingError> {
    platform.kept_keys(PREFIX, COUNTED).await.map(|keys| keys.len() as u64)
}

/// Books what is kept, for the sweep. It stops when the database is away: the next sweep goes on.
pub async fn settle_all<P: Platform>(platform: &P) -> SweptSettlements {
    let keys = match platform.kept_keys(PREFIX, COUNTED).await {
        Ok(keys) => keys,
        Err(KeepingError::NoStore) => return SweptSettlements::default(),
        Err(error) => {
            platform.log(&format!("kept settlements: {error}"));
            return SweptSettlements::default();
        }
    };
    let mut swept = SweptSettlements { booked_settlements: 0, waiting_settlements: Some(keys.len() as u64) };
    for key in keys.iter().take(A_ROUND) {
        let fate = settle(platform, key).await;
        match fate {
            Fate::Booked | Fate::Needless => {
                swept.waiting_settlements =
                    swept.waiting_settlements.map(|waiting| waiting.saturating_sub(1));
                swept.booked_settlements += u64::from(fate == Fate::Booked);
            }
            Fate::Waits => {}
            Fate::DatabaseAway => break,
        }
    }
    swept
}

/// What became of a kept settlement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It was booked and is forgotten.
    Booked,
    /// There was nothing to book any more.
    Needless,
    /// It could not be read, or the database refuses it. It stays, as an alarm.
    Waits,
    /// The database takes nothing now.
    DatabaseAway,
}

async fn settle<P: Platform>(platform: &P, key: &str) -> Fate {
    let settlement = match platform.kept(key).await {
        Ok(Some(text)) => KeptSettlement::read(&text),
        // Booked by another, a moment ago.
        Ok(None) => return Fate::Needless,
        Err(error) => {
            platform.log(&format!("{key} cannot be read: {error}"));
            return Fate::Waits;
        }
    };
    let Some(settlement) = settlement else {
        platform.log(&format!("{key} is kept in a form that this version does not know"));
        return Fate::Waits;
    };
    let fate = match store::settle_kept(platform.database(), &settlement).await {
        Ok(SettlementOutcome::Settled { .. }) => Fate::Booked,
        Ok(SettlementOutcome::AlreadySettled) => Fate::Needless,
        Err(StoreError::Refused(Refusal::CallNotFound)) => {
            platform.log(&format!("{key} is of a call that the database does not know: it is forgotten"));
            Fate::Needless
        }
        Err(StoreError::Database(error)) if error.is_passing() || takes_nothing(&error) => {
            platform.log(&format!("{key} is not booked yet: {error}"));
            return Fate::DatabaseAway;
        }
        Err(error) => {
            platform.log(&format!("{key} is refused: {error}"));
            return Fate::Waits;
        }
    };
    forget_key(platform, key).await;
    fate
}

/// Without its functions the database books nothing, of any call.
const fn takes_nothing(error: &DatabaseError) -> bool {
    matches!(error, DatabaseError::MigrationRequired(_))
}

async fn forget_key<P: Platform>(platform: &P, key: &str) {
    if let Err(error) = platform.forget(key).await {
        // The sweep finds it again, and that it was booked.
        platform.log(&format!("{key} is not forgotten: {error}"));
    }
}

fn key_of(call_id: CallId) -> String {
    format!("{PREFIX}{call_id}")
}
