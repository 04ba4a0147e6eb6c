//! Credits given to a team: by hand, or for a payment.

use api::credits::{AddedCredits, Grant, PaidCredits, Payment, Reason};
use api::error::ApiError;
use api::ids::TeamId;
use api::reading::Count;
use api::teams::MAX_CREDITS;
use platform::Platform;
use serde_json::{Value, json};
use store::{Answer, Holder, Principal};

use crate::http::incoming::Incoming;
use crate::http::refusals;

/// Gives a team credits by hand. `read` reads which team, how many, and why.
pub(super) async fn add<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    read: impl FnOnce(&Incoming) -> Result<(TeamId, Count<MAX_CREDITS>, Option<Reason>), ApiError>,
) -> Result<Answer<Value>, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (team_id, credits, reason) = read(incoming)?;
    let grant = Grant::by_hand(credits, reason);
    let Answer { value: added, replayed } = give(platform, incoming, &principal, &team_id, &grant).await?;
    Ok(Answer { value: json!(added), replayed })
}

/// Gives a team credits that were paid for.
pub(super) async fn replenish<P: Platform>(
    platform: &P,
    incoming: &Incoming,
) -> Result<Answer<Value>, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let payment: Payment = incoming.body()?;
    let payment_type = payment.payment_type;
    let payment_amount_usd =
        payment.payment_amount_usd.and_then(|amount| amount.to_json_number().as_number().cloned());
    let grant = Grant::for_payment(payment);
    let Answer { value: added, replayed } = give(platform, incoming, &principal, &team_id, &grant).await?;
    let paid = PaidCredits { added, payment_type, payment_amount_usd };
    Ok(Answer { value: json!(paid), replayed })
}

async fn give<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    principal: &Principal,
    team_id: &TeamId,
    grant: &Grant,
) -> Result<Answer<AddedCredits>, ApiError> {
    let idempotency = incoming.idempotency(Holder::Operators)?;
    let Answer { value: transaction, replayed } =
        store::add_credits(platform.database(), principal, team_id, grant, idempotency.as_ref())
            .await
            .map_err(|error| refusals::store_error(platform, error))?;
    Ok(Answer { value: transaction.into(), replayed })
}
