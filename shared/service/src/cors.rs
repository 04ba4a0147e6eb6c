//! Requests from web pages of other origins: the fetch standard's CORS protocol, for exactly the origins that the
//! deployment names. Credentials are bearer tokens, which pages send themselves: cookies play no part. The header `Tollgate-Session`,
//! without which no cookie is read or set, is allowed to no origin, and so are a browser's own credentials.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use platform::{OutgoingBody, Platform, Response, Setting};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
/// What a page may send.
const REQUEST_HEADERS: &str = "authorization, content-type, idempotency-key, if-match, tollgate-job, tollgate-job-type, \
    x-admin-key, x-api-key, x-request-id";
/// How the names of further headers begin that the SDKs of others send from pages.
const SDK_HEADERS: [&str; 3] = ["anthropic-", "openai-", "x-stainless-"];
/// More headers than any SDK sends.
const MAX_SDK_HEADERS: usize = 64;
/// What a page may read beside the body.
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static(
    "anthropic-ratelimit-requests-limit, anthropic-ratelimit-requests-remaining, anthropic-ratelimit-requests-reset, \
     anthropic-ratelimit-tokens-limit, anthropic-ratelimit-tokens-remaining, anthropic-ratelimit-tokens-reset, etag, \
     idempotent-replayed, link, request-id, retry-after, tollgate-call-id, tollgate-credits-remaining, tollgate-dropped, \
     tollgate-job-id, x-call-id, x-job-id, x-next-cursor, x-ratelimit-limit, x-ratelimit-limit-requests, \
     x-ratelimit-limit-tokens, x-ratelimit-remaining, x-ratelimit-remaining-requests, x-ratelimit-remaining-tokens, \
     x-ratelimit-reset, x-ratelimit-reset-requests, x-ratelimit-reset-tokens, x-request-id, x-should-retry, x-total-count",
);
/// How long a browser may remember the answer to a preflight, in seconds: the most that browsers take.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// What a request from a page of an allowed origin is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    origin: HeaderValue,
}

impl Cors {
    /// `None` for a request that does not come from a page, or from one of an origin that is not allowed.
    pub async fn of<P: Platform>(platform: &P, headers: &HeaderMap) -> Option<Self> {
        let origin = headers.get(ORIGIN)?;
        let allowed = platform.setting(Setting::CorsOrigins).await?;
        is_allowed(&allowed, origin.to_str().ok()?).then(|| Self { origin: origin.clone() })
    }

    /// The answer to a preflight, if the request is one.
    pub fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<Response> {
        if method != Method::OPTIONS || !headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
            return None;
        }
        let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
        let answer = response.headers_mut();
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, request_headers(headers));
        answer.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        Some(response)
    }

    /// What every answer to such a request has.
    pub fn headers(&self) -> [(HeaderName, HeaderValue); 3] {
        [
            (ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone()),
            (ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS),
            (VARY, HeaderValue::from_static("origin")),
        ]
    }
}

/// The headers that a page may send: the usual ones, and those of SDKs that it asks for.
fn request_headers(headers: &HeaderMap) -> HeaderValue {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_HEADERS).and_then(|names| names.to_str().ok());
    let is_sdks = |name: &&str| {
        SDK_HEADERS.iter().any(|prefix| name.starts_with(prefix))
            && HeaderName::from_bytes(name.as_bytes()).is_ok()
    };
    let asked = asked.unwrap_or_default().split(',').map(str::trim).filter(is_sdks).take(MAX_SDK_HEADERS);
    let names: Vec<&str> = std::iter::once(REQUEST_HEADERS).chain(asked).collect();
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(REQUEST_HEADERS))
}

/// Origins are compared as browsers write them: scheme, host and port, in lower case.
fn is_allowed(allowed: &str, origin: &str) -> bool {
    allowed.split(',').map(str::trim).any(|one| !one.is_empty() && one == origin)
}

#[cfg(test)]
mod tests {
    use http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS;

    use super::*;

    #[test]
    fn only_an_origin_of_the_list_is_allowed() {
        let allowed = "https://admin.north.example, http://localhost:3002";
        assert!(is_allowed(allowed, "https://admin.north.example"));
        assert!(is_allowed(allowed, "http://localhost:3002"));
        let foreign = ["", "*", "null", "https://north.example", "https://admin.north.example.evil.example"];
        for origin in foreign.into_iter().chain(["http://localhost", "http://admin.north.example"]) {
            assert!(!is_allowed(allowed, origin), "{origin}");
        }
        assert!(!is_allowed("", ""));
    }

    #[test]
    fn a_page_may_send_what_sdks_send_and_nothing_else_that_it_asks_for() {
        let allowed = |asked: &'static str| {
            let headers =
                HeaderMap::from_iter([(ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static(asked))]);
            let names = request_headers(&headers);
            names.to_str().unwrap().trim_start_matches(REQUEST_HEADERS).to_owned()
        };
        let asked = "authorization,x-stainless-lang, x-stainless-retry-count,anthropic-version,cookie,x-evil";
        assert_eq!(allowed(asked), ", x-stainless-lang, x-stainless-retry-count, anthropic-version");
        assert_eq!(allowed("x-stainless-a b, x-stainless-(c)"), "");
        assert_eq!(request_headers(&HeaderMap::new()), REQUEST_HEADERS);
    }

    #[test]
    fn a_preflight_is_an_options_request_that_names_a_method() {
        let cors = Cors { origin: HeaderValue::from_static("https://a.example") };
        let mut headers = HeaderMap::new();
        assert!(cors.preflight(&Method::OPTIONS, &headers).is_none());
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST"));
        assert!(cors.preflight(&Method::POST, &headers).is_none());
        assert!(cors.preflight(&Method::OPTIONS, &headers).is_some());
    }

    #[test]
    fn no_page_of_another_origin_may_use_the_cookie_of_a_session() {
        let cors = Cors { origin: HeaderValue::from_static("https://a.example") };
        let asked = HeaderMap::from_iter([
            (ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST")),
            (ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("content-type,tollgate-session")),
        ]);
        let preflight = cors.preflight(&Method::OPTIONS, &asked).unwrap();
        let allowed = preflight.headers()[ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
        assert!(allowed.contains("content-type"), "{allowed}");
        assert!(!allowed.contains("tollgate-session") && !allowed.contains('*'), "{allowed}");
        let answer = HeaderMap::from_iter(cors.headers());
        for headers in [preflight.headers(), &answer] {
            assert!(!headers.contains_key(ACCESS_CONTROL_ALLOW_CREDENTIALS), "{headers:?}");
        }
        let readable = answer[ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap();
        assert!(!readable.contains("set-cookie"), "{readable}");
    }
}
