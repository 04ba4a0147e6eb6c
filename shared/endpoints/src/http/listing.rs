//! Answers with a page of a long list. The body is a plain list; the headers say where the next page begins, as a `Link`
//! with `rel="next"` and, where the list has cursors, as `X-Next-Cursor`; how long the whole list is, in `X-Total-Count`.

use api::error::ApiError;
use api::listing::{CursorPage, Sort};
use form_urlencoded::Serializer;
use http::{HeaderName, HeaderValue};
use platform::{Platform, Response};
use serde::Serialize;
use store::{Counted, Page, PageBefore, StoreError};

use crate::http::incoming::Incoming;
use crate::http::{outgoing, refusals};

/// The answer with a page of a list, whose body is `body`.
pub fn respond<P: Platform, T, S: Sort>(
    platform: &P,
    incoming: &Incoming,
    asked: &CursorPage<S>,
    page: &Page<T>,
    body: &impl Serialize,
) -> Response {
    refusals::log_unreadable(platform, page);
    let mut response = outgoing::ok(body);
    set(&mut response, "x-total-count", &page.total.to_string());
    if let Some(position) = &page.next {
        let cursor = asked.cursor(position.clone()).to_text();
        link_next(&mut response, incoming, "cursor", &cursor);
        set(&mut response, "x-next-cursor", &cursor);
    }
    response
}

/// The answer with a page of a list whose next page is asked for with `before`.
///
/// # Errors
/// See [`refusals::store_error`].
pub fn before<P: Platform, T: Serialize, Id: ToString>(
    platform: &P,
    incoming: &Incoming,
    outcome: Result<PageBefore<T, Id>, StoreError>,
) -> Result<Response, ApiError> {
    let page = outcome.map_err(|error| refusals::store_error(platform, error))?;
    refusals::log_unreadable(platform, &page);
    let mut response = outgoing::ok(&page.items);
    if let Some(total) = page.total {
        set(&mut response, "x-total-count", &total.to_string());
    }
    if let Some(next) = &page.next {
        let next = next.to_string();
        link_next(&mut response, incoming, "before", &next);
        set(&mut response, "x-next-cursor", &next);
    }
    Ok(response)
}

/// The answer with a page of a list whose next page is asked for with `offset`: it begins at `end`.
///
/// # Errors
/// See [`refusals::store_error`].
pub fn counted<P: Platform, T: Serialize>(
    platform: &P,
    incoming: &Incoming,
    end: u64,
    outcome: Result<Counted<T>, StoreError>,
) -> Result<Response, ApiError> {
    let page = outcome.map_err(|error| refusals::store_error(platform, error))?;
    refusals::log_unreadable(platform, &page);
    let mut response = outgoing::ok(&page.items);
    set(&mut response, "x-total-count", &page.total.to_string());
    if end < page.total {
        link_next(&mut response, incoming, "offset", &end.to_string());
    }
    Ok(response)
}

fn set(response: &mut Response, name: &'static str, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

/// Says that the next page has the same query, but for one parameter.
fn link_next(response: &mut Response, incoming: &Incoming, parameter: &str, value: &str) {
    let mut next = Serializer::new(String::new());
    for (name, value) in incoming.query_parameters() {
        if name != parameter {
            next.append_pair(&name, value.as_str().unwrap_or_default());
        }
    }
    let next = next.append_pair(parameter, value).finish();
    set(response, "link", &format!("<{}?{next}>; rel=\"next\"", incoming.path()));
}
