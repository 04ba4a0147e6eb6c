//! Virtual keys: what teams sign their requests with. A key is shown once, when it is made.

use api_derive::{Request, Word};
use serde::{Deserialize, Serialize};

use crate::ids::{TeamId, VirtualKeyId};
use crate::listing::ShortOffsetPage;
use crate::reading::{Patch, Text, Whole};
use crate::timestamp::Timestamp;

/// Whether a virtual key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Word)]
pub enum KeyState {
    /// It does.
    Active,
    /// Another took its place; it still works until it expires.
    Replaced,
    /// Its time is over.
    Expired,
    /// It was ended.
    Revoked,
}

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
    pub status: KeyState,
    /// RFC 3339.
    pub created_at: Timestamp,
    /// When it stops working, RFC 3339; null for never.
    pub expires_at: Option<Timestamp>,
    /// When it was ended, RFC 3339.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, RFC 3339, at most a minute behind.
    pub last_used_at: Option<Timestamp>,
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
    /// The key that it replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<VirtualKey>,
}

/// What people call a key, at most 200 characters.
pub type KeyName = Text<0, 200>;
/// The longest time that a replaced key may go on working: 30 days, in seconds.
pub const MAX_GRACE_SECONDS: i64 = 30 * 24 * 60 * 60;

/// A key to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct KeyTerms {
    /// What operators call it.
    pub name: Option<KeyName>,
    /// When it stops working; null for never.
    pub expires_at: Option<Timestamp>,
}

/// A change of a key: what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Request)]
pub struct KeyChange {
    /// What operators call it; null takes the name away.
    pub name: Patch<KeyName>,
    /// When it stops working; null for never.
    pub expires_at: Patch<Timestamp>,
}

/// How a key is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct Rotation {
    /// For how long the old key goes on working, in seconds: at most 30 days.
    #[request(default = Whole::of(0))]
    pub grace_period_seconds: Whole<0, MAX_GRACE_SECONDS>,
    /// What the new key has; what is absent is as the old one had it.
    #[request(flatten)]
    pub terms: KeyTerms,
}

/// Which of a team's keys are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Request)]
pub struct KeyQuery {
    /// The part of the list.
    #[request(flatten)]
    pub page: ShortOffsetPage,
}
