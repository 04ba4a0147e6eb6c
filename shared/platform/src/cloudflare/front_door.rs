//! The front door of Workers dispatches a request over the service binding that is named after the function: `JOB_CREATE`
//! for `job-create`.

use std::future::Future;

use http::{HeaderName, HeaderValue};

use super::Cloudflare;
use super::http::{head, outgoing};
use crate::{Dispatch, FrontDoorAnswer, Request};

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
}

async fn fetch(
    env: &worker::Env,
    function: &str,
    request: worker::Request,
) -> worker::Result<worker::Response> {
    env.service(&function.replace('-', "_").to_uppercase())?.fetch_request(request).await
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
