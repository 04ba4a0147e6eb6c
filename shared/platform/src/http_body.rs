//! Requests and responses as handlers see them.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::stream::LocalBoxStream;
use futures_util::{Stream, StreamExt};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, Uri};

/// Of a body that is too large four times the allowed bytes are read all the same, and thrown away: a client that is still sending
/// when the connection closes may never see the answer (RFC 9112, section 9.6).
const READ_OF_TOO_LARGE: usize = 4;

/// The greatest body, in bytes, that a request to a method and path may have.
pub type MaxBodyBytes = fn(&Method, &Uri) -> usize;

/// A request, its body read by the adapter before the handler runs.
pub type Request = http::Request<IncomingBody>;

/// A response.
pub type Response = http::Response<OutgoingBody>;

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncomingBody {
    /// All of it.
    Complete(Bytes),
    /// It is larger than its route allows.
    TooLarge {
        /// The bytes that the route allows.
        max_bytes: usize,
    },
    /// The client went away or the transfer broke.
    Broken,
}

/// Reads a request's body of at most `max_bytes`. One that announces itself as much larger is not begun.
pub async fn read<T: AsRef<[u8]>, E>(
    max_bytes: usize,
    headers: &HeaderMap,
    body: impl Stream<Item = Result<T, E>>,
) -> IncomingBody {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let announced: usize = announced.unwrap_or(0);
    let max_read = max_bytes.saturating_mul(READ_OF_TOO_LARGE);
    if announced > max_read {
        return IncomingBody::TooLarge { max_bytes };
    }
    let mut body = pin!(body);
    let is_too_large = |length: usize| length.max(announced) > max_bytes;
    let mut bytes = BytesMut::with_capacity(if is_too_large(0) { 0 } else { announced });
    let mut length: usize = 0;
    while let Some(piece) = body.next().await {
        let Ok(piece) = piece else { return IncomingBody::Broken };
        length = length.saturating_add(piece.as_ref().len());
        if length > max_read {
            return IncomingBody::TooLarge { max_bytes };
        }
        if is_too_large(length) {
            bytes = BytesMut::new();
        } else {
            bytes.extend_from_slice(piece.as_ref());
        }
    }
    if is_too_large(length) {
        return IncomingBody::TooLarge { max_bytes };
    }
    IncomingBody::Complete(bytes.freeze())
}

/// The body of a response.
pub enum OutgoingBody {
    /// Known in full.
    Complete(Vec<u8>),
    /// Sent in pieces as it is made.
    Stream(LocalBoxStream<'static, Bytes>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use futures_util::stream::iter;

    const MAX: usize = 1_000;
    const TOO_LARGE: IncomingBody = IncomingBody::TooLarge { max_bytes: MAX };

    fn read_all(headers: &HeaderMap, pieces: Vec<Result<Vec<u8>, ()>>) -> IncomingBody {
        read(MAX, headers, iter(pieces)).now_or_never().unwrap()
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
        headers.insert(CONTENT_LENGTH, (MAX + 1).into());
        assert_eq!(read_all(&headers, vec![Ok(vec![0])]), TOO_LARGE);
        let pieces = vec![Ok(vec![0; MAX]), Ok(vec![0])];
        assert_eq!(read_all(&HeaderMap::new(), pieces), TOO_LARGE);
    }

    #[test]
    fn a_body_that_is_too_large_is_read_to_its_end_and_a_much_larger_one_is_not() {
        let left_of = |pieces: usize, announced: Option<usize>| {
            let mut headers = HeaderMap::new();
            headers.extend(announced.map(|length| (CONTENT_LENGTH, length.into())));
            let mut body = iter((0..pieces).map(|_| Ok::<_, ()>(vec![0; MAX])));
            assert_eq!(read(MAX, &headers, body.by_ref()).now_or_never(), Some(TOO_LARGE));
            body.count().now_or_never()
        };
        assert_eq!(left_of(2, None), Some(0));
        assert_eq!(left_of(3, Some(3 * MAX)), Some(0));
        assert_eq!(left_of(10, None), Some(5));
        assert_eq!(left_of(10, Some(10 * MAX)), Some(10));
    }

    #[test]
    fn a_transfer_that_breaks_leaves_no_body() {
        assert_eq!(read_all(&HeaderMap::new(), vec![Ok(vec![0]), Err(())]), IncomingBody::Broken);
    }
}
