//! Signing in: the first operator, passwords, sessions and their tokens.

mod new_password;

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};

use crate::admin_users::{AdminUser, DisplayName, Email};
use crate::ids::SessionId;
use crate::reading::{SecretText, Text};
use crate::timestamp::Timestamp;

pub use new_password::NewPassword;

/// The greatest length of a password, in characters: longer than typed ones, short enough to hash quickly.
const MAX_PASSWORD: usize = 1_000;
/// A password to compare with the stored hash.
pub type Password = SecretText<1, MAX_PASSWORD>;

/// Whether there is an operator yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetupStatus {
    /// The first operator is still to be made.
    pub needs_setup: bool,
    /// The opposite.
    pub has_users: bool,
}

/// The first operator.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct FirstOperator {
    /// Its address, which it signs in with.
    pub email: Email,
    /// What it is called.
    pub display_name: DisplayName,
    /// Its password.
    pub password: NewPassword,
}

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct Credentials {
    /// The operator's address.
    pub email: Text<1, { Email::MAX_LENGTH }>,
    /// The password.
    pub password: Password,
}

/// What a session goes on with.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct Refresh {
    /// The refresh token of the previous answer; it can be used once. Needed, unless the cookie has it: see `Tollgate-Session`.
    pub refresh_token: Option<SecretText<1, 200>>,
}

/// A change of one's own password.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct PasswordChange {
    /// The current password.
    pub current_password: Password,
    /// The new password.
    pub new_password: NewPassword,
}

/// A password for another operator.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct PasswordReset {
    /// The new password.
    pub new_password: NewPassword,
}

/// How an access token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum TokenType {
    /// As `Authorization: Bearer <token>`.
    Bearer,
}

/// The answer to a good login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Login {
    /// To be sent as `Authorization: Bearer <token>`.
    pub access_token: String,
    /// How it is sent.
    pub token_type: TokenType,
    /// How long the access token is valid, in seconds.
    pub expires_in: u64,
    /// Can be used once, at `POST /api/admin-users/refresh`, which returns a new one. Null where it is in a cookie instead: see
    /// `Tollgate-Session`.
    pub refresh_token: Option<String>,
    /// When it expires if it is not used, RFC 3339.
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
    /// The `User-Agent` of the client that opened it.
    pub user_agent: Option<String>,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When its tokens were last renewed, RFC 3339.
    pub last_used_at: Timestamp,
    /// When it expires if it is not used, RFC 3339.
    pub expires_at: Timestamp,
    /// Whether it is the session of this request.
    pub current: bool,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::reading::{Members, read_body};

    fn kinds<T: Members>(body: &Value) -> Vec<&'static str> {
        let refused = read_body::<T>(body.as_object().unwrap()).err();
        refused.into_iter().flat_map(|error| error.fields).map(|field| field.kind).collect()
    }

    #[test]
    fn a_new_password_has_at_least_twelve_characters_and_a_claimed_one_any_number() {
        let reset = |password: &str| kinds::<PasswordReset>(&json!({"new_password": password}));
        assert_eq!(reset("12345678901"), ["string_too_short"]);
        assert_eq!(reset("äöüßäöüßäöüß"), [""; 0]);
        assert_eq!(reset(&"x".repeat(1_001)), ["string_too_long"]);
        assert_eq!(reset("password1234"), ["password_too_common"]);
        let claim = |password: &str| kinds::<Credentials>(&json!({"email": "ana", "password": password}));
        assert_eq!(claim("1"), [""; 0]);
        assert_eq!(claim(""), ["string_too_short"]);
    }

    #[test]
    fn what_is_wrong_with_the_first_operator_is_named_member_by_member() {
        let nonsense = json!({"email": "nobody", "display_name": "", "password": 7});
        assert_eq!(kinds::<FirstOperator>(&nonsense), ["value_error", "string_too_short", "string_type"]);
    }
}
