//! Requests and responses between the Workers runtime and the `http` crate.

use bytes::Bytes;
use futures_util::StreamExt;

use crate::http_body::MaxBodyBytes;
use crate::{IncomingBody, OutgoingBody, Request, Response, http_body};

pub(super) async fn incoming(
    mut request: worker::Request,
    max_body_bytes: MaxBodyBytes,
) -> worker::Result<Request> {
    let mut built = head(&request)?;
    *built.body_mut() =
        read_body(max_body_bytes(built.method(), built.uri()), &mut request, built.headers()).await;
    Ok(built)
}

/// The request without its body.
pub(super) fn head(request: &worker::Request) -> worker::Result<Request> {
    let url = request.url()?;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut built = http::Request::builder()
        // worker's own reading of it takes methods that it does not know for GET.
        .method(request.inner().method().as_str())
        .uri(target)
        .body(IncomingBody::Complete(Bytes::new()))
        .map_err(|error| worker::Error::RustError(error.to_string()))?;
    *built.headers_mut() = request.headers().into();
    Ok(built)
}

async fn read_body(
    max_bytes: usize,
    request: &mut worker::Request,
    headers: &http::HeaderMap,
) -> IncomingBody {
    match request.stream() {
        Ok(stream) => http_body::read(max_bytes, headers, stream).await,
        // A request without a body has no stream.
        Err(_) => IncomingBody::Complete(Bytes::new()),
    }
}

pub(super) fn outgoing(response: Response) -> worker::Result<worker::Response> {
    let (parts, body) = response.into_parts();
    let response = match body {
        OutgoingBody::Complete(bytes) => worker::Response::from_bytes(bytes)?,
        OutgoingBody::Stream(stream) => {
            worker::Response::from_stream(stream.map(|chunk| Ok::<_, worker::Error>(Vec::from(chunk))))?
        }
    };
    Ok(response.with_status(parts.status.as_u16()).with_headers(parts.headers.into()))
}
