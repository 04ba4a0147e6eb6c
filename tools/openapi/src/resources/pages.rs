//! How lists are asked for.

use schemars::JsonSchema;

/// `?limit=&offset=`, with all that fit unless asked for fewer.
#[derive(JsonSchema)]
pub(super) struct Page {
    /// At most so many entries.
    #[schemars(range(min = 1, max = 500), extend("default" = 500))]
    limit: Option<u32>,
    #[schemars(flatten)]
    offset: Offset,
}

/// The same with fewer.
#[derive(JsonSchema)]
pub(super) struct ShortPage {
    /// At most so many entries.
    #[schemars(range(min = 1, max = 500), extend("default" = 100))]
    limit: Option<u32>,
    #[schemars(flatten)]
    offset: Offset,
}

#[derive(JsonSchema)]
struct Offset {
    /// So many are left out before the first.
    #[schemars(range(min = 0, max = 2_147_483_647), extend("default" = 0))]
    offset: Option<u32>,
}

/// The headers of a list with cursors.
pub(super) const CURSOR_HEADERS: [&str; 3] = ["X-Total-Count", "X-Next-Cursor", "Link"];
