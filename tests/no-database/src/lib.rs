//! A deployment whose database never answers: a request that gets as far as the database has been read and accepted. Tests and
//! fuzzers send it requests to all endpoints.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use api::role::Role;
use api::routes::{Auth, Route};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::stream::{Empty, empty};
use http::header::{AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use platform::{
    Database, DatabaseError, FetchError, IncomingBody, OutgoingBody, Param, Platform, Request, Response,
    Setting,
};
use serde_json::Value;
use vault::{AccessClaims, TokenSecret};
use zeroize::Zeroizing;

const ADMIN_KEY: &str = "an-admin-key-that-nobody-will-ever-guess";
const TOKEN_SECRET: &str = "a-secret-that-signs-tokens-and-is-long-enough-for-it";
const KEYRING: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// 2026-11-24T12:00:00Z.
const NOW_MS: u64 = 1_795_521_600_000;

thread_local! {
    /// How often random bytes were drawn: for a salt, a nonce, an id or a token.
    static RANDOM_TEXTS: Cell<usize> = const { Cell::new(0) };
}

/// The deployment.
#[derive(Clone)]
struct PlatformWithoutDatabase(UnreachableDatabase);

#[derive(Clone)]
struct UnreachableDatabase;

impl Database for UnreachableDatabase {
    async fn query_text(&self, _: &str, _: &[Param<'_>]) -> Result<String, DatabaseError> {
        Err(DatabaseError::Unavailable("there is no database".to_owned()))
    }
}

impl Platform for PlatformWithoutDatabase {
    type Database = UnreachableDatabase;
    type FetchedBody = Empty<Result<Bytes, FetchError>>;

    const CLIENT_ADDRESS_HEADER: &'static str = "x-client-address";

    fn database(&self) -> &UnreachableDatabase {
        &self.0
    }

    fn newly_connected_database(&self) -> Option<&UnreachableDatabase> {
        None
    }

    async fn fetch(
        &self,
        _: http::Request<Vec<u8>>,
        _: Duration,
    ) -> Result<http::Response<Self::FetchedBody>, FetchError> {
        Ok(http::Response::new(empty()))
    }

    async fn setting(&self, setting: Setting) -> Option<Zeroizing<String>> {
        let text = match setting {
            Setting::AdminKey => ADMIN_KEY,
            Setting::TokenSecret => TOKEN_SECRET,
            Setting::Keyring => KEYRING,
            _ => return None,
        };
        Some(Zeroizing::new(text.to_owned()))
    }

    fn how_to_set(setting: Setting) -> String {
        format!("by the name {}", setting.name())
    }

    fn unix_time_ms(&self) -> u64 {
        NOW_MS
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        RANDOM_TEXTS.set(RANDOM_TEXTS.get() + 1);
        [7; N]
    }

    async fn sleep(&self, _: Duration) {}

    fn after_response(&self, _: impl Future<Output = ()> + 'static) {}

    fn log(&self, _: &str) {}
}

/// What became of a request.
#[derive(Debug)]
pub struct Outcome {
    /// The status of the answer.
    pub status: u16,
    /// Its code.
    pub code: String,
    /// All of it.
    pub body: String,
    /// The cookie that it sets.
    pub cookie: Option<String>,
    /// How often random bytes were drawn for it: a password is hashed with salt, and a key sealed with a nonce.
    pub random_texts: usize,
}

impl Outcome {
    /// Whether the request was read to its end and accepted: it got as far as the database.
    pub fn is_accepted(&self) -> bool {
        self.code == "database_unavailable"
    }
}

/// Sends a request that has all the credentials that its route asks for.
pub fn send(route: &Route, path_and_query: &str, body: Option<&Value>) -> Outcome {
    send_with(&bearer(route.auth), route, path_and_query, body)
}

/// Sends a request with an access token. Whether its session is live, only the database knows.
pub fn send_signed_in(route: &Route, path_and_query: &str, body: &Value) -> Outcome {
    send_with(&access_token(), route, path_and_query, Some(body))
}

/// Sends a request with these headers and no other credentials.
pub fn send_with_headers(route: &Route, headers: &[(&'static str, &str)], body: Option<&Value>) -> Outcome {
    let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    let headers = headers.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
    });
    exchange(headers.collect(), route, route.path.parse().unwrap_or_default(), body)
}

/// Sends any bytes as a body, with all the credentials that the route asks for.
pub fn send_bytes(route: &Route, path_and_query: http::Uri, body: Bytes) -> Outcome {
    exchange(authorization(&bearer(route.auth)), route, path_and_query, body)
}

fn send_with(bearer: &str, route: &Route, path_and_query: &str, body: Option<&Value>) -> Outcome {
    let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    exchange(authorization(bearer), route, path_and_query.parse().unwrap_or_default(), body)
}

fn authorization(bearer: &str) -> HeaderMap {
    let value = HeaderValue::from_str(&format!("Bearer {bearer}")).ok();
    value.map(|value| (AUTHORIZATION, value)).into_iter().collect()
}

fn exchange(headers: HeaderMap, route: &Route, path_and_query: http::Uri, body: Bytes) -> Outcome {
    let mut request = Request::new(IncomingBody::Complete(body));
    *request.method_mut() = route.method.as_str().parse().unwrap_or_default();
    *request.uri_mut() = path_and_query;
    *request.headers_mut() = headers;
    RANDOM_TEXTS.set(0);
    let response = handle(route.function().name(), request);
    let random_texts = RANDOM_TEXTS.get();
    let status = response.status().as_u16();
    let cookie =
        response.headers().get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).map(str::to_owned);
    let body = match response.into_body() {
        OutgoingBody::Complete(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        OutgoingBody::Stream(_) => String::new(),
    };
    let parsed: Value = serde_json::from_str(&body).unwrap_or_default();
    // In OpenAI's form the code is a member of `error`.
    let code = parsed.get("code").unwrap_or(&parsed["error"]["code"]);
    Outcome { status, code: code.as_str().unwrap_or_default().to_owned(), body, cookie, random_texts }
}

fn bearer(auth: Auth) -> String {
    match auth {
        Auth::Open | Auth::Team => "sk-somebodys".to_owned(),
        Auth::Operator(_) | Auth::TeamOrOperator(_) => ADMIN_KEY.to_owned(),
        Auth::SignedIn(_) => access_token(),
    }
}

fn access_token() -> String {
    let id = api::ids::UserId(uuid::Uuid::nil());
    let claims = AccessClaims {
        user_id: id,
        email: "ana@north.example".to_owned(),
        role: Role::Owner,
        sid: api::ids::SessionId(uuid::Uuid::nil()),
        iat: NOW_MS / 1000,
        exp: NOW_MS / 1000 + 60,
    };
    TokenSecret::new(TOKEN_SECRET).map(|secret| secret.issue(&claims).expose().to_owned()).unwrap_or_default()
}

/// Has a function handle a request. Nothing here waits for anything.
fn handle(function: &str, request: Request) -> Response {
    use endpoints as e;
    let platform = PlatformWithoutDatabase(UnreachableDatabase);
    let response = match function {
        "admin-users" => e::operators::handle(platform, request).now_or_never(),
        "audit" => e::operations::audit::handle(platform, request).now_or_never(),
        "callable-models" => e::doors::models::handle(platform, request).now_or_never(),
        "chat-completions" => e::doors::chat_completions::handle(platform, request).now_or_never(),
        "embeddings" => e::doors::embeddings::handle(platform, request).now_or_never(),
        "credits" => e::credits::handle(platform, request).now_or_never(),
        "job-complete" => e::jobs::complete::handle(platform, request).now_or_never(),
        "job-create" => e::jobs::create::handle(platform, request).now_or_never(),
        "job-create-and-call" => e::jobs::create_and_call::handle(platform, request).now_or_never(),
        "job-create-and-call-stream" => {
            e::jobs::create_and_call_stream::handle(platform, request).now_or_never()
        }
        "job-llm-call" => e::jobs::llm_call::handle(platform, request).now_or_never(),
        "job-llm-call-stream" => e::jobs::llm_call_stream::handle(platform, request).now_or_never(),
        "jobs" => e::jobs::reading::handle(platform, request).now_or_never(),
        "messages" => e::doors::messages::handle(platform, request).now_or_never(),
        "metrics" => e::operations::metrics::handle(platform, request).now_or_never(),
        "model-access-groups" => e::models::access_groups::handle(platform, request).now_or_never(),
        "model-groups" => e::models::model_groups::handle(platform, request).now_or_never(),
        "models" => e::models::aliases::handle(platform, request).now_or_never(),
        "organizations" => e::organizations::handle(platform, request).now_or_never(),
        "pricing" => e::pricing::prices::handle(platform, request).now_or_never(),
        "provider-credentials" => e::credentials::handle(platform, request).now_or_never(),
        "responses" => e::doors::responses::handle(platform, request).now_or_never(),
        "stats" => e::reports::stats::handle(platform, request).now_or_never(),
        "sweep" => e::operations::sweep::handle(platform, request).now_or_never(),
        "team-usage" => e::reports::team_usage::handle(platform, request).now_or_never(),
        "teams" => e::teams::handle(platform, request).now_or_never(),
        "webhooks" => e::webhooks::managing::handle(platform, request).now_or_never(),
        "webhook-delivery" => e::webhooks::delivery::handle(platform, request).now_or_never(),
        _ => None,
    };
    response.unwrap_or_else(|| {
        let mut response = Response::new(OutgoingBody::Complete(Vec::new()));
        *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
        response
    })
}
