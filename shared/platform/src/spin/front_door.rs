//! What is left for a front door where the manifest routes: the paths that no function has, and its own.

use spin_sdk::wasip3::http::types;

use super::Spin;
use crate::envelope;
use crate::front_door::{FrontDoor, Passage};

/// Answers what the manifest's other routes have not taken.
///
/// # Errors
/// When the runtime refuses to make the response.
pub async fn run(
    request: types::Request,
    front_door: FrontDoor,
) -> Result<types::Response, types::ErrorCode> {
    let request = super::http::incoming(request).await?;
    let answer = match (front_door.route)(request.method().as_str(), request.uri().path()) {
        Passage::Answer(response) => response,
        Passage::Function(name) => {
            eprintln!("spin.toml has no route to {name} for {}", request.uri().path());
            (front_door.unreachable)()
        }
    };
    super::http::outgoing(envelope::serve(Spin::new(), request, |_, _| std::future::ready(answer)).await)
}
