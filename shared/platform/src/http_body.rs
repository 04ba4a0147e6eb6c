//! Requests and responses as handlers see them.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::stream::LocalBoxStream;
use futures_util::{Stream, StreamExt};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

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

/// Reads a request's body, up to the greatest that is allowed. One that announces itself as larger is not begun.
pub async fn read<T: AsRef<[u8]>, E>(
    headers: &HeaderMap,
    body: impl Stream<Item = Result<T, E>>,
) -> IncomingBody {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > MAX_BODY_BYTES) {
        return IncomingBody::TooLarge;
    }
    let mut body = pin!(body);
    let mut bytes = BytesMut::with_capacity(announced.unwrap_or(0));
    while let Some(piece) = body.next().await {
        let Ok(piece) = piece else { return IncomingBody::Broken };
        if bytes.len() + piece.as_ref().len() > MAX_BODY_BYTES {
            return IncomingBody::TooLarge;
        }
        bytes.extend_from_slice(piece.as_ref());
    }
    IncomingBody::Complete(bytes.freeze())
}

/// The body of a response.
pub enum OutgoingBody {
    /// Known in full.
    Complete(Vec<u8>),
    /// Sent on piece by piece as it is made.
    Stream(LocalBoxStream<'static, Bytes>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use futures_util::stream::iter;

    fn read_all(headers: &HeaderMap, pieces: Vec<Result<Vec<u8>, ()>>) -> IncomingBody {
        read(headers, iter(pieces)).now_or_never().unwrap()
    }

    #[test]
    fn the_pieces_of_a_body_are_put_together() {
        let body = read_all(&HeaderMap::new(), vec![Ok(b"ab".to_vec()), Ok(b"c".to_vec())]);
        assert_eq!(body, IncomingBody::Complete(Bytes::from_static(b"abc")));
        assert_eq!(read_all(&HeaderMap::new(), vec![]), IncomingBody::Complete(Bytes::new()));
    }

    #[test]
    fn a_body_is_too_large_by_what_it_announces_and_by_what_it_is() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, (MAX_BODY_BYTES + 1).into());
        assert_eq!(read_all(&headers, vec![Ok(vec![0])]), IncomingBody::TooLarge);
        let pieces = vec![Ok(vec![0; MAX_BODY_BYTES]), Ok(vec![0])];
        assert_eq!(read_all(&HeaderMap::new(), pieces), IncomingBody::TooLarge);
    }

    #[test]
    fn a_transfer_that_breaks_leaves_no_body() {
        assert_eq!(read_all(&HeaderMap::new(), vec![Ok(vec![0]), Err(())]), IncomingBody::Broken);
    }
}
