//! Answers with a page of a long list. The body is a plain list; the headers say where the next page begins, as a `Link`
//! with `rel="next"` and as `X-Next-Cursor`; how long the whole list is, in `X-Total-Count`.

use api::listing::{CursorPage, Sort};
use form_urlencoded::Serializer;
use http::{HeaderName, HeaderValue};
use platform::{Platform, Response};
use serde::Serialize;
use store::Page;

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
    let mut set = |name: &'static str, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    };
    set("x-total-count", &page.total.to_string());
    if let Some(position) = &page.next {
        let cursor = asked.cursor(position.clone()).to_text();
        let mut next = Serializer::new(String::new());
        for (name, value) in incoming.query_parameters() {
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
