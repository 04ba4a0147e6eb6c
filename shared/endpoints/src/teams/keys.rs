//! A team's virtual keys.

use api::error::{ApiError, ErrorCode};
use api::ids::VirtualKeyId;
use platform::{Platform, Response};
use serde_json::{Value, json};
use store::{Answer, Holder, KeyChange};

use super::told;
use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::{outgoing, page, refusals};
use crate::secrets::new_keys;

/// The longest name, in characters.
const MAX_NAME: usize = 200;
/// How many keys a list has unless it is asked for more.
const USUAL_LIMIT: u32 = 100;
/// The longest time that a replaced key may go on working: 30 days, in seconds.
const MAX_GRACE_SECONDS: i64 = 30 * 24 * 60 * 60;

/// `GET /api/teams/{team_id}/keys`.
pub async fn list<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let query = incoming.query();
    let mut fields = Fields::of_query(&query);
    let limit = page::limit(&mut fields, USUAL_LIMIT);
    let limit = fields.finish_with(Some(limit))?;
    let keys = store::list_keys(platform.database(), &principal, &team_id, limit).await;
    Ok(json!(keys.map_err(|error| refusals::store_error(platform, error))?))
}

/// `POST /api/teams/{team_id}/keys`.
pub async fn create<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Response, ApiError> {
    let principal = incoming.principal(platform).await?;
    let team_id = incoming.team_id()?;
    let idempotency = incoming.idempotency(Holder::Operators)?;
    let body = incoming.json_object_if_any()?;
    let mut fields = Fields::new(&body);
    let said = (fields.optional_text("name", MAX_NAME), fields.timestamp("expires_at"));
    let (name, expires_at) = fields.finish_with(Some(said))?;
    let (key, kept) = new_keys::generate(platform, name, expires_at);
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
    let body = incoming.json_object_if_any()?;
    let mut fields = Fields::new(&body);
    let grace = fields.integer("grace_period_seconds", 0..=MAX_GRACE_SECONDS);
    let said = (fields.optional_text("name", MAX_NAME), fields.timestamp("expires_at"));
    let (name, expires_at) = fields.finish_with(Some(said))?;
    let (key, kept) = new_keys::generate(platform, name, expires_at);
    let made = store::rotate_key(
        platform.database(),
        &principal,
        &team_id,
        key_id,
        &kept,
        grace.unwrap_or(0),
        idempotency.as_ref(),
    );
    let made = made.await.map_err(|error| refusals::store_error(platform, error))?;
    Ok(shown_once(made, &key, "Key rotated"))
}

/// `PUT /api/teams/{team_id}/keys/{key_id}`.
pub async fn update<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (team_id, key_id) = (incoming.team_id()?, key_id(incoming)?);
    let body = incoming.json_object()?;
    let mut fields = Fields::new(&body);
    let change = KeyChange {
        name: fields.or_null("name", |fields, name| fields.optional_text(name, MAX_NAME)),
        expires_at: fields.or_null("expires_at", Fields::timestamp),
    };
    let change = fields.finish_with(Some(change))?;
    let key = store::update_key(platform.database(), &principal, &team_id, key_id, &change)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(told(&key, "Key updated"))
}

/// `DELETE /api/teams/{team_id}/keys/{key_id}`.
pub async fn revoke<P: Platform>(platform: &P, incoming: &Incoming) -> Result<Value, ApiError> {
    let principal = incoming.principal(platform).await?;
    let (team_id, key_id) = (incoming.team_id()?, key_id(incoming)?);
    let key = store::revoke_key(platform.database(), &principal, &team_id, key_id)
        .await
        .map_err(|error| refusals::store_error(platform, error))?;
    Ok(told(&key, "Key revoked"))
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

/// The answer that shows a key. A request that is repeated made its key before, and nobody has that key any more but whoever
/// read the first answer.
fn shown_once(made: Answer<api::keys::NewVirtualKey>, key: &vault::VirtualKey, message: &str) -> Response {
    let Answer { value: mut shown, replayed } = made;
    if replayed {
        let message = "The first request with this Idempotency-Key made this key, and its answer showed it. \
                       It cannot be shown again. If that answer was lost, rotate the key.";
        return outgoing::replayed(outgoing::ok(&told(&shown, message)));
    }
    shown.virtual_key = Some(key.expose().to_owned());
    outgoing::ok(&told(&shown, message))
}
