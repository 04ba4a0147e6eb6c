//! Long lists, page by page: each page says where the next one begins, so that what is added or removed meanwhile shifts
//! nothing.

use api::listing::Position;
use api::rows::{Listed, Rows};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
pub struct Page<T> {
    /// The entries.
    pub items: Rows<T>,
    /// The last of them, if others follow.
    pub next: Option<Position>,
    /// How many entries the whole list has.
    pub total: u64,
}

impl<T> Listed for Page<T> {
    fn unreadable(&self) -> &[String] {
        self.items.unreadable()
    }
}
