//! Operators and the log of what they did.

use api::admin_users::{
    AdminUser, AuditEntry, AuditQuery, NewOperator, OperatorAction, OperatorChange, SessionAction,
};
use api::answer::Message;
use api::ids::{SessionId, UserId};
use api::listing::OffsetPage;
use api::rows::Rows;
use api::sign_in::Session;
use platform::{Database, Param};
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::error::StoreError;
use crate::json::json_text;
use crate::listing::Counted;
use crate::principal::{Principal, ask};
use crate::sign_in::ClientAddress;
use crate::statements::statements;

statements! {
    CHECK_OPERATOR = "check_operator"(text),
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

/// An operator to be made, with the hash of its password.
#[derive(Debug, Serialize)]
pub struct OperatorToCreate<'a> {
    /// What the request says of it. Its password is a secret and is left out.
    #[serde(flatten)]
    pub operator: &'a NewOperator,
    /// The hash of its password, a PHC string.
    pub password_hash: String,
}

/// Which of one's own sessions ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionToEnd {
    /// The session that asks: it signs out.
    Current,
    /// One of the list of sessions, the one that asks or another.
    Listed(SessionId),
}

/// Checks that an operator may do what its route is for, before a password is hashed or a key derived for it. The statement that
/// does the work checks it again.
///
/// # Errors
/// Refused when the session has ended, and when the role is too low.
pub async fn check_operator(database: &impl Database, principal: &Principal) -> Result<(), StoreError> {
    ask(database, CHECK_OPERATOR.sql, principal, &[]).await.map(|IgnoredAny| ())
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
) -> Result<Rows<Session>, StoreError> {
    ask(database, LIST_OWN_SESSIONS.sql, principal, &[]).await
}

/// Ends a session of the operator that asks.
///
/// # Errors
/// Refused for an unknown session, another operator's, and one that has ended.
pub async fn end_own_session(
    database: &impl Database,
    principal: &Principal,
    session: SessionToEnd,
) -> Result<Message, StoreError> {
    let (session_id, action) = match session {
        SessionToEnd::Current => (None, SessionAction::Logout),
        SessionToEnd::Listed(session_id) => (Some(session_id.to_string()), SessionAction::RevokedSession),
    };
    let params = [Param::Text(session_id.as_deref()), Param::Text(Some(action.as_str()))];
    ask(database, END_OWN_SESSION.sql, principal, &params).await
}

/// Sets an operator's own password after the current one was verified, and ends the operator's other sessions.
///
/// # Errors
/// Refused when the password is another one by now.
pub async fn change_own_password(
    database: &impl Database,
    principal: &Principal,
    verified_hash: &str,
    new_hash: &str,
    client: &ClientAddress,
) -> Result<Message, StoreError> {
    let client = json_text(client);
    let params = [Param::Text(Some(verified_hash)), Param::Text(Some(new_hash)), Param::Text(Some(&client))];
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
    page: OffsetPage,
) -> Result<Counted<AdminUser>, StoreError> {
    let params = [Param::Int(Some(page.limit.get())), Param::Int(Some(page.offset.get()))];
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
    operator: &OperatorToCreate<'_>,
) -> Result<AdminUser, StoreError> {
    ask(database, CREATE_OPERATOR.sql, principal, &[Param::Text(Some(&json_text(operator)))]).await
}

/// Changes an operator. One that is deactivated has its sessions ended.
///
/// # Errors
/// Refused for an unknown operator, for one's own role, for the last active owner, and to an admin for anybody but a
/// `user`.
pub async fn change_operator(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
    change: &OperatorChange,
) -> Result<AdminUser, StoreError> {
    change_as(database, principal, user_id, OperatorAction::UpdatedUser, change).await
}

/// Deactivates an operator and ends its sessions. Operators are never deleted, because the audit log names them.
///
/// # Errors
/// Refused as [`change_operator`].
pub async fn deactivate_operator(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
) -> Result<AdminUser, StoreError> {
    let change = OperatorChange { is_active: Some(false), ..OperatorChange::default() };
    change_as(database, principal, user_id, OperatorAction::DeletedUser, &change).await
}

async fn change_as(
    database: &impl Database,
    principal: &Principal,
    user_id: UserId,
    action: OperatorAction,
    change: &OperatorChange,
) -> Result<AdminUser, StoreError> {
    let (user_id, change) = (user_id.to_string(), json_text(change));
    let params =
        [Param::Text(Some(&user_id)), Param::Text(Some(action.as_str())), Param::Text(Some(&change))];
    ask(database, CHANGE_OPERATOR.sql, principal, &params).await
}

/// A page of the audit log, newest first.
///
/// # Errors
/// Refused to those who may not see it.
pub async fn audit_log(
    database: &impl Database,
    principal: &Principal,
    query: &AuditQuery,
) -> Result<Counted<AuditEntry>, StoreError> {
    let filter = json_text(&query.filter);
    let page = query.page;
    let params =
        [Param::Text(Some(&filter)), Param::Int(Some(page.limit.get())), Param::Int(Some(page.offset.get()))];
    ask(database, AUDIT_LOG.sql, principal, &params).await
}

#[cfg(test)]
mod tests {
    use api::reading::read_body;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operator_is_created_with_the_hash_of_its_password_and_without_the_password() {
        let body = json!({"email": "ana@north.example", "display_name": "Ana", "password": "correct horse", "role": "user"});
        let operator: NewOperator = read_body(body.as_object().unwrap()).unwrap();
        let operator = OperatorToCreate { operator: &operator, password_hash: "$argon2id$".to_owned() };
        let expected = json!({"email": "ana@north.example", "display_name": "Ana", "role": "user", "metadata": {},
            "password_hash": "$argon2id$"});
        assert_eq!(json!(operator), expected);
    }
}
