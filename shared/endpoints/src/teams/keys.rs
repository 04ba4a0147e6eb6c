//! A team's virtual keys.

use api::answer::WithMessage;
use api::error::{ApiError, ErrorCode};
use api::ids::VirtualKeyId;
use api::keys::{KeyChange, KeyQuery, KeyTerms, Rotation};
use platform::{Platform, Response};
use serde_json::Value;
use store::{Answer, Holder};

use crate::http::incoming::Incoming;
use crate::http::{listing, outgoing, refusals};
use crate::secrets::new_keys;

/// `GET /api/teams/{team_id}/keys`.
pub async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query: KeyQuery = incoming.query()?;
    let listed = store::list_keys(platform.database(), &principal, &team_id, &query).await;
    listing::counted(platform, incoming, query.page.end(), listed)
}

/// `POST /api/teams/{team_id}/keys`.
pub async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let idempotency = incoming.idempotency(Holder::Operators)?;
    let terms: KeyTerms = incoming.body_if_any()?;
    let (key, kept) = new_keys::generate(platform, terms);
    let made =
        store::create_key(platform.database(), &principal, &team_id, &kept, idempotency.as_ref()).await;
    let made = made.map_err(|error| refusals::store_error(platform, error))?;
    Ok(shown_once(made, &key, "Key created"))
}

/// `POST /api/teams/{team_id}/rotate-key`, and `POST /api/teams/{team_id}/keys/{key_id}/rotate`.
pub async fn rotate<P: Platform>(
    platform: &P,
    incoming: &Incoming,
    key_id: Option<VirtualKeyId>,
) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let idempotency = incoming.idempotency(Holder::Operators)?;
    let Rotation { grace_period_seconds, terms } = incoming.body_if_any()?;
    let (key, kept) = new_keys::generate(platform, terms);
    let made = store::rotate_key(
        platform.database(),
        &principal,
        &team_id,
        key_id,
        &kept,
        grace_period_seconds.get(),
        idempotency.as_ref(),
    );
    let made = made.await.map_err(|error| refusals::store_error(platform, error))?;
    Ok(shown_once(made, &key, "Key rotated"))
}

/// `PUT /api/teams/{team_id}/keys/{key_id}`.
pub async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (team_id, key_id) = (incoming.team_id()?, key_id(incoming)?);
    let change: KeyChange = incoming.body()?;
    let key = store::update_key(platform.database(), &principal, &team_id, key_id, &change).await;
    refusals::granted(platform, key.map(|key| WithMessage::new(key, "Key updated")))
}

/// `DELETE /api/teams/{team_id}/keys/{key_id}`.
pub async fn revoke<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (team_id, key_id) = (incoming.team_id()?, key_id(incoming)?);
    let key = store::revoke_key(platform.database(), &principal, &team_id, key_id).await;
    refusals::granted(platform, key.map(|key| WithMessage::new(key, "Key revoked")))
}

/// The key of the path.
///
/// # Errors
/// 404 for a text that is no id of a key.
pub fn key_id(incoming: &Incoming) -> Result<VirtualKeyId, ApiError> {
    incoming.path_param("key_id", || {
        ApiError::new(ErrorCode::VirtualKeyNotFound, "The team has no such virtual key.")
    })
}

/// The answer that shows a key. A repeated request made its key before; that key was shown by the first answer only.
fn shown_once(made: Answer<api::keys::NewVirtualKey>, key: &vault::VirtualKey, message: &str) -> Response {
    let Answer { value: mut shown, replayed } = made;
    if replayed {
        let message = "The first request with this Idempotency-Key made this key, and its answer showed it. \
                       It cannot be shown again. If that answer was lost, rotate the key.";
        return outgoing::replayed(outgoing::ok(&WithMessage::new(shown, message)));
    }
    shown.virtual_key = Some(key.expose().to_owned());
    outgoing::ok(&WithMessage::new(shown, message))
}
