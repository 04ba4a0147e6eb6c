//! Long lists, page by page: `?limit=&cursor=&search=&sort=&order=`. The answer is a plain list; where the next page begins
//! stands in its headers, as a `Link` with `rel="next"` and as `X-Next-Cursor`; how long the whole list is, in
//! `X-Total-Count`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;
use http::{HeaderName, HeaderValue};
use platform::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Page, PageQuery, Position};

use crate::http::fields::Fields;
use crate::http::incoming::Incoming;
use crate::http::page::MAX_PAGE;
use crate::http::{outgoing, page};

/// The longest text that is searched for, in characters.
const MAX_SEARCH: usize = 200;

/// A way to order a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Its name in the query.
    pub name: &'static str,
    /// Whether it begins with the greatest, unless `order` says so.
    pub descending: bool,
}

/// A place in a list, as clients carry it to the next page. It holds for the order that it was given in.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    sort: String,
    descending: bool,
    #[serde(flatten)]
    after: Position,
}

/// Reads what part of a list is asked for. The first of `sorts` is the usual one. What is wrong is noted in `query`.
pub fn read(query: &mut Fields<'_>, sorts: &[Sort]) -> PageQuery {
    let names: Vec<&'static str> = sorts.iter().map(|sort| sort.name).collect();
    let asked = query.one_of("sort", &names);
    let sort = sorts.iter().find(|sort| Some(sort.name) == asked).unwrap_or(&sorts[0]);
    let descending = query.one_of("order", &["asc", "desc"]).map_or(sort.descending, |order| order == "desc");
    let limit = page::limit(query, MAX_PAGE);
    let search = query.optional_text("search", MAX_SEARCH).filter(|search| !search.is_empty());
    let after = query.optional_text("cursor", usize::MAX).and_then(|text| {
        let after = decode(&text)
            .filter(|cursor| cursor.sort == sort.name && cursor.descending == descending)
            .map(|cursor| cursor.after);
        if after.is_none() {
            query.wrong(
                "cursor",
                "value_error",
                "Must be the cursor of a page of this list, in the same order",
            );
        }
        after
    });
    PageQuery { limit, sort: sort.name, descending, after, search }
}

/// Where the next page begins, for the client; `None` on the last one.
pub fn next_cursor<T>(query: &PageQuery, page: &Page<T>) -> Option<String> {
    let cursor =
        Cursor { sort: query.sort.to_owned(), descending: query.descending, after: page.next.clone()? };
    Some(URL_SAFE_NO_PAD.encode(json!(cursor).to_string()))
}

/// The answer with a page of a list, whose body is `body`.
pub fn respond<T>(incoming: &Incoming, query: &PageQuery, page: &Page<T>, body: &Value) -> Response {
    let mut response = outgoing::ok(body);
    let mut set = |name: &'static str, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    };
    set("x-total-count", &page.total.to_string());
    if let Some(cursor) = next_cursor(query, page) {
        let mut next = Serializer::new(String::new());
        for (name, value) in incoming.query() {
            if name != "cursor" {
                next.append_pair(&name, value.as_str().unwrap_or_default());
            }
        }
        let next = next.append_pair("cursor", &cursor).finish();
        set("link", &format!("<{}?{next}>; rel=\"next\"", incoming.path()));
        set("x-next-cursor", &cursor);
    }
    response
}

fn decode(cursor: &str) -> Option<Cursor> {
    let mut cursor: Cursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    // PostgreSQL keeps no NUL in a text.
    for text in [&mut cursor.after.key, &mut cursor.after.id] {
        text.retain(|character| character != '\0');
    }
    Some(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTS: &[Sort] =
        &[Sort { name: "created_at", descending: true }, Sort { name: "name", descending: false }];

    fn read_from(query: Value) -> Result<PageQuery, api::error::ApiError> {
        let query = query.as_object().cloned().unwrap_or_default();
        let mut fields = Fields::of_query(&query);
        let read = read(&mut fields, SORTS);
        fields.finish_with(Some(read))
    }

    #[test]
    fn a_cursor_leads_to_the_next_page_of_the_same_list() {
        let first = read_from(json!({"limit": "2", "sort": "name"})).unwrap();
        let position = Position { key: "b".to_owned(), id: "2".to_owned() };
        let page = Page { items: vec!["a", "b"], next: Some(position.clone()), total: 3 };
        let cursor = next_cursor(&first, &page).unwrap();
        let next = read_from(json!({"limit": "2", "sort": "name", "cursor": cursor})).unwrap();
        assert_eq!(next, PageQuery { after: Some(position), ..first });
        let other_order = read_from(json!({"cursor": cursor})).unwrap_err();
        assert_eq!(other_order.fields[0].location, ["query", "cursor"]);
    }

    #[test]
    fn a_list_begins_with_its_usual_order() {
        let usual = read_from(json!({})).unwrap();
        assert_eq!((usual.sort, usual.descending, usual.limit), ("created_at", true, MAX_PAGE));
        let asked = read_from(json!({"sort": "name", "order": "desc", "search": ""})).unwrap();
        assert_eq!((asked.sort, asked.descending, asked.search), ("name", true, None));
    }

    #[test]
    fn any_other_text_is_no_cursor() {
        for cursor in ["", "x", "bnVsbA", "e30", "😀"] {
            assert!(read_from(json!({"cursor": cursor})).is_err(), "{cursor}");
        }
    }
}
