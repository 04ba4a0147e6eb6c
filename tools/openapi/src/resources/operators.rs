//! Operators: signing in, one's own account, other operators, and the audit log.

use api::admin_users::{AdminUser, AuditEntry, Email, Login, Message, Session, SetupStatus};
use api::error::ErrorCode as E;
use api::ids::UserId;
use api::role::Role;
use api::timestamp::Timestamp;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::pages::{Page, ShortPage};
use crate::operation::{Operation, operation};

/// The first operator.
#[derive(JsonSchema)]
struct FirstOperator {
    /// Its address, which it signs in with.
    email: Email,
    /// What it is called.
    #[schemars(length(min = 1, max = 255))]
    display_name: String,
    /// Its password.
    #[schemars(length(min = 8, max = 1_000), extend("format" = "password"))]
    password: String,
}

/// An operator to be made.
#[derive(JsonSchema)]
struct NewOperator {
    #[schemars(flatten)]
    person: FirstOperator,
    /// What it may do.
    role: Role,
    /// Anything else, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
}

/// A change of an operator: what is absent stays as it is.
#[derive(JsonSchema)]
struct OperatorChange {
    /// What it is called.
    #[schemars(length(min = 1, max = 255))]
    display_name: Option<String>,
    /// What it may do.
    role: Option<Role>,
    /// Whether it may sign in.
    is_active: Option<bool>,
    /// Anything else, of at most 10 KB.
    metadata: Option<Map<String, Value>>,
}

/// Who signs in.
#[derive(JsonSchema)]
struct Credentials {
    /// The operator's address.
    #[schemars(length(min = 1, max = 255))]
    email: String,
    /// The password.
    #[schemars(length(min = 1, max = 1_000), extend("format" = "password"))]
    password: String,
}

/// What a session goes on with.
#[derive(JsonSchema)]
struct Refresh {
    /// The refresh token of the answer before: good for one use.
    #[schemars(length(min = 1, max = 200))]
    refresh_token: String,
}

/// A change of one's own password.
#[derive(JsonSchema)]
struct PasswordChange {
    /// The one there is.
    #[schemars(length(min = 1, max = 1_000), extend("format" = "password"))]
    current_password: String,
    /// The one there is to be.
    #[schemars(length(min = 8, max = 1_000), extend("format" = "password"))]
    new_password: String,
}

/// A password for another operator.
#[derive(JsonSchema)]
struct PasswordReset {
    /// The one there is to be.
    #[schemars(length(min = 8, max = 1_000), extend("format" = "password"))]
    new_password: String,
}

#[derive(JsonSchema)]
struct AuditLog {
    /// Only this.
    #[schemars(length(max = 100))]
    action: Option<String>,
    /// Only what this operator did.
    user_id: Option<UserId>,
    /// Only what was done to this kind of thing.
    #[schemars(length(max = 50))]
    resource_type: Option<String>,
    /// Only what was done to this one.
    #[schemars(length(max = 255))]
    resource_id: Option<String>,
    /// From then on.
    since: Option<Timestamp>,
    /// Until then.
    until: Option<Timestamp>,
    #[schemars(flatten)]
    page: ShortPage,
}

pub(super) fn operations() -> Vec<Operation> {
    let person =
        json!({"email": "ana@north.example", "display_name": "Ana", "password": "correct horse battery"});
    let mut operator = person.clone();
    operator["role"] = json!("admin");
    vec![
        operation("get_setup_status", "Ask whether the first operator is still to be made")
            .answers::<SetupStatus>("Whether it is."),
        operation("set_up", "Make the first operator, an owner, and sign in")
            .body::<FirstOperator>()
            .example(person)
            .answers::<Login>("The session.")
            .refuses(&[E::SetupDone, E::Misconfigured]),
        operation("login", "Sign in")
            .body::<Credentials>()
            .example(json!({"email": "ana@north.example", "password": "correct horse battery"}))
            .answers::<Login>("The session.")
            .refuses(&[E::InvalidLogin, E::RateLimited, E::Misconfigured]),
        operation("refresh_session", "Go on with a session")
            .about("A refresh token that is used a second time ends its session.")
            .body::<Refresh>()
            .example(json!({"refresh_token": "rt-…"}))
            .answers::<Login>("New tokens of the same session.")
            .refuses(&[E::InvalidToken, E::Misconfigured]),
        operation("logout", "End one's session").answers::<Message>("It has ended."),
        operation("get_own_account", "Get one's own account").answers::<AdminUser>("The operator."),
        operation("change_own_password", "Change one's own password")
            .about("All other sessions end.")
            .body::<PasswordChange>()
            .example(
                json!({"current_password": "correct horse battery", "new_password": "staple correct horse"}),
            )
            .answers::<Message>("It is changed.")
            .refuses(&[E::InvalidValue, E::RateLimited]),
        operation("list_own_sessions", "List one's own sessions")
            .answers::<Vec<Session>>("The sessions that have not ended."),
        operation("end_own_session", "End one of one's own sessions").answers::<Message>("It has ended."),
        operation("list_operators", "List operators")
            .query::<Page>()
            .answers::<Vec<AdminUser>>("The operators."),
        operation("create_operator", "Make an operator")
            .body::<NewOperator>()
            .example(operator)
            .answers::<AdminUser>("The operator.")
            .refuses(&[E::AlreadyExists, E::MetadataTooLarge]),
        operation("list_audit_log", "Read the audit log")
            .query::<AuditLog>()
            .answers::<Vec<AuditEntry>>("Entries, newest first."),
        operation("get_operator", "Get an operator").answers::<AdminUser>("The operator."),
        operation("change_operator", "Change an operator")
            .body::<OperatorChange>()
            .example(json!({"role": "admin"}))
            .answers::<AdminUser>("The operator as it is now.")
            .refuses(&[E::Protected, E::MetadataTooLarge]),
        operation("deactivate_operator", "Let an operator not sign in any more")
            .answers::<Message>("Its sessions have ended.")
            .refuses(&[E::Protected]),
        operation("reset_password", "Set an operator's password")
            .body::<PasswordReset>()
            .example(json!({"new_password": "staple correct horse"}))
            .answers::<Message>("It is set, and its sessions have ended."),
    ]
}
