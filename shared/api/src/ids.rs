//! Identifiers as types, so that a team's id is never passed where a job's belongs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// One business operation: a job. UUIDv7.
    JobId
);
uuid_id!(
    /// One LLM call of a job. UUIDv7.
    CallId
);
uuid_id!(
    /// One stored provider key of an organization. UUIDv7.
    CredentialId
);
uuid_id!(
    /// One operator. UUIDv7.
    UserId
);
uuid_id!(
    /// One sign-in of an operator, which lasts until it is ended or not used for long. UUIDv7.
    SessionId
);

uuid_id!(
    /// One virtual key of a team. UUIDv7; not the key itself.
    VirtualKeyId
);

uuid_id!(
    /// One webhook of a team. UUIDv7.
    WebhookId
);
uuid_id!(
    /// One event on its way to one webhook: the `webhook-id` of what is sent, the same at each attempt. UUIDv7.
    DeliveryId
);

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The greatest length, in characters.
            pub const MAX_LENGTH: usize = $max;

            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                check_name(&text, Self::MAX_LENGTH)?;
                Ok(Self(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_id!(
    /// A team; its id is chosen when it is created.
    TeamId,
    255
);
name_id!(
    /// An organization; its id is chosen when it is created.
    OrganizationId,
    255
);
name_id!(
    /// What a client calls a model: an alias or the name of a model group. Never a provider's name for it.
    ModelAlias,
    200
);
name_id!(
    /// An access group: aliases that are given to teams together.
    AccessGroupName,
    200
);
name_id!(
    /// A model group: aliases in order of preference, called by one name.
    ModelGroupName,
    100
);

/// A name that is empty, too long or has a character outside `A-Z a-z 0-9 . _ : @ -`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing there.
    #[error("must not be empty")]
    Empty,
    /// More characters than fit.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A character that ids do not have.
    #[error("may only have letters, digits and . _ : @ -")]
    BadCharacter,
}

fn check_name(text: &str, max: usize) -> Result<(), InvalidName> {
    if text.is_empty() {
        return Err(InvalidName::Empty);
    }
    if text.len() > max {
        return Err(InvalidName::TooLong(max));
    }
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:@-".contains(&byte)) {
        Ok(())
    } else {
        Err(InvalidName::BadCharacter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_id_is_checked_when_it_is_read() {
        assert!("north-ops".parse::<TeamId>().is_ok());
        assert_eq!("".parse::<TeamId>(), Err(InvalidName::Empty));
        assert_eq!("a/b".parse::<TeamId>(), Err(InvalidName::BadCharacter));
        assert_eq!("x".repeat(256).parse::<TeamId>(), Err(InvalidName::TooLong(255)));
    }
}
