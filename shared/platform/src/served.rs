//! What the log and the runtime's counters record about a served request.

/// A request and its answer. The method and the request id are the only parts that a client chooses: it has the route's pattern
/// instead of the path, which has ids in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served<'a> {
    /// The request's id.
    pub request_id: &'a str,
    /// Its method.
    pub method: &'a str,
    /// The route that its path leads to, if there is one.
    pub route: Option<ServedRoute>,
    /// The status of the answer.
    pub status: u16,
    /// The time until the answer began, in milliseconds: a stream goes on.
    pub elapsed_ms: u64,
    /// The code of an error.
    pub code: Option<&'a str>,
}

/// A route, as logs and counters name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedRoute {
    /// The pattern of the path.
    pub path: &'static str,
    /// The function that served.
    pub function: &'static str,
    /// The operation that was asked for.
    pub operation: &'static str,
}
