//! Long lists, page by page. Each page says where the next one begins, so that what is added or removed meanwhile shifts nothing;
//! shorter lists count instead.

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

/// A part of a list whose next page is asked for with `before`, an entry's id.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned, Id: DeserializeOwned"))]
pub struct PageBefore<T, Id> {
    /// The entries.
    pub items: Rows<T>,
    /// Where the next page begins, if others may follow.
    pub next: Option<Id>,
    /// How many entries the whole list has, where that is known.
    pub total: Option<u64>,
}

impl<T, Id> Listed for PageBefore<T, Id> {
    fn unreadable(&self) -> &[String] {
        self.items.unreadable()
    }
}

/// A part of a list whose next page is asked for with `offset`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
pub struct Counted<T> {
    /// The entries.
    pub items: Rows<T>,
    /// How many entries the whole list has.
    pub total: u64,
}

impl<T> Listed for Counted<T> {
    fn unreadable(&self) -> &[String] {
        self.items.unreadable()
    }
}
