//! Operators: who they are, how they sign in, and what they did.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::ids::{SessionId, UserId};
use crate::role::Role;
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

    /// Whether somebody can be reached there only a message to it can tell: this is a check for slips of the pen.
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

/// Whether there is anybody yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetupStatus {
    /// The first operator is still to be made.
    pub needs_setup: bool,
    /// The opposite.
    pub has_users: bool,
}

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

/// The answer to a good login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Login {
    /// To be sent as `Authorization: Bearer <token>`.
    pub access_token: String,
    /// `bearer`
    pub token_type: &'static str,
    /// Seconds for which the access token is good.
    pub expires_in: u64,
    /// Good for one use at `POST /api/admin-users/refresh`, which gives a new one.
    pub refresh_token: String,
    /// Until when it is good if it is not used, RFC 3339.
    pub refresh_expires_at: Timestamp,
    /// The session that was opened.
    pub session_id: SessionId,
    /// Who signed in.
    pub user: AdminUser,
}

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// Its id.
    pub session_id: SessionId,
    /// Where it was last used from, as far as that is known.
    pub ip_address: Option<String>,
    /// The client that opened it, by its own words.
    pub user_agent: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When its tokens were last renewed, RFC 3339.
    pub last_used_at: Timestamp,
    /// When it ends if it is not used, RFC 3339.
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Its id.
    pub audit_id: Uuid,
    /// Who did it; null where it was done with the admin key.
    pub user_id: Option<UserId>,
    /// Their address.
    pub user_email: Option<Email>,
    /// What was done: `created_user`, `login`, ...
    pub action: String,
    /// What it was done to: `team`, `admin_user`, ...
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

/// The answer where there is nothing to tell but that it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// A sentence for a person.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
