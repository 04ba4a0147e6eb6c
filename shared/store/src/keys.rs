//! Virtual keys. The key itself never comes here: only its hash does, and a hint for people.

use api::ids::VirtualKeyId;
use api::timestamp::Timestamp;
use serde::Serialize;

/// A key to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewKey {
    /// Its id.
    pub key_id: VirtualKeyId,
    /// The SHA-256 hash of its text, in hex.
    pub key_hash: String,
    /// What people recognize it by.
    pub key_hint: String,
    /// What operators call it.
    pub name: Option<String>,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}
