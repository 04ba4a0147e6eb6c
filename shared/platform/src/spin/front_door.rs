//! The front door where the manifest dispatches requests: it serves its own paths and those that no function has.

use std::convert::Infallible;
use std::future::Future;

use http::{HeaderMap, Method};
use spin_sdk::wasip3::http::types;

use super::Spin;
use crate::{Dispatch, FrontDoorAnswer, Request, StoredFile};

/// The greatest body that is read of a request that no function serves, in bytes: it has no use for one.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The manifest dispatches, not the front door. A request for a function that arrives here shows that the manifest has no
/// route for it, and is refused.
pub struct NoDispatch {
    path: String,
}

impl Dispatch for NoDispatch {
    type Answer = Infallible;

    async fn to_function(self, function: &str) -> Option<Infallible> {
        eprintln!("spin.toml has no route to {function} for {}", self.path);
        None
    }

    async fn to_file(&self, _: &Method, _: &str, _: &HeaderMap) -> Option<StoredFile<Infallible>> {
        eprintln!("spin.toml has no route to the function that serves {}", self.path);
        None
    }
}

/// Runs a front door for the requests that match no other route of the manifest.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run<F>(
    request: types::Request,
    front_door: impl FnOnce(Spin, Request, NoDispatch) -> F,
) -> Result<types::Response, types::ErrorCode>
where
    F: Future<Output = FrontDoorAnswer<Infallible>>,
{
    let request = super::http::incoming(request, |_, _| MAX_BODY_BYTES).await?;
    let no_dispatch = NoDispatch { path: request.uri().path().to_owned() };
    match front_door(Spin::new(), request, no_dispatch).await {
        FrontDoorAnswer::Own(response) => super::http::outgoing(response).await,
        FrontDoorAnswer::ByFunction { answer, .. } | FrontDoorAnswer::File { answer, .. } => match answer {},
    }
}
