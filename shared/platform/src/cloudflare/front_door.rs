//! The front door of Workers dispatches a request over the service binding that is named after the function: `JOB_CREATE`
//! for `job-create`. Files are the static assets that are deployed with it, behind the binding `ASSETS`.

use std::future::Future;

use http::header::{ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::Cloudflare;
use super::http::{head, outgoing};
use crate::{Dispatch, FrontDoorAnswer, Request, StoredFile};

/// The binding of the static assets.
const ASSETS: &str = "ASSETS";
/// Where they seem to be: the binding looks at the path alone.
const ASSETS_ORIGIN: &str = "https://assets.invalid/";

/// The runtime's request, whose body has not been read, and the bindings.
pub struct ServiceBindings {
    request: worker::Request,
    env: worker::Env,
}

impl Dispatch for ServiceBindings {
    type Answer = worker::Response;

    async fn to_function(self, function: &str) -> Option<worker::Response> {
        match fetch(&self.env, function, self.request).await {
            Ok(response) => Some(response),
            Err(error) => {
                worker::console_error!("{function} cannot be reached: {error}");
                None
            }
        }
    }

    async fn to_file(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Option<StoredFile<worker::Response>> {
        match fetch_file(&self.env, method, path, headers).await {
            Ok(file) => Some(file),
            Err(error) => {
                worker::console_error!("the static assets cannot be reached: {error}");
                None
            }
        }
    }
}

async fn fetch(
    env: &worker::Env,
    function: &str,
    request: worker::Request,
) -> worker::Result<worker::Response> {
    env.service(&function.replace('-', "_").to_uppercase())?.fetch_request(request).await
}

async fn fetch_file(
    env: &worker::Env,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> worker::Result<StoredFile<worker::Response>> {
    let mut asked = worker::RequestInit::new();
    asked.with_method(if method == Method::HEAD { worker::Method::Head } else { worker::Method::Get });
    for known in headers.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok()) {
        asked.headers.append(IF_NONE_MATCH.as_str(), known)?;
    }
    let answer = env.assets(ASSETS)?.fetch(format!("{ASSETS_ORIGIN}{path}"), Some(asked)).await?;
    Ok(StoredFile {
        status: StatusCode::from_u16(answer.status_code()).unwrap_or(StatusCode::NOT_FOUND),
        etag: answer.headers().get(ETAG.as_str())?.and_then(|etag| HeaderValue::try_from(etag).ok()),
        answer,
    })
}

/// Runs a front door for one fetch event. It sees the request without its body, which is not buffered.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run<F>(
    request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
    front_door: impl FnOnce(Cloudflare, Request, ServiceBindings) -> F,
) -> worker::Result<worker::Response>
where
    F: Future<Output = FrontDoorAnswer<worker::Response>>,
{
    let head = head(&request)?;
    let bindings = ServiceBindings { request, env: env.clone() };
    match front_door(Cloudflare::new(env), head, bindings).await {
        FrontDoorAnswer::ByFunction { answer, headers } => with(answer, &headers),
        FrontDoorAnswer::File { head, answer } => {
            let (head, _) = head.into_parts();
            Ok(answer.with_status(head.status.as_u16()).with_headers(head.headers.into()))
        }
        FrontDoorAnswer::Own(response) => outgoing(response),
    }
}

fn with(response: worker::Response, added: &[(HeaderName, HeaderValue)]) -> worker::Result<worker::Response> {
    if added.is_empty() {
        return Ok(response);
    }
    // Those of a response that was fetched cannot be changed in place.
    let headers = response.headers().clone();
    for (name, value) in added {
        headers.set(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    Ok(response.with_headers(headers))
}
