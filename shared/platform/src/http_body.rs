//! Requests and responses as handlers see them.

use bytes::Bytes;
use futures_util::stream::LocalBoxStream;

/// The greatest request body that is read: room for a prompt with several images. 10 MiB.
pub const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// A request, its body read by the adapter before the handler runs.
pub type Request = http::Request<IncomingBody>;

/// A response.
pub type Response = http::Response<OutgoingBody>;

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncomingBody {
    /// All of it.
    Complete(Bytes),
    /// It is larger than [`MAX_BODY_BYTES`]; the rest was not read.
    TooLarge,
    /// The client went away or the transfer broke.
    Broken,
}

/// The body of a response.
pub enum OutgoingBody {
    /// Known in full.
    Complete(Vec<u8>),
    /// Sent on piece by piece as it is made.
    Stream(LocalBoxStream<'static, Bytes>),
}
