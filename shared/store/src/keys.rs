//! Virtual keys. The key itself never comes here: only its hash does, and a hint for people.

use api::ids::{TeamId, VirtualKeyId};
use api::keys::{KeyChange, KeyQuery, KeyTerms, NewVirtualKey, VirtualKey};
use platform::{Database, Param};
use serde::Serialize;

use crate::answer::{Answer, MarkedAnswer};
use crate::error::StoreError;
use crate::idempotency::Idempotency;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::statements::statements;

statements! {
    LIST_KEYS = "list_keys"(text, text, int8, int8),
    CREATE_KEY = "create_key"(text, text, text, text, int8),
    UPDATE_KEY = "update_key"(text, text, text, text),
    REVOKE_KEY = "revoke_key"(text, text, text),
    ROTATE_KEY = "rotate_key"(text, text, text, text, int8, text),
}

/// The most keys of a team that work at the same time, those in a grace period included.
const MOST_KEYS: i64 = 100;

/// A key to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewKey {
    /// Its id.
    pub key_id: VirtualKeyId,
    /// The SHA-256 hash of its text, in hex.
    pub key_hash: String,
    /// What people recognize it by.
    pub key_hint: String,
    /// What operators say of it.
    #[serde(flatten)]
    pub terms: KeyTerms,
}

/// A team's keys: those that work first, then the newest first.
///
/// # Errors
/// Refused for an unknown team.
pub async fn list_keys(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    query: &KeyQuery,
) -> Result<Counted<VirtualKey>, StoreError> {
    let [limit, offset] =
        [query.page.limit.get(), query.page.offset.get()].map(|number| Param::Int(Some(number)));
    let params = [Param::Text(Some(team_id.as_str())), limit, offset];
    ask(database, LIST_KEYS.sql, principal, &params).await
}

/// Gives a team one more key. The same request again gets the same key, which is not shown again.
///
/// # Errors
/// Refused for an unknown or removed team, a time that is over, and a team with the most keys already.
pub async fn create_key(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    key: &NewKey,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<NewVirtualKey>, StoreError> {
    let idempotency = idempotency.map(json_text);
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(&json_text(key))),
        Param::Text(idempotency.as_deref()),
        Param::Int(Some(MOST_KEYS)),
    ];
    let answer: MarkedAnswer<NewVirtualKey> = ask(database, CREATE_KEY.sql, principal, &params).await?;
    Ok(answer.into())
}

/// Changes a key's name or time.
///
/// # Errors
/// Refused for an unknown or revoked key, and a time that is over.
pub async fn update_key(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    key_id: VirtualKeyId,
    change: &KeyChange,
) -> Result<VirtualKey, StoreError> {
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(Some(&key_id.to_string())),
        Param::Text(Some(&json_text(change))),
    ];
    ask(database, UPDATE_KEY.sql, principal, &params).await
}

/// Ends a key at once.
///
/// # Errors
/// Refused for an unknown key.
pub async fn revoke_key(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    key_id: VirtualKeyId,
) -> Result<VirtualKey, StoreError> {
    let params = [Param::Text(Some(team_id.as_str())), Param::Text(Some(&key_id.to_string()))];
    ask(database, REVOKE_KEY.sql, principal, &params).await
}

/// Replaces a key by a new one. The old one works for some seconds more. Without `key_id` it is the team's only key
/// in use; a team without one gets one. What `key` does not say it has from the old one.
///
/// # Errors
/// Refused for an unknown key, one that has ended or was replaced, and, without `key_id`, for a team with several.
pub async fn rotate_key(
    database: &impl Database,
    principal: &Principal,
    team_id: &TeamId,
    key_id: Option<VirtualKeyId>,
    key: &NewKey,
    grace_seconds: i64,
    idempotency: Option<&Idempotency>,
) -> Result<Answer<NewVirtualKey>, StoreError> {
    let (key_id, idempotency) = (key_id.map(|key_id| key_id.to_string()), idempotency.map(json_text));
    let params = [
        Param::Text(Some(team_id.as_str())),
        Param::Text(key_id.as_deref()),
        Param::Text(Some(&json_text(key))),
        Param::Int(Some(grace_seconds)),
        Param::Text(idempotency.as_deref()),
    ];
    let answer: MarkedAnswer<NewVirtualKey> = ask(database, ROTATE_KEY.sql, principal, &params).await?;
    Ok(answer.into())
}
