//! What every request and every answer has, whichever function serves it: an id, headers that keep browsers from doing
//! harm, leave for pages of other origins, and one line in the log and in the counters.

use std::future::Future;

use api::functions::DASHBOARD;
use api::routes::{self, DashboardOperation, Operation, Route, RouteMatch};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use platform::{OutgoingBody, Platform, Request, Response, Served, ServedRoute};
use serde_json::{Map, Value};

use crate::cors::Cors;
use crate::log_line;
use crate::request_id::{self, REQUEST_ID};
use crate::traced::Traced;

/// The defaults of an answer: it is not cached, not shown in a frame, and runs no script.
const DEFAULT_HEADERS: [(HeaderName, HeaderValue); 5] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// A year, as HSTS preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Serves one request with a handler. The request's id is in its `X-Request-Id` and in what the handler logs.
pub async fn serve<P, F>(
    platform: P,
    mut request: Request,
    handler: impl FnOnce(Traced<P>, Request) -> F,
) -> Response
where
    P: Platform,
    F: Future<Output = Response>,
{
    let began = platform.unix_time_ms();
    let id = request_id::request_id(&platform, request.headers());
    request.headers_mut().insert(REQUEST_ID, request_id::header_value(&id));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let encrypted = came_encrypted(request.headers());
    let cors = Cors::of(&platform, request.headers()).await;
    let preflight = cors.as_ref().and_then(|cors| cors.preflight(&method, request.headers()));
    let mut response = match preflight {
        Some(response) => response,
        None => handler(Traced::new(platform.clone(), &id), request).await,
    };
    let code = tell_id_in_error(&mut response, &id);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, request_id::header_value(&id));
    if encrypted {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
    }
    for (name, value) in DEFAULT_HEADERS {
        headers.entry(name).or_insert(value);
    }
    headers.extend(cors.iter().flat_map(Cors::headers));
    let served = Served {
        request_id: &id,
        method: method.as_str(),
        route: route_of(method.as_str(), &path),
        status: response.status().as_u16(),
        elapsed_ms: platform.unix_time_ms().saturating_sub(began),
        code: code.as_deref(),
    };
    platform.log(&log_line::line(&served));
    platform.count(&served);
    response
}

/// The greatest body, in bytes, that a request to a method and path may have. A path without a route has no use for one.
#[must_use]
pub fn max_body_bytes(method: &Method, uri: &Uri) -> usize {
    match routes::find(method.as_str(), uri.path()) {
        RouteMatch::Route(route, _) => route.operation.max_body_bytes(),
        RouteMatch::OtherMethods(_) | RouteMatch::Nothing => routes::MAX_BODY_BYTES,
    }
}

/// What logs and counters call the route of a request. Ids in the path are not in it.
pub(crate) fn route_of(method: &str, path: &str) -> Option<ServedRoute> {
    match routes::find(method, path) {
        RouteMatch::Route(route, _) => Some(served(route)),
        // Below the dashboard's page are its files and the app's own addresses.
        RouteMatch::Nothing if path.strip_prefix(DASHBOARD)?.starts_with('/') => {
            let page = Operation::Dashboard(DashboardOperation::OpenDashboard);
            routes::ROUTES.iter().find(|route| route.operation == page).map(served)
        }
        RouteMatch::OtherMethods(_) | RouteMatch::Nothing => None,
    }
}

fn served(route: &Route) -> ServedRoute {
    ServedRoute { path: route.path, function: route.function().name(), operation: route.operation.name() }
}

/// Writes the request's id into an error's body, and gives back the error's code.
fn tell_id_in_error(response: &mut Response, id: &str) -> Option<String> {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let is_json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let OutgoingBody::Complete(bytes) = response.body_mut() else { return None };
    if !is_error || !is_json {
        return None;
    }
    let mut body: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    // Clients of other APIs get an error as an object.
    let code = body.get("code").or_else(|| body.get("error")?.get("code"));
    let code = code.and_then(Value::as_str).map(str::to_owned);
    body.insert("request_id".to_owned(), Value::from(id));
    *bytes = Value::Object(body).to_string().into_bytes();
    code
}

/// Whether the client's connection was encrypted, as reported by the proxy that terminated it. HSTS may not be sent over any other
/// (RFC 6797, section 7.2).
fn came_encrypted(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_below_the_dashboard_is_logged_as_the_dashboard() {
        let of = |path: &str| route_of("GET", path).map(|route| route.operation);
        for path in ["/dashboard/", "/dashboard/assets/a-b.js", "/dashboard/teams/north"] {
            assert_eq!(of(path), Some("open_dashboard"), "{path}");
        }
        assert_eq!((of("/dashboards"), of("/x"), of("/docs")), (None, None, Some("get_docs")));
    }

    #[test]
    fn an_error_tells_the_requests_id_and_a_good_answer_stays_as_it_is() {
        let answer = |status: u16, body: &str| {
            let mut response = Response::new(OutgoingBody::Complete(body.as_bytes().to_vec()));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let code = tell_id_in_error(&mut response, "id-1");
            let OutgoingBody::Complete(bytes) = response.into_body() else { panic!("a stream") };
            (code, String::from_utf8(bytes).unwrap())
        };
        assert_eq!(
            answer(404, r#"{"detail":"No.","code":"job_not_found"}"#),
            (
                Some("job_not_found".into()),
                r#"{"detail":"No.","code":"job_not_found","request_id":"id-1"}"#.into()
            )
        );
        let nested = r#"{"error":{"message":"No.","code":"job_not_found"}}"#;
        assert_eq!(answer(404, nested).0.as_deref(), Some("job_not_found"));
        assert_eq!(answer(200, r#"{"code":"x"}"#), (None, r#"{"code":"x"}"#.into()));
        assert_eq!(answer(500, "not json"), (None, "not json".into()));
    }
}
