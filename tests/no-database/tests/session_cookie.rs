//! When the cookie of a session is read and when it is not, as far as no database is needed for it.

use api::routes::{Auth, ROUTES, Route};
use serde_json::{Value, json};
use tollgate_no_database::{Outcome, send_with_headers};

const MODE: (&str, &str) = ("tollgate-session", "cookie");
const COOKIE: (&str, &str) = ("cookie", "tollgate_refresh=rt-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
const FORGOTTEN: &str =
    "tollgate_refresh=; Path=/api/admin-users; HttpOnly; Secure; SameSite=Strict; Max-Age=0";

fn send(operation: &str, headers: &[(&'static str, &str)], body: Option<&Value>) -> Outcome {
    let is_meant = |route: &&Route| route.operation.name() == operation;
    let Some(route) = ROUTES.iter().find(is_meant) else { unreachable!("no operation {operation}") };
    send_with_headers(route, headers, body)
}

#[test]
fn a_refresh_reads_the_cookie_only_with_the_header_and_without_a_token_in_the_body() {
    for body in [None, Some(json!({})), Some(json!({"refresh_token": null}))] {
        let refused = send("refresh_session", &[COOKIE], body.as_ref());
        assert_eq!((refused.status, refused.code.as_str()), (422, "validation_error"), "{refused:?}");
        assert!(refused.body.contains("refresh_token"), "{refused:?}");
        let accepted = send("refresh_session", &[COOKIE, MODE], body.as_ref());
        assert!(accepted.is_accepted(), "{accepted:?}");
    }
    let token = json!({"refresh_token": "rt-anything"});
    for headers in [&[][..], &[MODE], &[MODE, ("cookie", "tollgate_refresh=malformed")]] {
        let accepted = send("refresh_session", headers, Some(&token));
        assert!(accepted.is_accepted(), "{accepted:?}");
    }
}

#[test]
fn a_cookie_that_is_no_good_is_refused_before_the_database_is_asked_and_forgotten() {
    let long = format!("tollgate_refresh=rt-{}", "A".repeat(50_000));
    let twice = format!("{0}; {0}", COOKIE.1);
    for operation in ["refresh_session", "logout"] {
        for cookie in ["tollgate_refresh=", "tollgate_refresh=sk-1", &long, &twice] {
            let refused = send(operation, &[("cookie", cookie), MODE], None);
            assert_eq!((refused.status, refused.code.as_str()), (401, "invalid_token"), "{refused:?}");
            assert_eq!(refused.cookie.as_deref(), Some(FORGOTTEN), "{refused:?}");
        }
        let nothing = send(operation, &[("cookie", "theme=dark"), MODE], None);
        assert_eq!((nothing.status, nothing.code.as_str()), (401, "missing_credentials"), "{nothing:?}");
        assert_eq!(nothing.cookie, None);
        // What the cookie is good for is not known.
        let unknown = send(operation, &[COOKIE, MODE], None);
        assert!(unknown.is_accepted() && unknown.cookie.is_none(), "{unknown:?}");
    }
}

#[test]
fn logging_out_without_the_header_takes_an_access_token() {
    let refused = send("logout", &[COOKIE], None);
    assert_eq!((refused.status, refused.code.as_str()), (401, "missing_credentials"), "{refused:?}");
    // One that is wrong hinders the cookie in nothing.
    let accepted = send("logout", &[COOKIE, MODE, ("authorization", "Bearer a.b.c")], None);
    assert!(accepted.is_accepted(), "{accepted:?}");
    let wrong = send("logout", &[MODE, ("authorization", "Bearer a.b.c")], None);
    assert_eq!((wrong.status, wrong.code.as_str()), (401, "invalid_token"), "{wrong:?}");
}

#[test]
fn nothing_else_takes_the_cookie_for_a_credential() {
    // What has an id in its path may look for that first.
    for route in ROUTES.iter().filter(|route| route.auth != Auth::Open && !route.path.contains('{')) {
        let name = route.operation.name();
        if name != "logout" {
            let refused = send_with_headers(route, &[COOKIE, MODE], Some(&json!({})));
            assert_eq!(refused.code, "missing_credentials", "{name}: {refused:?}");
        }
    }
}

#[test]
fn another_value_of_the_header_is_refused() {
    let credentials = json!({"email": "ana@north.example", "password": "correct horse battery"});
    for operation in ["login", "refresh_session", "logout"] {
        let refused = send(operation, &[COOKIE, ("tollgate-session", "body")], Some(&credentials));
        assert_eq!((refused.status, refused.code.as_str()), (422, "validation_error"), "{refused:?}");
        assert!(refused.body.contains("Tollgate-Session"), "{refused:?}");
    }
}
