//! The front door: `GET /health`, `GET /` and `HEAD /`, the dashboard's files, and the way to every other function.

use api::error::{ApiError, ErrorCode};
use api::front_page::FrontPage;
use api::health::{Health, HealthStatus, Service};
use api::routes::{FrontDoorOperation, Operations};
use http::header::{ACCEPT, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::{OutgoingBody, Request, Response};
use service::{FrontDoor, Routing};

use super::dashboard;
use super::dashboard::heads::lead;
use crate::http::{incoming, outgoing};

/// The front door.
pub const FRONT_DOOR: FrontDoor = FrontDoor { route, unreachable };

/// Decides what to do with a request by its method, its path and, at `/`, what it accepts.
fn route(request: &Request) -> Routing {
    let (method, path) = (request.method(), request.uri().path());
    if let Some(routing) = dashboard::files(method, path) {
        return routing;
    }
    match incoming::find(method.as_str(), path) {
        Ok((route, _)) => match FrontDoorOperation::of(route.operation) {
            Some(FrontDoorOperation::Health) => Routing::Answer(health()),
            Some(FrontDoorOperation::GetFrontPage) => Routing::Answer(front_page(request.headers())),
            None => Routing::Function(route.function().name()),
        },
        Err(_) if method == "HEAD" && path == "/" => Routing::Answer(alive()),
        Err(error) => Routing::Answer(outgoing::refuse(&error)),
    }
}

/// What an agent hears that looks whether anything answers before it sends its first request, as Claude Code does.
fn alive() -> Response {
    let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Leads people to the dashboard, and tells programs what there is.
fn front_page(asked: &HeaderMap) -> Response {
    let mut response = if is_browser(asked) {
        lead(StatusCode::SEE_OTHER, "/dashboard/")
    } else {
        outgoing::ok(&FrontPage {
            service: Service::Tollgate,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            openapi: "/openapi.json".to_owned(),
            docs: "/docs".to_owned(),
            dashboard: "/dashboard/".to_owned(),
            health: "/health".to_owned(),
        })
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}

/// Browsers name pages among what they accept, programs accept JSON or anything.
fn is_browser(asked: &HeaderMap) -> bool {
    let accepted = asked.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted
        .flat_map(|kinds| kinds.split(','))
        .any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/html")))
}

fn unreachable() -> Response {
    let detail = "The function that serves this path cannot be reached. Nothing was done.";
    outgoing::refuse(&ApiError::new(ErrorCode::FunctionUnavailable, detail).retry_after(2))
}

fn health() -> Response {
    outgoing::ok(&Health {
        status: HealthStatus::Healthy,
        service: Service::Tollgate,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use api::routes::ROUTES;
    use bytes::Bytes;
    use http::header::LOCATION;
    use platform::IncomingBody;

    use super::*;

    fn routed(method: &str, path: &str, accept: &'static str) -> Routing {
        let mut request = Request::new(IncomingBody::Complete(Bytes::new()));
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = path.parse().unwrap();
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
        route(&request)
    }

    fn answered(method: &str, path: &str, accept: &'static str) -> Response {
        match routed(method, path, accept) {
            Routing::Answer(response) => response,
            Routing::Function(name) => panic!("{name}"),
            Routing::Files(files) => panic!("{:?}", files.candidates),
        }
    }

    #[test]
    fn whoever_looks_whether_something_answers_is_answered_and_learns_nothing() {
        let status = |method: &str, path: &str| answered(method, path, "*/*").status().as_u16();
        assert_eq!(status("HEAD", "/"), 204);
        assert_eq!((status("POST", "/"), status("HEAD", "/x"), status("GET", "/health")), (405, 404, 200));
    }

    #[test]
    fn a_browser_is_led_to_the_dashboard_and_a_program_is_told_what_there_is() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let led = answered("GET", "/", browser);
        assert_eq!(
            (led.status().as_u16(), &led.headers()[LOCATION]),
            (303, &HeaderValue::from_static("/dashboard/"))
        );
        for accept in ["*/*", "application/json", "text/htmlx"] {
            let told = answered("GET", "/", accept);
            assert_eq!(
                (told.status().as_u16(), &told.headers()[VARY]),
                (200, &HeaderValue::from_static("accept"))
            );
        }
    }

    #[test]
    fn what_is_told_at_the_root_is_served() {
        let OutgoingBody::Complete(body) = answered("GET", "/", "*/*").into_body() else {
            panic!("a stream")
        };
        let page: FrontPage = serde_json::from_slice(&body).unwrap();
        for path in [page.openapi, page.docs, page.dashboard, page.health] {
            assert!(ROUTES.iter().any(|route| route.path == path), "{path}");
        }
    }

    #[test]
    fn the_dashboard_is_files_and_no_function() {
        assert!(matches!(routed("GET", "/dashboard/", "*/*"), Routing::Files(_)));
        assert!(matches!(routed("GET", "/docs", "*/*"), Routing::Function("api-docs")));
    }
}
