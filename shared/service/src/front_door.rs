//! The front door dispatches each request to the function that serves its path, where the runtime does not do that itself.

use http::{HeaderValue, StatusCode};
use platform::{Dispatch, FrontDoorAnswer, Platform, Request, Response};

use crate::cors::Cors;
use crate::envelope;

/// How a front door routes, and what it answers where a function cannot be reached.
pub struct FrontDoor {
    /// Decides by the request, which has no body here.
    pub route: fn(&Request) -> Routing,
    /// The answer in place of a function's.
    pub unreachable: fn() -> Response,
}

/// Where a request goes.
pub enum Routing {
    /// To the function of this name.
    Function(&'static str),
    /// To a file of the runtime's store.
    Files(Files),
    /// Nowhere: this is the answer.
    Answer(Response),
}

/// Which files of the runtime's store answer a request, and how.
pub struct Files {
    /// The first of these that there is, by their paths in the store.
    pub candidates: Vec<String>,
    /// The status and the headers for one of them, with its status in the store (200, or 304) and its `ETag`.
    pub head: fn(&str, StatusCode, Option<HeaderValue>) -> Response,
    /// The answer if there is none.
    pub missing: fn() -> Response,
}

/// Routes one request. Nothing of the request or of the function's answer is buffered or changed,
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
    let answer = match (front_door.route)(&request) {
        Routing::Function(name) if !is_preflight => match dispatch.to_function(name).await {
            Some(answer) => {
                let headers = cors.iter().flat_map(Cors::headers).collect();
                return FrontDoorAnswer::ByFunction { answer, headers };
            }
            None => (front_door.unreachable)(),
        },
        Routing::Files(files) if !is_preflight => match find(&request, &dispatch, &files).await {
            Found::File { head, answer } => {
                let head = envelope::serve(platform, request, |_, _| std::future::ready(head)).await;
                return FrontDoorAnswer::File { head, answer };
            }
            Found::Nothing => (files.missing)(),
            Found::NoStore => (front_door.unreachable)(),
        },
        // The envelope answers the preflight in place of this.
        Routing::Function(_) | Routing::Files(_) => (front_door.unreachable)(),
        Routing::Answer(response) => response,
    };
    FrontDoorAnswer::Own(envelope::serve(platform, request, |_, _| std::future::ready(answer)).await)
}

enum Found<A> {
    File { head: Response, answer: A },
    Nothing,
    NoStore,
}

/// The first of the candidates that the store has.
async fn find<H: Dispatch>(request: &Request, dispatch: &H, files: &Files) -> Found<H::Answer> {
    for candidate in &files.candidates {
        let Some(file) = dispatch.to_file(request.method(), candidate, request.headers()).await else {
            return Found::NoStore;
        };
        if matches!(file.status, StatusCode::OK | StatusCode::NOT_MODIFIED) {
            return Found::File {
                head: (files.head)(candidate, file.status, file.etag),
                answer: file.answer,
            };
        }
    }
    Found::Nothing
}
