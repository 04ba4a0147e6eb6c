//! Operators: who they are, and what they did.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::ids::{TeamId, UserId, VirtualKeyId};
use crate::listing::ShortOffsetPage;
use crate::reading::{Metadata, Text};
use crate::role::Role;
use crate::sign_in::FirstOperator;
use crate::timestamp::Timestamp;

/// An operator's address, in lower case: one account each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A text that is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address of at most {} characters", Email::MAX_LENGTH)]
pub struct InvalidEmail;

impl Email {
    /// The greatest length, in characters.
    pub const MAX_LENGTH: usize = 255;

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Email {
    type Err = InvalidEmail;

    /// This finds typing errors. Only a message to the address can show that it works.
    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim().to_lowercase();
        let good =
            |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
        match text.split_once('@') {
            Some((name, domain))
                if good(name)
                    && good(domain)
                    && !domain.contains('@')
                    && text.chars().count() <= Self::MAX_LENGTH =>
            {
                Ok(Self(text))
            }
            _ => Err(InvalidEmail),
        }
    }
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// What an operator is called.
pub type DisplayName = Text<1, 255>;

/// An operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminUser {
    /// Its id.
    pub user_id: UserId,
    /// Its address, which it signs in with.
    pub email: Email,
    /// What it is called.
    pub display_name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in.
    pub is_active: bool,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// Who made it; null for the first one, and where it was done with the admin key.
    pub created_by: Option<UserId>,
    /// When it signed in last, RFC 3339.
    pub last_login: Option<Timestamp>,
    /// Anything else.
    pub metadata: Map<String, Value>,
}

/// An operator to be made.
#[derive(Debug, Clone, PartialEq, Request)]
pub struct NewOperator {
    /// Who it is, and its password.
    #[request(flatten)]
    pub person: FirstOperator,
    /// What it may do.
    pub role: Role,
    /// Anything else, of at most 10 KB.
    #[request(default = Metadata::default())]
    pub metadata: Metadata,
}

/// A change of an operator: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Request)]
pub struct OperatorChange {
    /// What it is called.
    pub display_name: Option<DisplayName>,
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it may sign in.
    pub is_active: Option<bool>,
    /// Anything else, of at most 10 KB.
    pub metadata: Option<Metadata>,
}

/// What the audit log calls a change of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum OperatorAction {
    /// Something of it was changed.
    UpdatedUser,
    /// It was deactivated by DELETE.
    DeletedUser,
}

/// What the audit log calls the end of a session that its own operator ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum SessionAction {
    /// The session signed itself out.
    Logout,
    /// It was ended from the list of sessions.
    RevokedSession,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Its id.
    pub audit_id: Uuid,
    /// The operator who did it; null where it was done with the admin key, or by a team.
    pub user_id: Option<UserId>,
    /// Their address.
    pub user_email: Option<Email>,
    /// The virtual key with which a team did it; null where an operator did it.
    pub key_id: Option<VirtualKeyId>,
    /// The team of that key.
    pub team_id: Option<TeamId>,
    /// What was done: `created_user`, `login`, ... Later versions have more.
    pub action: String,
    /// The kind of the resource that was changed: `team`, `admin_user`, ...
    pub resource_type: Option<String>,
    /// Which one.
    pub resource_id: Option<String>,
    /// `before` and `after`, without secrets.
    pub details: Map<String, Value>,
    /// Where the request came from.
    pub ip_address: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
}

/// Which entries of the audit log are asked for. What is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct AuditFilter {
    /// Only this.
    pub action: Option<Text<0, 100>>,
    /// Only what this operator did.
    pub user_id: Option<UserId>,
    /// Only what was done to this kind of thing.
    pub resource_type: Option<Text<0, 50>>,
    /// Only what was done to this one.
    pub resource_id: Option<Text<0, 255>>,
    /// From then on.
    pub since: Option<Timestamp>,
    /// Until then.
    pub until: Option<Timestamp>,
}

/// Which part of the audit log is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct AuditQuery {
    /// Which entries.
    #[request(flatten)]
    pub filter: AuditFilter,
    /// The part of the list.
    #[request(flatten)]
    pub page: ShortOffsetPage,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reading::{read_body, read_query};

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(" Ana@North.Example ".parse::<Email>().unwrap().as_str(), "ana@north.example");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in
            ["", "ana", "@north", "ana@", "a b@c", "a@b@c", "a\n@b", &format!("a@{}", "b".repeat(254))]
        {
            assert_eq!(text.parse::<Email>(), Err(InvalidEmail), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_operator_is_named_member_by_member() {
        let nonsense = json!({"email": "nobody", "display_name": "", "password": "1234567", "role": "god", "metadata": []});
        let error = read_body::<NewOperator>(nonsense.as_object().unwrap()).unwrap_err();
        let faults: Vec<_> =
            error.fields.iter().map(|field| (field.location[1].as_str(), field.kind)).collect();
        let expected = [
            ("email", "value_error"),
            ("display_name", "string_too_short"),
            ("password", "string_too_short"),
            ("role", "enum"),
            ("metadata", "dict_type"),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_new_operator_is_sent_without_its_password() {
        let body = json!({"email": "Ana@North.example", "display_name": "Ana", "password": "correct horse", "role": "user"});
        let operator: NewOperator = read_body(body.as_object().unwrap()).unwrap();
        assert!(!format!("{operator:?}").contains("horse"));
        let sent =
            json!({"email": "ana@north.example", "display_name": "Ana", "role": "user", "metadata": {}});
        assert_eq!(json!(operator), sent);
    }

    #[test]
    fn a_filter_of_the_audit_log_has_only_what_was_asked_for() {
        let query = json!({"action": "login", "since": "2026-11-24T09:00:00+01:00", "limit": "7"});
        let query: AuditQuery = read_query(query.as_object().unwrap()).unwrap();
        assert_eq!(json!(query.filter), json!({"action": "login", "since": "2026-11-24T08:00:00.000Z"}));
        assert_eq!((query.page.limit.get(), query.page.offset.get()), (7, 0));
    }
}
