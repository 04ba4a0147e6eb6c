//! Lists in pages.
//!
//! A list with cursors (`?limit=&cursor=&search=&sort=&order=`) says where its next page begins, so that what is added or
//! removed meanwhile shifts nothing. Shorter lists count (`?limit=&offset=`).

use api_derive::{Request, Word};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::reading::{Faults, Member, Members, Path, Text, Whole};
use crate::words::Word;

/// The greatest number of entries that one answer has.
pub const MAX_PAGE: i64 = 500;

/// How many entries are asked for.
pub type Limit = Whole<1, MAX_PAGE>;

/// By what a list can be ordered. The default is the usual order.
pub trait Sort: Word + Default {
    /// Whether the list begins with the greatest, unless the query says which.
    fn is_descending(self) -> bool;
}

/// From which end a list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Word)]
pub enum Order {
    /// From the least.
    Asc,
    /// From the greatest.
    Desc,
}

/// An entry's place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What it is ordered by.
    pub key: String,
    /// Its id, which decides between equals.
    pub id: String,
}

/// The position at which a client continues a list. It is valid for the order in which it was given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Cursor {
    sort: String,
    descending: bool,
    #[serde(flatten)]
    after: Position,
}

impl Cursor {
    /// The cursor's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_string(self).unwrap_or_default())
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        // PostgreSQL keeps no NUL in a text.
        for text in [&mut cursor.after.key, &mut cursor.after.id] {
            text.retain(|character| character != '\0');
        }
        Some(cursor)
    }
}

/// Which part of a list with cursors is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorPage<S> {
    /// At most so many entries.
    pub limit: Limit,
    /// By what the list is ordered.
    pub sort: S,
    /// Whether it begins with the greatest.
    pub descending: bool,
    /// The entry before the first.
    pub after: Option<Position>,
    /// Only entries whose id or name contains this text, in any case.
    pub search: Option<String>,
}

impl<S: Sort> CursorPage<S> {
    /// The cursor of the page that begins after an entry.
    #[must_use]
    pub fn cursor(&self, after: Position) -> Cursor {
        Cursor { sort: self.sort.text().to_owned(), descending: self.descending, after }
    }
}

impl<S: Sort> Members for CursorPage<S> {
    fn read_members(object: &Map<String, Value>, at: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        let limit = <Option<Limit>>::read_member(object, "limit", at, faults);
        let sort = <Option<S>>::read_member(object, "sort", at, faults);
        let order = <Option<Order>>::read_member(object, "order", at, faults);
        let search = <Option<Text<0, 200>>>::read_member(object, "search", at, faults);
        let sort = sort?.unwrap_or_default();
        let descending = order?.map_or(sort.is_descending(), |order| order == Order::Desc);
        let after = match object.get("cursor").and_then(Value::as_str) {
            Some(text) => {
                let of_this_order =
                    |cursor: &Cursor| cursor.sort == sort.text() && cursor.descending == descending;
                let cursor = Cursor::from_text(text).filter(of_this_order);
                if cursor.is_none() {
                    let message = "Must be the cursor of a page of this list, in the same order";
                    faults.malformed(&at.member("cursor"), "value_error", message);
                }
                Some(cursor?.after)
            }
            None => None,
        };
        let search = search?.map(Text::into_string).filter(|search| !search.is_empty());
        Some(Self { limit: limit?.unwrap_or(Limit::of(MAX_PAGE)), sort, descending, after, search })
    }

    fn has_member(name: &str) -> bool {
        matches!(name, "limit" | "sort" | "order" | "search" | "cursor")
    }

    fn write_members<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("limit", &self.limit)?;
        map.serialize_entry("sort", self.sort.text())?;
        map.serialize_entry("descending", &self.descending)?;
        map.serialize_entry("after", &self.after)?;
        map.serialize_entry("search", &self.search)
    }

    #[cfg(feature = "schema")]
    fn describe_members(
        generator: &mut schemars::SchemaGenerator,
        members: &mut crate::reading::MemberSchemas,
    ) {
        members.add_with_default::<Option<Limit>>(generator, "limit", "At most so many entries.", &MAX_PAGE);
        let about = "The `X-Next-Cursor` of the page before, in the same order.";
        members.add::<Option<Text<0, { usize::MAX }>>>(generator, "cursor", about);
        let about = "Only those whose id or name has this in it.";
        members.add::<Option<Text<0, 200>>>(generator, "search", about);
        members.add::<Option<S>>(generator, "sort", "What they are ordered by.");
        members.add::<Option<Order>>(generator, "order", "From the least or from the greatest.");
    }
}

/// Which part of a shorter list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct OffsetPage {
    /// At most so many entries.
    #[request(default = Limit::of(MAX_PAGE))]
    pub limit: Limit,
    /// So many are left out before the first.
    #[request(default = Whole::of(0))]
    pub offset: Whole<0, 2_147_483_647>,
}

impl OffsetPage {
    /// Where the next page begins.
    #[must_use]
    pub const fn end(self) -> u64 {
        (self.limit.get() + self.offset.get()).unsigned_abs()
    }
}

/// The same with fewer entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Request)]
pub struct ShortOffsetPage {
    /// At most so many entries.
    #[request(default = Limit::of(100))]
    pub limit: Limit,
    /// So many are left out before the first.
    #[request(default = Whole::of(0))]
    pub offset: Whole<0, 2_147_483_647>,
}

impl ShortOffsetPage {
    /// Where the next page begins.
    #[must_use]
    pub const fn end(self) -> u64 {
        (self.limit.get() + self.offset.get()).unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ApiError;
    use crate::reading::read_query;
    use crate::teams::TeamSort;

    fn read(query: &Value) -> Result<CursorPage<TeamSort>, ApiError> {
        read_query(query.as_object().unwrap())
    }

    #[test]
    fn a_cursor_leads_to_the_next_page_of_the_same_list() {
        let first = read(&json!({"limit": "2", "sort": "team_id"})).unwrap();
        let position = Position { key: "b".to_owned(), id: "2".to_owned() };
        let cursor = first.cursor(position.clone()).to_text();
        let next = read(&json!({"limit": "2", "sort": "team_id", "cursor": cursor})).unwrap();
        assert_eq!(next, CursorPage { after: Some(position), ..first });
        let other_order = read(&json!({"cursor": cursor})).unwrap_err();
        assert_eq!(other_order.fields[0].location, ["query", "cursor"]);
    }

    #[test]
    fn a_list_begins_with_its_usual_order() {
        let usual = read(&json!({})).unwrap();
        assert_eq!((usual.sort, usual.descending, usual.limit.get()), (TeamSort::CreatedAt, true, MAX_PAGE));
        let asked = read(&json!({"sort": "team_id", "order": "desc", "search": ""})).unwrap();
        assert_eq!((asked.sort, asked.descending, asked.search), (TeamSort::TeamId, true, None));
    }

    #[test]
    fn any_other_text_is_no_cursor() {
        for cursor in ["", "x", "bnVsbA", "e30", "😀"] {
            assert!(read(&json!({"cursor": cursor})).is_err(), "{cursor}");
        }
    }
}
