//! Long lists, page by page: each page says where the next one begins, so that what is added or removed meanwhile shifts
//! nothing.

use api::listing::Position;
use serde::Deserialize;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// The last of them, if others follow.
    pub next: Option<Position>,
    /// How many entries the whole list has.
    pub total: u64,
}
