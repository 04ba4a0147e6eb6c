//! `POST /api/maintenance/sweep`, and the same by the runtime's scheduler: work that is due, whether
//! requests come or not.

use api::error::ApiError;
use api::routes::SweepOperation;
use api::sweep::{SweepQuery, Swept};
use platform::{Platform, Request, Response};
use serde_json::{Value, json};
use store::{Principal, StoreError};

use crate::call::kept_settlements;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, principal, refusals};

/// How many statements a schedule sends at most; what is left waits for the next time.
const ROUNDS: u32 = 50;

/// Handles one request: one round of work. `more` in the answer asks for another one.
pub async fn handle<P: Platform>(platform: P, request: Request) -> Response {
    outgoing::respond(sweep(&platform, request).await)
}

async fn sweep<P: Platform>(platform: &P, request: Request) -> Result<Value, ApiError> {
    let (SweepOperation::Sweep, incoming) = Incoming::new(platform, request)?;
    let principal = incoming.principal(platform).await?;
    let query: SweepQuery = incoming.query()?;
    refusals::granted(platform, round(platform, &principal, query).await)
}

/// One round of work. Kept settlements come second: whether the principal may sweep at all, the first statement says.
async fn round<P: Platform>(
    platform: &P,
    principal: &Principal,
    query: SweepQuery,
) -> Result<Swept, StoreError> {
    let work = store::sweep(platform.database(), principal, query).await?;
    Ok(Swept { work, settlements: kept_settlements::settle_all(platform).await })
}

/// Does all that is due, for the runtime's own scheduler.
pub async fn on_schedule<P: Platform>(platform: P) {
    let principal = principal::scheduler();
    for _ in 0..ROUNDS {
        match round(&platform, &principal, SweepQuery::USUAL).await {
            Ok(swept) => {
                platform.log(&format!("swept: {}", json!(swept)));
                if !swept.work.more {
                    return;
                }
            }
            Err(error) => {
                platform.log(&format!("not swept: {error}"));
                return;
            }
        }
    }
}
