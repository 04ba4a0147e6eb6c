//! Virtual keys: what teams sign their requests with. A key is shown once, when it is made.

use serde::{Deserialize, Serialize};

use crate::ids::{TeamId, VirtualKeyId};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VirtualKey {
    /// Its id: not the key.
    pub key_id: VirtualKeyId,
    /// The team that it is for.
    pub team_id: TeamId,
    /// What operators call it.
    pub name: Option<String>,
    /// What people recognize it by: `sk-…` and four characters.
    pub key_hint: String,
    /// `active`; `replaced`, which still works until it expires; `expired`; or `revoked`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["active", "replaced", "expired", "revoked"])))]
    pub status: String,
    /// RFC 3339.
    pub created_at: String,
    /// When it stops working, RFC 3339; null for never.
    pub expires_at: Option<String>,
    /// When it was ended, RFC 3339.
    pub revoked_at: Option<String>,
    /// When it was last used, RFC 3339, at most a minute behind.
    pub last_used_at: Option<String>,
    /// The key that took its place.
    pub replaced_by: Option<VirtualKeyId>,
}

/// A key that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewVirtualKey {
    /// What is known of it from now on.
    #[serde(flatten)]
    pub key: VirtualKey,
    /// The key itself, this once. Null in the answer to a request that is repeated.
    #[serde(default)]
    pub virtual_key: Option<String>,
    /// The key whose place it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<VirtualKey>,
}
