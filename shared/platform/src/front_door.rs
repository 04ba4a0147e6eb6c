//! What a front door needs of a runtime beside [`Platform`](crate::Platform): dispatching a request to a function, and the files
//! that are deployed with it.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::Response;

/// Dispatches one request to the function that serves it.
pub trait Dispatch {
    /// A function's answer in the runtime's own form. It is passed on unchanged.
    type Answer;

    /// Dispatches the request to the function of this name. `None` when the function cannot be reached; the cause is in the
    /// runtime's log.
    fn to_function(self, function: &str) -> impl Future<Output = Option<Self::Answer>>;

    /// Asks the runtime's store of files for one, with the preconditions that are among the request's headers. `None` when the
    /// store cannot be reached; the cause is in the runtime's log.
    fn to_file(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> impl Future<Output = Option<StoredFile<Self::Answer>>>;
}

/// What the runtime's store of files answers.
pub struct StoredFile<A> {
    /// 200, 304 for a client that has the file already, 404 where there is none.
    pub status: StatusCode,
    /// The file's `ETag`.
    pub etag: Option<HeaderValue>,
    /// All of the answer, of which only the body is passed on.
    pub answer: A,
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
    /// A file of the runtime's store.
    File {
        /// Its status and headers: the front door's own. Its body is empty.
        head: Response,
        /// The store's answer, of which only the body is passed on.
        answer: A,
    },
    /// Its own.
    Own(Response),
}
