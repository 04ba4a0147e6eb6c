//! `GET /openapi.json` and `GET /docs`: the description of the API, for programs and for people. Both are open: they say
//! nothing of a deployment but its version.

use api::error::ApiError;
use api::routes::ApiDocsOperation as Operation;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use platform::{OutgoingBody, Platform, Request, Response};

use crate::http::incoming::Incoming;
use crate::http::{outgoing, revalidation};

/// A new version is seen within five minutes; until then, nothing is asked.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// What is served.
#[derive(Debug, Clone, Copy)]
pub struct Docs {
    /// The OpenAPI document.
    pub document: File,
    /// The same as a page.
    pub page: File,
    /// The page's `Content-Security-Policy`.
    pub page_policy: &'static str,
}

/// A file, with its fingerprint.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// All of it.
    pub text: &'static str,
    /// Its `ETag`, quoted as in the header.
    pub etag: &'static str,
}

/// Handles one request.
pub async fn handle<P: Platform>(platform: P, request: Request, docs: &Docs) -> Response {
    answer(&platform, request, docs).unwrap_or_else(|error| outgoing::refuse(&error))
}

fn answer<P: Platform>(platform: &P, request: Request, docs: &Docs) -> Result<Response, ApiError> {
    let (operation, incoming) = Incoming::new(platform, request)?;
    match operation {
        Operation::GetOpenapi => {
            // Tools that run in a page of their own read it too.
            let open = (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            Ok(file(incoming.headers(), &docs.document, "application/json", open))
        }
        Operation::GetDocs => {
            let policy = (CONTENT_SECURITY_POLICY, HeaderValue::from_static(docs.page_policy));
            Ok(file(incoming.headers(), &docs.page, "text/html; charset=utf-8", policy))
        }
    }
}

/// A file, or 304 for a client that has its current version.
fn file(asked: &HeaderMap, file: &File, kind: &'static str, more: (HeaderName, HeaderValue)) -> Response {
    let known = revalidation::is_known(asked, file.etag);
    let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = OutgoingBody::Complete(file.text.as_bytes().to_vec());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, CACHED);
    headers.insert(ETAG, HeaderValue::from_static(file.etag));
    headers.insert(more.0, more.1);
    response
}

#[cfg(test)]
mod tests {
    use http::header::IF_NONE_MATCH;

    use super::*;

    const FILE: File = File { text: "{}", etag: "\"abc=\"" };

    fn asked(tags: &'static str) -> Response {
        let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(tags))]);
        file(
            &headers,
            &FILE,
            "application/json",
            (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        )
    }

    #[test]
    fn a_client_with_the_current_file_gets_304() {
        for tags in ["\"abc=\"", "\"x\", W/\"abc=\"", "*"] {
            let response = asked(tags);
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tags}");
            assert_eq!(response.headers()[ETAG], FILE.etag);
            assert!(matches!(response.body(), OutgoingBody::Complete(bytes) if bytes.is_empty()));
        }
    }

    #[test]
    fn a_client_with_another_file_gets_this_one() {
        for tags in ["\"x\"", "", "abc="] {
            let response = asked(tags);
            assert_eq!(response.status(), StatusCode::OK, "{tags}");
            assert!(matches!(response.body(), OutgoingBody::Complete(bytes) if bytes == b"{}"));
        }
    }
}
