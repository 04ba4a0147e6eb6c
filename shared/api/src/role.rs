//! What operators may do, in three steps.

use serde::{Deserialize, Serialize};

/// An operator's role, in order of power. The permission table is the route table: each route of the operators' API
/// names the least role that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    User,
    /// Changes organizations, teams, models, keys and money, and manages operators of the role `user`.
    Admin,
    /// Everything, other operators included.
    Owner,
}

impl Role {
    /// Every role, least power first.
    pub const ALL: [Self; 3] = [Self::User, Self::Admin, Self::Owner];

    /// The name used in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}
