//! The principal of a request of the operators' API, and how statements are sent with it.

use api::ids::SessionId;
use api::role::Role;
use api::timestamp::Timestamp;
use api::visibility::HidesFromTeams;
use platform::{Database, Param};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::error::StoreError;
use crate::json::{decode, decode_answer, json_text};
use crate::sign_in::ClientAddress;

/// Who asks, and what they have seen. The proof was checked as far as that is possible without the database; the statement checks that the key or the
/// session is still valid and the role high enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Principal {
    /// What the request was signed with.
    #[serde(flatten)]
    pub proof: Proof,
    /// The lowest role that the route allows.
    pub least_role: Role,
    /// Where the request comes from, if the runtime knows it.
    #[serde(flatten)]
    pub client: ClientAddress,
    /// The `updated_at` that what is changed was loaded with; it is refused where it has changed since. `None` where the request
    /// does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchanged_since: Option<Timestamp>,
}

/// What a request was signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proof {
    /// A virtual key.
    VirtualKey {
        /// Its SHA-256 hash, in hex.
        key_hash: String,
    },
    /// The deployment's admin key. It was the right one.
    AdminKey,
    /// An access token. It is genuine and has not expired.
    Session {
        /// The session that it was issued for.
        session_id: SessionId,
    },
}

/// Sends one statement of the operators' API, whose first parameter is the principal, and decodes what it grants.
///
/// # Errors
/// See [`crate::Refusal`]; nothing is written for a refused request.
pub(crate) async fn ask<T: DeserializeOwned>(
    database: &impl Database,
    statement: &str,
    principal: &Principal,
    params: &[Param<'_>],
) -> Result<T, StoreError> {
    let principal = json_text(principal);
    grant(database, statement, &signed(&principal, params)).await
}

/// The same where the team itself may ask too: it gets the answer without what only operators see.
///
/// # Errors
/// See [`crate::Refusal`]; nothing is written for a refused request.
pub(crate) async fn ask_as_team_or_operator<T: DeserializeOwned + HidesFromTeams>(
    database: &impl Database,
    statement: &str,
    principal: &Principal,
    params: &[Param<'_>],
) -> Result<T, StoreError> {
    let mut answer: T = ask(database, statement, principal, params).await?;
    match principal.proof {
        Proof::VirtualKey { .. } => answer.hide_from_teams(),
        Proof::AdminKey | Proof::Session { .. } => {}
    }
    Ok(answer)
}

/// The same where the request may have been answered before.
///
/// # Errors
/// See [`crate::Refusal`]; nothing is written for a refused request.
pub(crate) async fn ask_once<T: DeserializeOwned>(
    database: &impl Database,
    statement: &str,
    principal: &Principal,
    params: &[Param<'_>],
) -> Result<Answer<T>, StoreError> {
    let principal = json_text(principal);
    let answer = database.query_text(statement, &signed(&principal, params)).await?;
    let answer: Answer<Granted<T>> = decode_answer(&answer)?;
    Ok(Answer { value: answer.value.value, replayed: answer.replayed })
}

/// Sends one statement and decodes what it grants: `{"outcome": "granted", "value": ...}`.
///
/// # Errors
/// See [`crate::Refusal`].
pub(crate) async fn grant<T: DeserializeOwned>(
    database: &impl Database,
    statement: &str,
    params: &[Param<'_>],
) -> Result<T, StoreError> {
    let granted: Granted<T> = decode(&database.query_text(statement, params).await?)?;
    Ok(granted.value)
}

#[derive(serde::Deserialize)]
struct Granted<T> {
    value: T,
}

/// The parameters, the principal before them.
fn signed<'a>(principal: &'a str, params: &[Param<'a>]) -> Vec<Param<'a>> {
    let mut all = vec![Param::Text(Some(principal))];
    all.extend_from_slice(params);
    all
}
