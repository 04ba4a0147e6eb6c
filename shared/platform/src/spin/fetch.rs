//! Outbound HTTP through the runtime, with a bound on the wait for the head of the answer.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::stream::LocalBoxStream;
use futures_util::{Stream, StreamExt};
use http::HeaderValue;
use http::header::CONTENT_LENGTH;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{FromResponse, FullBody, IntoRequest, Response};
use spin_sdk::wasip3::{self, http::types::ErrorCode};
use spin_sdk::wit_bindgen;

use crate::FetchError;

/// A response body as it arrives. Dropped before its end, it cancels the transfer.
pub struct FetchedBody(LocalBoxStream<'static, Result<Bytes, ErrorCode>>);

pub(super) async fn fetch(
    request: http::Request<Vec<u8>>,
    timeout: Duration,
) -> Result<http::Response<FetchedBody>, FetchError> {
    let mut request = request.map(Bytes::from);
    // Without it the runtime would send the body in chunks, which not every server takes.
    let length = HeaderValue::from(request.body().len());
    request.headers_mut().insert(CONTENT_LENGTH, length);
    let answer = pin!(send(request.map(FullBody::new)));
    match select(answer, pin!(spin_sdk::time::sleep(timeout))).await {
        Either::Left((Ok(response), _)) => Ok(response.map(|body| FetchedBody(body.stream().boxed_local()))),
        Either::Left((Err(error), _)) => Err(fetch_error(&error)),
        Either::Right(((), _)) => Err(FetchError::TimedOut),
    }
}

/// Sends a request whose body is there when its head leaves. A task writes the body; without the yield it would begin only after
/// the runtime has sent the head. Spin sets no TCP_NODELAY, so that the body, in a second small packet, would wait until the server
/// has acknowledged the first one: 40 ms, as servers delay acknowledgements.
async fn send(request: http::Request<FullBody<Bytes>>) -> Result<Response, ErrorCode> {
    let request = request.into_request()?;
    wit_bindgen::yield_async().await;
    Response::from_response(wasip3::http::client::send(request).await?)
}

fn fetch_error(error: &ErrorCode) -> FetchError {
    match error {
        ErrorCode::ConnectionTimeout | ErrorCode::ConnectionReadTimeout | ErrorCode::HttpResponseTimeout => {
            FetchError::TimedOut
        }
        other => FetchError::Connection(other.to_string()),
    }
}

impl Stream for FetchedBody {
    type Item = Result<Bytes, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx).map(|next| next.map(|piece| piece.map_err(|error| fetch_error(&error))))
    }
}
