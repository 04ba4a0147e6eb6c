//! The status and the headers with which a file of the dashboard is served, the same on every runtime.

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use platform::{OutgoingBody, Response};

use super::places::ASSETS;

/// A new version of the page is seen at once: its `ETag` is compared each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");
/// A file with a hash in its name never changes.
const UNCHANGING: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What the page may do: run its own scripts and speak with its own origin, nothing else. Mantine, its library of components,
/// writes style elements.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// What the page has no use for.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), screen-wake-lock=(), usb=()",
);

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The answer with a file, without its body: 200, or 304 for a client that has it already.
#[must_use]
pub fn head(file: &str, status: StatusCode, etag: Option<HeaderValue>) -> Response {
    let mut response = empty(status);
    let headers = response.headers_mut();
    headers.extend(etag.map(|etag| (ETAG, etag)));
    headers.insert(CACHE_CONTROL, if file.starts_with(ASSETS) { UNCHANGING } else { REVALIDATED });
    if status != StatusCode::NOT_MODIFIED {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(file)));
    }
    if is_page(file) {
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(PERMISSIONS_POLICY, PERMISSIONS);
    }
    response
}

/// Leads a client elsewhere.
#[must_use]
pub fn lead(status: StatusCode, location: &'static str) -> Response {
    let mut response = empty(status);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(location));
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
    *response.status_mut() = status;
    response
}

fn is_page(file: &str) -> bool {
    file.ends_with(".html")
}

/// The content type of what Vite makes. Browsers are told to believe it (`nosniff`).
fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(file: &str) -> Response {
        head(file, StatusCode::OK, Some(HeaderValue::from_static("\"a\"")))
    }

    #[test]
    fn the_page_is_asked_for_each_time_and_an_asset_once() {
        assert_eq!(ok("index.html").headers()[CACHE_CONTROL], "no-cache");
        assert_eq!(ok("favicon.svg").headers()[CACHE_CONTROL], "no-cache");
        assert_eq!(ok("assets/index-abc.js").headers()[CACHE_CONTROL], UNCHANGING);
        assert_eq!(ok("index.html").headers()[ETAG], "\"a\"");
    }

    #[test]
    fn the_page_runs_no_script_but_its_own_files() {
        let response = ok("index.html");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(!policy.contains("unsafe-eval") && !policy.contains("http"), "{policy}");
        assert_eq!(response.headers()[OPENER_POLICY], "same-origin");
        assert!(
            !ok("favicon.svg").headers().contains_key(CONTENT_SECURITY_POLICY),
            "the envelope's is stricter"
        );
    }

    #[test]
    fn files_have_the_types_that_browsers_ask_for() {
        for (file, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("assets/index-abc.js", "text/javascript; charset=utf-8"),
            ("assets/index-abc.css", "text/css; charset=utf-8"),
            ("assets/a-b.woff2", "font/woff2"),
            ("favicon.svg", "image/svg+xml"),
            ("what", "application/octet-stream"),
        ] {
            assert_eq!(ok(file).headers()[CONTENT_TYPE], kind);
        }
    }

    #[test]
    fn what_a_client_has_already_is_not_described_again() {
        let response = head("index.html", StatusCode::NOT_MODIFIED, Some(HeaderValue::from_static("\"a\"")));
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(!response.headers().contains_key(CONTENT_TYPE));
        assert_eq!(response.headers()[ETAG], "\"a\"");
    }
}
