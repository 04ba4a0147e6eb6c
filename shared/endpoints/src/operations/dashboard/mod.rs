//! `/dashboard/` and below: the files of the operators' dashboard. They are open: what they show, they read with the operator's own
//! credentials.
//!
//! Where the runtime keeps files beside the front door, this serves them with [`files`]; elsewhere a function has them built in, and
//! serves them with [`handle`]. Which file a path leads to and its headers are the same: [`places`], [`heads`].

pub mod heads;
pub mod places;

use api::error::{ApiError, ErrorCode};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use platform::{OutgoingBody, Platform, Request, Response};
use service::{Files, Routing};

use self::places::{Place, place};
use crate::http::{outgoing, revalidation};

/// A file that is built in.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Its path in the app's folder.
    pub path: &'static str,
    /// Its `ETag`, quoted as in the header.
    pub etag: &'static str,
    /// All of it.
    pub content: &'static [u8],
    /// The same compressed by brotli, if that makes it smaller.
    pub brotli: Option<&'static [u8]>,
    /// The same compressed by gzip, if that makes it smaller.
    pub gzip: Option<&'static [u8]>,
}

/// The way of a request for the dashboard; `None` if its path is not the dashboard's.
#[must_use]
pub fn files(method: &Method, path: &str) -> Option<Routing> {
    let candidates = match place(path)? {
        Place::WithSlash => return Some(Routing::Answer(with_slash())),
        Place::Files(candidates) => candidates,
    };
    if !matches!(*method, Method::GET | Method::HEAD) {
        let detail = format!("This path has GET and HEAD, not {method}.");
        let error =
            ApiError::new(ErrorCode::MethodNotAllowed, detail).with("allowed_methods", ["GET", "HEAD"]);
        return Some(Routing::Answer(outgoing::refuse(&error)));
    }
    Some(Routing::Files(Files { candidates, head: heads::head, missing }))
}

/// Handles one request, where the files are built in.
pub async fn handle<P: Platform>(_platform: P, request: Request, built_in: &[File]) -> Response {
    match files(request.method(), request.uri().path()) {
        Some(Routing::Files(Files { candidates, .. })) => candidates
            .iter()
            .find_map(|candidate| built_in.iter().find(|file| file.path == candidate))
            .map_or_else(missing, |file| serve(file, request.headers())),
        Some(Routing::Answer(answer)) => answer,
        Some(Routing::Function(_)) | None => missing(),
    }
}

fn with_slash() -> Response {
    heads::lead(StatusCode::PERMANENT_REDIRECT, "/dashboard/")
}

fn missing() -> Response {
    outgoing::refuse(&ApiError::new(ErrorCode::NotFound, "There is nothing at this path."))
}

/// A file, in the smallest form that the client takes, or 304. The body of an answer to HEAD is left out by the runtime.
fn serve(file: &File, asked: &HeaderMap) -> Response {
    let (encoding, content) = [("br", file.brotli), ("gzip", file.gzip)]
        .into_iter()
        .find_map(|(name, content)| Some((name, content.filter(|_| takes(asked, name))?)))
        .map_or((None, file.content), |(name, content)| (Some(name), content));
    // The forms have different bytes and mean the same: that is what a weak tag says.
    let etag = if encoding.is_some() { format!("W/{}", file.etag) } else { file.etag.to_owned() };
    let known = revalidation::is_known(asked, file.etag);
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = heads::head(file.path, status, HeaderValue::try_from(etag).ok());
    if file.brotli.is_some() || file.gzip.is_some() {
        response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if !known {
        response
            .headers_mut()
            .extend(encoding.map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
        *response.body_mut() = OutgoingBody::Complete(content.to_vec());
    }
    response
}

/// Whether a client takes an encoding: `Accept-Encoding` names it, and not with a weight of zero.
fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    let names = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    names.flat_map(|names| names.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};

    use super::*;

    const SCRIPT: File = File {
        path: "assets/a-b.js",
        etag: "\"1=\"",
        content: b"script",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    };

    fn served(headers: &[(http::HeaderName, &'static str)]) -> (Response, Vec<u8>) {
        let asked =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let (parts, body) = serve(&SCRIPT, &asked).into_parts();
        let OutgoingBody::Complete(bytes) = body else { panic!("a stream") };
        (Response::from_parts(parts, OutgoingBody::Complete(Vec::new())), bytes)
    }

    #[test]
    fn a_client_gets_the_smallest_form_that_it_takes() {
        for (accepted, encoding, body) in [
            ("gzip, deflate, br, zstd", Some("br"), "br"),
            ("gzip", Some("gzip"), "gz"),
            ("br;q=0, GZIP;q=0.5", Some("gzip"), "gz"),
            ("identity", None, "script"),
            ("gzip;q=0", None, "script"),
        ] {
            let (response, bytes) = served(&[(ACCEPT_ENCODING, accepted)]);
            let header = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!((header, bytes.as_slice()), (encoding, body.as_bytes()), "{accepted}");
            assert_eq!(response.headers()[VARY], "accept-encoding");
            assert_eq!(response.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        }
    }

    #[test]
    fn a_client_that_has_the_file_in_any_form_gets_none_of_it() {
        for tags in ["\"1=\"", "W/\"1=\""] {
            let (response, bytes) = served(&[(IF_NONE_MATCH, tags), (ACCEPT_ENCODING, "br")]);
            assert_eq!((response.status(), bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{tags}");
            assert_eq!(response.headers()[ETAG], "W/\"1=\"");
            assert!(!response.headers().contains_key(CONTENT_ENCODING));
        }
        assert_eq!(served(&[(IF_NONE_MATCH, "\"2=\"")]).0.status(), StatusCode::OK);
    }

    #[test]
    fn files_are_read_and_nothing_else_is_done_to_them() {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let Some(Routing::Answer(answer)) = files(&method, "/dashboard/") else { panic!("{method}") };
            assert_eq!(
                (answer.status().as_u16(), &answer.headers()["allow"]),
                (405, &HeaderValue::from_static("GET, HEAD"))
            );
        }
        for method in [Method::GET, Method::HEAD] {
            assert!(matches!(files(&method, "/dashboard/x"), Some(Routing::Files(_))));
        }
        assert!(files(&Method::GET, "/docs").is_none());
    }

    #[test]
    fn the_path_without_its_slash_leads_to_the_one_with_it() {
        let Some(Routing::Answer(answer)) = files(&Method::GET, "/dashboard") else { panic!("no answer") };
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()[LOCATION]),
            (308, &HeaderValue::from_static("/dashboard/"))
        );
    }
}
