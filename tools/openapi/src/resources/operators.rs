//! Operators: signing in, one's own account, other operators, and the audit log.

use api::admin_users::{AdminUser, AuditEntry, AuditQuery, NewOperator, OperatorChange};
use api::answer::Message;
use api::error::ErrorCode as E;
use api::listing::OffsetPage;
use api::routes::AdminUsersOperation;
use api::sign_in::{
    Credentials, FirstOperator, Login, PasswordChange, PasswordReset, Refresh, Session, SetupStatus,
};
use serde_json::json;

use super::OFFSET_HEADERS;
use crate::operation::{Operation, describe};

/// What an operation takes and answers.
pub(super) fn of(operation: AdminUsersOperation) -> Operation {
    match operation {
        AdminUsersOperation::GetSetupStatus => describe("Ask whether the first operator is still to be made")
            .answers::<SetupStatus>("Whether it is."),
        AdminUsersOperation::SetUp => describe("Make the first operator, an owner, and sign in")
            .body::<FirstOperator>()
            .example(json!({"email": "ana@north.example", "display_name": "Ana", "password": "correct horse battery"}))
            .answers::<Login>("The session.")
            .refuses(&[E::SetupDone, E::Misconfigured]),
        AdminUsersOperation::Login => describe("Sign in")
            .body::<Credentials>()
            .example(json!({"email": "ana@north.example", "password": "correct horse battery"}))
            .answers::<Login>("The session.")
            .refuses(&[E::InvalidLogin, E::RateLimited, E::Misconfigured]),
        AdminUsersOperation::RefreshSession => describe("Go on with a session")
            .about("A refresh token that is used a second time ends its session.")
            .body::<Refresh>()
            .example(json!({"refresh_token": "rt-…"}))
            .answers::<Login>("New tokens of the same session.")
            .refuses(&[E::InvalidToken, E::Misconfigured]),
        AdminUsersOperation::Logout => describe("End one's session").answers::<Message>("It has ended."),
        AdminUsersOperation::GetOwnAccount => {
            describe("Get one's own account").answers::<AdminUser>("The operator.")
        }
        AdminUsersOperation::ChangeOwnPassword => describe("Change one's own password")
            .about("All other sessions end.")
            .body::<PasswordChange>()
            .example(
                json!({"current_password": "correct horse battery", "new_password": "staple correct horse"}),
            )
            .answers::<Message>("It is changed.")
            .refuses(&[E::InvalidValue, E::RateLimited]),
        AdminUsersOperation::ListOwnSessions => describe("List one's own sessions")
            .answers::<Vec<Session>>("The sessions that have not ended."),
        AdminUsersOperation::EndOwnSession => {
            describe("End one of one's own sessions").answers::<Message>("It has ended.")
        }
        AdminUsersOperation::ListOperators => {
            describe("List operators").query::<OffsetPage>().answers::<Vec<AdminUser>>("The operators.").headers(&OFFSET_HEADERS)
        }
        AdminUsersOperation::CreateOperator => describe("Make an operator")
            .body::<NewOperator>()
            .example(json!({"email": "ana@north.example", "display_name": "Ana", "password": "correct horse battery", "role": "admin"}))
            .answers::<AdminUser>("The operator.")
            .refuses(&[E::AlreadyExists, E::MetadataTooLarge]),
        AdminUsersOperation::ListAuditLog => describe("Read the audit log")
            .query::<AuditQuery>()
            .answers::<Vec<AuditEntry>>("Entries, newest first.")
            .headers(&OFFSET_HEADERS),
        AdminUsersOperation::GetOperator => {
            describe("Get an operator").answers::<AdminUser>("The operator.")
        }
        AdminUsersOperation::ChangeOperator => describe("Change an operator")
            .body::<OperatorChange>()
            .example(json!({"role": "admin"}))
            .answers::<AdminUser>("The operator as it is now.")
            .refuses(&[E::Protected, E::MetadataTooLarge]),
        AdminUsersOperation::DeactivateOperator => describe("Let an operator not sign in any more")
            .answers::<Message>("Its sessions have ended.")
            .refuses(&[E::Protected]),
        AdminUsersOperation::ResetPassword => describe("Set an operator's password")
            .body::<PasswordReset>()
            .example(json!({"new_password": "staple correct horse"}))
            .answers::<Message>("It is set, and its sessions have ended.")
            .refuses(&[E::Protected]),
    }
}
