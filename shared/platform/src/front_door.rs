//! What a front door needs of a runtime, beside [`Platform`](crate::Platform): a way to the functions.

use http::{HeaderName, HeaderValue};

use crate::Response;

/// One request's way to the function that serves it.
pub trait HandOver {
    /// A function's answer in the runtime's own form, which is passed on as it is.
    type Answer;

    /// Hands the request over to the function of this name. `None` when it cannot be reached: then the runtime's log says
    /// why.
    fn to(self, function: &str) -> impl Future<Output = Option<Self::Answer>>;
}

/// Where the answer to a request comes from.
pub enum Answered<A> {
    /// From the function that serves the path.
    ByFunction {
        /// Its answer.
        answer: A,
        /// Headers to be set on it.
        headers: Vec<(HeaderName, HeaderValue)>,
    },
    /// From the front door itself.
    Here(Response),
}
