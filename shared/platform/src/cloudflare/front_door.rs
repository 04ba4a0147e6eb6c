//! The front door: hands each request to the function that serves its path, over a service binding named after it:
//! `JOB_CREATE` for `job-create`.

use crate::front_door::{FrontDoor, Passage};

/// Routes one request by its method and path. Nothing of the request or the response is buffered or changed.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run(
    request: worker::Request,
    env: worker::Env,
    _context: worker::Context,
    front_door: FrontDoor,
) -> worker::Result<worker::Response> {
    match (front_door.route)(request.method().as_ref(), request.url()?.path()) {
        Passage::Answer(response) => super::http::outgoing(response),
        Passage::Function(name) => match hand_over(name, request, &env).await {
            Ok(response) => Ok(response),
            Err(error) => {
                worker::console_error!("{name} cannot be reached: {error}");
                super::http::outgoing((front_door.unreachable)())
            }
        },
    }
}

async fn hand_over(
    function: &str,
    request: worker::Request,
    env: &worker::Env,
) -> worker::Result<worker::Response> {
    env.service(&function.replace('-', "_").to_uppercase())?.fetch_request(request).await
}
