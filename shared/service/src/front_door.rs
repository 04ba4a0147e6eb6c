//! The front door dispatches each request to the function that serves its path, where the runtime does not do that itself.

use platform::{Dispatch, FrontDoorAnswer, Platform, Request, Response};

use crate::cors::Cors;
use crate::envelope;

/// How a front door routes, and what it answers where a function cannot be reached.
pub struct FrontDoor {
    /// Decides by method and path.
    pub route: fn(&str, &str) -> Routing,
    /// The answer in place of a function's.
    pub unreachable: fn() -> Response,
}

/// Where a request goes.
pub enum Routing {
    /// To the function of this name.
    Function(&'static str),
    /// Nowhere: this is the answer.
    Answer(Response),
}

/// Routes one request by its method and path. Nothing of the request or of the function's answer is buffered or changed,
/// except for the headers that let a page of another origin read the answer. Preflights of such pages are answered here.
pub async fn open<P: Platform, H: Dispatch>(
    platform: P,
    request: Request,
    dispatch: H,
    front_door: FrontDoor,
) -> FrontDoorAnswer<H::Answer> {
    let cors = Cors::of(&platform, request.headers()).await;
    let is_preflight =
        cors.as_ref().is_some_and(|cors| cors.preflight(request.method(), request.headers()).is_some());
    let answer = match (front_door.route)(request.method().as_str(), request.uri().path()) {
        Routing::Function(name) if !is_preflight => match dispatch.to_function(name).await {
            Some(answer) => {
                let headers = cors.iter().flat_map(Cors::headers).collect();
                return FrontDoorAnswer::ByFunction { answer, headers };
            }
            None => (front_door.unreachable)(),
        },
        // The envelope answers the preflight in place of this.
        Routing::Function(_) => (front_door.unreachable)(),
        Routing::Answer(response) => response,
    };
    FrontDoorAnswer::Own(envelope::serve(platform, request, |_, _| std::future::ready(answer)).await)
}
