//! Signing in.
//!
//! A login takes two statements: the hash must be read before the password can be compared, and comparing is work for the
//! function, not for the database. The first counts the attempt as failed, so that guesses made all at once are counted
//! one by one; the second takes that back.

use api::admin_users::AdminUser;
use api::answer::Message;
use api::ids::{SessionId, UserId};
use api::sign_in::{FirstOperator, SetupStatus};
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::json::json_text;
use crate::principal::{Principal, ask, grant};
use crate::statements::statements;

statements! {
    SETUP_STATUS = "setup_status"(),
    SETUP_OWNER = "setup_owner"(text, text, text),
    BEGIN_LOGIN = "begin_login"(text, text),
    FINISH_LOGIN = "finish_login"(text, text, text, text, text),
    REFRESH_SESSION = "refresh_session"(bytea, bytea, text),
    END_SESSION_OF_TOKEN = "end_session_of_token"(bytea, text),
    BEGIN_PASSWORD_CHANGE = "begin_password_change"(text, text),
    COUNT_ADMIN_KEY_FAILURE = "count_admin_key_failure"(text),
}

/// The client's address, if the runtime knows it: failed logins are counted by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ClientAddress {
    /// The address.
    pub ip_address: Option<String>,
    /// What one subscriber has: the address itself, or the /64 that it is in.
    pub network: Option<String>,
}

/// A session to be opened.
#[derive(Debug, Serialize)]
pub struct NewSession {
    /// The hash of its first refresh token, in hex.
    pub refresh_token_hash: String,
    /// Where it is opened from.
    pub ip_address: Option<String>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
}

/// The first operator, with the hash of its password.
#[derive(Debug, Serialize)]
pub struct OwnerToCreate<'a> {
    /// What the request says of it. Its password is a secret and is left out.
    #[serde(flatten)]
    pub operator: &'a FirstOperator,
    /// The hash of the password, a PHC string.
    pub password_hash: String,
}

/// What a password is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Whose it is.
    pub user_id: UserId,
    /// The password's hash.
    pub password_hash: String,
}

/// A session that was opened or went on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OpenSession {
    /// Its id.
    pub session_id: SessionId,
    /// When it ends if it is not used, RFC 3339.
    pub refresh_expires_at: Timestamp,
    /// Whose it is.
    pub user: AdminUser,
}

/// Whether the first operator is still to be made.
///
/// # Errors
/// When the database cannot be asked.
pub async fn setup_status(database: &impl Database) -> Result<SetupStatus, StoreError> {
    grant(database, SETUP_STATUS.sql, &[]).await
}

/// Makes the first operator and signs it in.
///
/// # Errors
/// Refused when there is one already.
pub async fn setup_owner(
    database: &impl Database,
    principal: &Principal,
    owner: &OwnerToCreate<'_>,
    session: &NewSession,
) -> Result<OpenSession, StoreError> {
    let (owner, session) = (json_text(owner), json_text(session));
    ask(database, SETUP_OWNER.sql, principal, &[Param::Text(Some(&owner)), Param::Text(Some(&session))]).await
}

/// Counts an attempt to sign in, and looks for the account. `None` where there is none that is active.
///
/// # Errors
/// Refused when too many have failed.
pub async fn begin_login(
    database: &impl Database,
    email: &str,
    client: &ClientAddress,
) -> Result<Option<Account>, StoreError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Found {
        Account(Account),
        Nothing {},
    }
    let params = [Param::Text(Some(email)), Param::Text(Some(&json_text(client)))];
    Ok(match grant(database, BEGIN_LOGIN.sql, &params).await? {
        Found::Account(account) => Some(account),
        Found::Nothing {} => None,
    })
}

/// Signs in an operator whose password was right. `new_hash` replaces an outdated hash.
///
/// # Errors
/// Refused when the account was deactivated or its password changed in the meantime.
pub async fn finish_login(
    database: &impl Database,
    account: &Account,
    new_hash: Option<&str>,
    client: &ClientAddress,
    session: &NewSession,
) -> Result<OpenSession, StoreError> {
    let user_id = account.user_id.to_string();
    let (client, session) = (json_text(client), json_text(session));
    let params = [
        Param::Text(Some(&user_id)),
        Param::Text(Some(&account.password_hash)),
        Param::Text(new_hash),
        Param::Text(Some(&client)),
        Param::Text(Some(&session)),
    ];
    grant(database, FINISH_LOGIN.sql, &params).await
}

/// Exchanges a refresh token for a new one. A token that was used already ends the session, unless the answer to its use may have
/// been lost: it was used from the same address within the last ten seconds, and its successor was not.
///
/// # Errors
/// Refused when it is not the current token of a live session.
pub async fn refresh_session(
    database: &impl Database,
    token_hash: &[u8; 32],
    new_token_hash: &[u8; 32],
    ip_address: Option<&str>,
) -> Result<OpenSession, StoreError> {
    let params = [Param::Bytes(token_hash), Param::Bytes(new_token_hash), Param::Text(ip_address)];
    grant(database, REFRESH_SESSION.sql, &params).await
}

/// Ends the session that a refresh token is of.
///
/// # Errors
/// Refused when it is of no live session.
pub async fn end_session_of_token(
    database: &impl Database,
    token_hash: &[u8; 32],
    ip_address: Option<&str>,
) -> Result<Message, StoreError> {
    let params = [Param::Bytes(token_hash), Param::Text(ip_address)];
    grant(database, END_SESSION_OF_TOKEN.sql, &params).await
}

/// Counts a wrong admin key.
///
/// # Errors
/// Refused when too many came from the same network, or from everywhere within a minute: then it is not counted.
pub async fn count_admin_key_failure(
    database: &impl Database,
    client: &ClientAddress,
) -> Result<(), StoreError> {
    let params = [Param::Text(Some(&json_text(client)))];
    grant(database, COUNT_ADMIN_KEY_FAILURE.sql, &params).await.map(|IgnoredAny| ())
}

/// Counts an attempt to change one's own password as one to sign in, and reads what the current one is compared with.
///
/// # Errors
/// Refused when too many have failed, or when the session has ended.
pub async fn begin_password_change(
    database: &impl Database,
    principal: &Principal,
    client: &ClientAddress,
) -> Result<Account, StoreError> {
    ask(database, BEGIN_PASSWORD_CHANGE.sql, principal, &[Param::Text(Some(&json_text(client)))]).await
}
