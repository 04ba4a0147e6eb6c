//! The front door: hands each request to the function that serves its path, where the runtime does not route by itself.

use platform::{Answered, HandOver, Platform, Request, Response};

use crate::cors::Cors;
use crate::envelope;

/// How a front door routes, and what it answers where a function cannot be reached.
pub struct FrontDoor {
    /// Decides by method and path.
    pub route: fn(&str, &str) -> Passage,
    /// The answer in place of a function's.
    pub unreachable: fn() -> Response,
}

/// What is to be done with a request.
pub enum Passage {
    /// Hand it to the function of this name.
    Function(&'static str),
    /// Answer it here.
    Answer(Response),
}

/// Routes one request by its method and path. Nothing of the request or of the function's answer is buffered or changed,
/// except for the headers that let a page of another origin read the answer. Preflights of such pages are answered here.
pub async fn open<P: Platform, H: HandOver>(
    platform: P,
    request: Request,
    hand_over: H,
    front_door: FrontDoor,
) -> Answered<H::Answer> {
    let cors = Cors::of(&platform, request.headers()).await;
    let is_preflight =
        cors.as_ref().is_some_and(|cors| cors.preflight(request.method(), request.headers()).is_some());
    let answer = match (front_door.route)(request.method().as_str(), request.uri().path()) {
        Passage::Function(name) if !is_preflight => match hand_over.to(name).await {
            Some(answer) => {
                let headers = cors.iter().flat_map(Cors::headers).collect();
                return Answered::ByFunction { answer, headers };
            }
            None => (front_door.unreachable)(),
        },
        // The envelope answers the preflight in place of this.
        Passage::Function(_) => (front_door.unreachable)(),
        Passage::Answer(response) => response,
    };
    Answered::Here(envelope::serve(platform, request, |_, _| std::future::ready(answer)).await)
}
