//! What a front door needs of a runtime beside [`Platform`](crate::Platform): dispatching a request to a function.

use http::{HeaderName, HeaderValue};

use crate::Response;

/// Dispatches one request to the function that serves it.
pub trait Dispatch {
    /// A function's answer in the runtime's own form. It is passed on unchanged.
    type Answer;

    /// Dispatches the request to the function of this name. `None` when the function cannot be reached; the cause is in the
    /// runtime's log.
    fn to_function(self, function: &str) -> impl Future<Output = Option<Self::Answer>>;
}

/// The answer of a front door.
pub enum FrontDoorAnswer<A> {
    /// That of the function that serves the path.
    ByFunction {
        /// The function's answer.
        answer: A,
        /// Headers to set on it.
        headers: Vec<(HeaderName, HeaderValue)>,
    },
    /// Its own.
    Own(Response),
}
