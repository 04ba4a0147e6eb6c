//! What is left for a front door where the manifest routes: the paths that no function has, and its own.

use std::convert::Infallible;
use std::future::Future;

use spin_sdk::wasip3::http::types;

use super::Spin;
use crate::{Answered, HandOver, Request};

/// The manifest hands requests over, not the front door: one that it should have handed over cannot be helped here.
pub struct Unrouted {
    path: String,
}

impl HandOver for Unrouted {
    type Answer = Infallible;

    async fn to(self, function: &str) -> Option<Infallible> {
        eprintln!("spin.toml has no route to {function} for {}", self.path);
        None
    }
}

/// Runs a front door for what the manifest's other routes have not taken.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run<F>(
    request: types::Request,
    front_door: impl FnOnce(Spin, Request, Unrouted) -> F,
) -> Result<types::Response, types::ErrorCode>
where
    F: Future<Output = Answered<Infallible>>,
{
    let request = super::http::incoming(request).await?;
    let unrouted = Unrouted { path: request.uri().path().to_owned() };
    match front_door(Spin::new(), request, unrouted).await {
        Answered::Here(response) => super::http::outgoing(response),
        Answered::ByFunction { answer, .. } => match answer {},
    }
}
