//! Long lists, page by page: each page says where the next one begins, so that what is added or removed meanwhile shifts
//! nothing.

use serde::{Deserialize, Serialize};

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageQuery {
    /// At most so many entries.
    pub limit: u32,
    /// By what the list is ordered: a word that its statement knows.
    pub sort: &'static str,
    /// From the greatest to the least.
    pub descending: bool,
    /// The entry before the first.
    pub after: Option<Position>,
    /// Only entries whose id or name has this text in it, in any case.
    pub search: Option<String>,
}

/// An entry's place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What it is ordered by.
    pub key: String,
    /// Its id, which decides between equals.
    pub id: String,
}

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
