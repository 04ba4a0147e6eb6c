//! The front door: hands each request to the function that serves its path, over a service binding named after it:
//! `JOB_CREATE` for `job-create`.

use super::Cloudflare;
use super::http::{head, outgoing};
use crate::cors::Cors;
use crate::envelope;
use crate::front_door::{FrontDoor, Passage};

/// Routes one request by its method and path. Nothing of the request or the response is buffered or changed, but that a
/// page of another origin is told that it may read the answer: this is set up once, here.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run(
    request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
    front_door: FrontDoor,
) -> worker::Result<worker::Response> {
    let head = head(&request)?;
    let platform = Cloudflare::new(env);
    let cors = Cors::of(&platform, head.headers()).await;
    let is_preflight =
        cors.as_ref().is_some_and(|cors| cors.preflight(head.method(), head.headers()).is_some());
    let answer = match (front_door.route)(head.method().as_str(), head.uri().path()) {
        Passage::Function(name) if !is_preflight => {
            match hand_over(name, request, &platform.shared.env).await {
                Ok(response) => return readable(response, cors.as_ref()),
                Err(error) => {
                    worker::console_error!("{name} cannot be reached: {error}");
                    (front_door.unreachable)()
                }
            }
        }
        Passage::Function(_) => (front_door.unreachable)(),
        Passage::Answer(response) => response,
    };
    outgoing(envelope::serve(platform, head, |_, _| std::future::ready(answer)).await)
}

async fn hand_over(
    function: &str,
    request: worker::Request,
    env: &worker::Env,
) -> worker::Result<worker::Response> {
    env.service(&function.replace('-', "_").to_uppercase())?.fetch_request(request).await
}

fn readable(response: worker::Response, cors: Option<&Cors>) -> worker::Result<worker::Response> {
    let Some(cors) = cors else { return Ok(response) };
    // Those of a response that was fetched cannot be changed in place.
    let headers = response.headers().clone();
    for (name, value) in cors.headers() {
        headers.set(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    Ok(response.with_headers(headers))
}
