//! The runtime's own fetch, with a bound on the wait for the head of the answer.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt};

use crate::FetchError;

/// A response body as it arrives. Dropped before its end, it cancels the transfer.
pub struct FetchedBody {
    stream: Option<worker::ByteStream>,
    abort: Option<worker::AbortController>,
}

pub(super) async fn fetch(
    request: http::Request<Vec<u8>>,
    timeout: Duration,
) -> Result<http::Response<FetchedBody>, FetchError> {
    let (parts, body) = request.into_parts();
    let mut init = worker::RequestInit::new();
    init.with_method(worker::Method::from(parts.method.as_str().to_owned()))
        .with_headers((&parts.headers).into())
        .with_redirect(worker::RequestRedirect::Manual);
    if !body.is_empty() {
        init.with_body(Some(worker::js_sys::Uint8Array::from(body.as_slice()).into()));
    }
    let request = worker::Request::new_with_init(&parts.uri.to_string(), &init).map_err(connection_error)?;
    let abort = worker::AbortController::default();
    let signal = abort.signal();
    let fetch = worker::Fetch::Request(request);
    let answer = std::pin::pin!(fetch.send_with_signal(&signal));
    let mut response = match select(answer, worker::Delay::from(timeout)).await {
        Either::Left((answer, _)) => answer.map_err(connection_error)?,
        Either::Right(((), _)) => {
            abort.abort();
            return Err(FetchError::TimedOut);
        }
    };
    let mut answer = http::Response::new(FetchedBody { stream: response.stream().ok(), abort: Some(abort) });
    *answer.status_mut() = http::StatusCode::from_u16(response.status_code())
        .map_err(|error| FetchError::Connection(error.to_string()))?;
    *answer.headers_mut() = response.headers().into();
    Ok(answer)
}

fn connection_error(error: worker::Error) -> FetchError {
    FetchError::Connection(error.to_string())
}

impl Stream for FetchedBody {
    type Item = Result<Bytes, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(stream) = self.stream.as_mut() else { return Poll::Ready(None) };
        let next = std::task::ready!(stream.poll_next_unpin(cx));
        if next.is_none() {
            self.stream = None;
            self.abort = None;
        }
        Poll::Ready(next.map(|chunk| chunk.map(Bytes::from).map_err(connection_error)))
    }
}

impl Drop for FetchedBody {
    fn drop(&mut self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }
}
