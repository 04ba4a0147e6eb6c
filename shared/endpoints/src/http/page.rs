//! Lists in pages: `?limit=&offset=`.

use crate::http::fields::Fields;

/// The greatest number of entries that one answer has.
pub const MAX_PAGE: u32 = 500;

/// The part of a list that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// At most so many entries.
    pub limit: u32,
    /// So many are left out before the first.
    pub offset: u32,
}

/// Reads `limit`: 1 to 500, `usual` where it is absent. What is wrong with it is noted in `query`.
pub fn limit(query: &mut Fields<'_>, usual: u32) -> u32 {
    let limit = query.integer("limit", 1..=i64::from(MAX_PAGE));
    limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(usual)
}

impl Page {
    /// Reads `limit` (1 to 500, `default_limit` where it is absent) and `offset` (0 where it is absent). What is wrong with
    /// them is noted in `query`.
    pub fn read(query: &mut Fields<'_>, default_limit: u32) -> Self {
        let limit = limit(query, default_limit);
        let offset = query.integer("offset", 0..=i64::from(i32::MAX));
        Self { limit, offset: offset.and_then(|offset| u32::try_from(offset).ok()).unwrap_or(0) }
    }
}
