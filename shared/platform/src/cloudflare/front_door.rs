//! The front door: hands each request to the function that serves its path, over a service binding named after it:
//! `JOB_CREATE` for `job-create`.

use crate::front_door::Passage;

/// Routes one request by its method and path. Nothing of the request or the response is buffered or changed.
///
/// # Errors
/// When the function's Worker cannot be reached.
pub async fn run(
    request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
    route: impl Fn(&str, &str) -> Passage,
) -> worker::Result<worker::Response> {
    match route(request.method().as_ref(), request.url()?.path()) {
        Passage::Answer(response) => super::http::outgoing(response),
        Passage::Function(name) => {
            env.service(&name.replace('-', "_").to_uppercase())?.fetch_request(request).await
        }
    }
}
