//! Operators and the log of what they did.

use api::admin_users::{AdminUser, AuditEntry, Email, Message, Session};
use api::ids::{SessionId, UserId};
use api::role::Role;
use api::timestamp::Timestamp;
use platform::{Database, Param};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::job::json;
use crate::principal::ask;
use crate::statements::statements;
use crate::{Place, Principal, StoreError};

statements! {
    GET_OWN_ACCOUNT = "get_own_account"(text),
    LIST_OWN_SESSIONS = "list_own_sessions"(text),
    END_OWN_SESSION = "end_own_session"(text, text, text),
    CHANGE_OWN_PASSWORD = "change_own_password"(text, text, text, text),
    RESET_PASSWORD = "reset_password"(text, text, text),
    LIST_OPERATORS = "list_operators"(text, bigint, bigint),
    GET_OPERATOR = "get_operator"(text, text),
    CREATE_OPERATOR = "create_operator"(text, text),
    CHANGE_OPERATOR = "change_operator"(text, text, text, text),
    AUDIT_LOG = "audit_log"(text, text, bigint, bigint),
}

/// An operator to be made.
#[derive(Debug, Serialize)]
pub struct NewOperator {
    /// Its address.
    pub email: Email,
    /// What it is called.
    pub display_name: String,
    /// The hash of its password, a PHC string.
    pub password_hash: String,
    /// What it may do.
    pub role: Role,
    /// Anything else.
    pub metadata: Map<String, Value>,
}

/// What is to be different of an operator.
#[derive(Debug, Default, Serialize)]
pub struct OperatorChanges {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What it may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether it may sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Anything else, as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// Which entries of the audit log are asked for. What is absent does not matter.
#[derive(Debug, Default, Serialize)]
pub struct AuditFilter {
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// To what kind of thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// To which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Not before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Why a session of one's own ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The session that asks signs out.
    Logout,
    /// A session, this one or another, is ended from the list of sessions.
    Revocation(SessionId),
}

/// The operator that asks.
///
/// # Errors
/// Refused when the session has ended.
pub async fn get_own_account(
    database: &impl Database,
    principal: &Principal,
) -> Result<AdminUser, StoreError> {
    ask(database, GET_OWN_ACCOUNT.sql, principal, &[]).await
}

/// The live sessions of the operator that asks, newest first.
///
/// # Errors
/// Refused when the session has ended.
pub async fn list_own_sessions(
    database: &impl Database,
    principal: &Principal,
) -> Result<Vec<Session>, StoreError> {
    ask(database, LIST_OWN_SESSIONS.sql, principal, &[]).await
}

/// Ends a session of the operator that asks.
///
/// # Errors
/// Refused when it is nobody's, somebody else's, or has ended.
pub async fn end_own_session(
    database: &impl Database,
    principal: &Principal,
    ending: Ending,
) -> Result<Message, StoreError> {
    let (session_id, action) = match ending {
        Ending::Logout => (None, "logout"),
        Ending::Revocation(session_id) => (Some(session_id.to_string()), "revoked_session"),
    };
    let params = [Param::Text(session_id.as_deref()), Param::Text(Some(action))];
    ask(database, END_OWN_SESSION.sql, principal, &params).await
}

/// Sets one's own password, whose current one was right, and ends one's other sessions.
///
/// # Errors
/// Refused when the password is another one by now.
pub async fn change_own_password(
    database: &impl Database,
    principal: &Principal,
    verified_hash: &str,
    new_hash: &str,
    place: &Place,
) -> Result<Message, StoreError> {
    let place = json(place);
    let params = [Param::Text(Some(verified_hash)), Param::Text(Some(new_hash)), Param::Text(Some(&place))];
    ask(database, CHANGE_OWN_PASSWORD.sql, principal, &params).await
}

/// Sets an operator's password and ends their sessions.
///
/// # Errors
/// Refused for an unknown operator.
pub async fn reset_password(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
    new_hash: &str,
) -> Result<Message, StoreError> {
    let params = [Param::Text(Some(&user_id.to_string())), Param::Text(Some(new_hash))];
    ask(database, RESET_PASSWORD.sql, principal, &params).await
}

/// A page of the operators, newest first.
///
/// # Errors
/// Refused to those who may not see them.
pub async fn list_operators(
    database: &impl Database,
    principal: &Principal,
    limit: u32,
    offset: u32,
) -> Result<Vec<AdminUser>, StoreError> {
    let params = [Param::Int(Some(limit.into())), Param::Int(Some(offset.into()))];
    ask(database, LIST_OPERATORS.sql, principal, &params).await
}

/// One operator.
///
/// # Errors
/// Refused for an unknown one.
pub async fn get_operator(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
) -> Result<AdminUser, StoreError> {
    ask(database, GET_OPERATOR.sql, principal, &[Param::Text(Some(&user_id.to_string()))]).await
}

/// Makes an operator.
///
/// # Errors
/// Refused for an address that has an account, and to an admin for another role than `user`.
pub async fn create_operator(
    database: &impl Database,
    principal: &Principal,
    operator: &NewOperator,
) -> Result<AdminUser, StoreError> {
    ask(database, CREATE_OPERATOR.sql, principal, &[Param::Text(Some(&json(operator)))]).await
}

/// Changes an operator. One that is deactivated has its sessions ended. `action` is what the audit log calls it.
///
/// # Errors
/// Refused for an unknown operator, for one's own role, for the last active owner, and to an admin for anybody but a
/// `user`.
pub async fn change_operator(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
    action: &str,
    changes: &OperatorChanges,
) -> Result<AdminUser, StoreError> {
    let (user_id, changes) = (user_id.to_string(), json(changes));
    let params = [Param::Text(Some(&user_id)), Param::Text(Some(action)), Param::Text(Some(&changes))];
    ask(database, CHANGE_OPERATOR.sql, principal, &params).await
}

/// A page of the audit log, newest first.
///
/// # Errors
/// Refused to those who may not see it.
pub async fn audit_log(
    database: &impl Database,
    principal: &Principal,
    filter: &AuditFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<AuditEntry>, StoreError> {
    let filter = json(filter);
    let params =
        [Param::Text(Some(&filter)), Param::Int(Some(limit.into())), Param::Int(Some(offset.into()))];
    ask(database, AUDIT_LOG.sql, principal, &params).await
}
