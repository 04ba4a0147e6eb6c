//! Requests and responses between WASI and the `http` crate.

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderValue;
use spin_sdk::http::FromRequest;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::wasip3::http::types;
use spin_sdk::wasip3::http_compat::BodyWriter;
use spin_sdk::{wasip3, wit_bindgen};

use super::CLIENT_ADDRESS_HEADER;
use crate::http_body::MaxBodyBytes;
use crate::{IncomingBody, OutgoingBody, Request, Response, http_body};

/// The variable with the name of a header that can be trusted to have the client's address.
const CLIENT_ADDRESS_VARIABLE: &str = "client_address_header";

pub(super) async fn incoming(
    request: types::Request,
    max_body_bytes: MaxBodyBytes,
) -> Result<Request, types::ErrorCode> {
    let (mut parts, body) = spin_sdk::http::Request::from_request(request)?.into_parts();
    let trusted = super::variable(CLIENT_ADDRESS_VARIABLE).await;
    tell_client_address(&mut parts.headers, trusted.as_ref().map(|name| name.as_str()));
    // Handlers see the path and the query alone, as on every runtime.
    if let Some(path) = parts.uri.path_and_query().cloned() {
        parts.uri = path.into();
    }
    let max_bytes = max_body_bytes(&parts.method, &parts.uri);
    let body: IncomingBody = http_body::read(max_bytes, &parts.headers, body.stream()).await;
    Ok(Request::from_parts(parts, body))
}

/// Writes the client's address, without a port, into the header that handlers read. The client is the peer that connects to
/// Spin, or, where the deployment names a header, the address that the proxy in front of Spin has written there.
fn tell_client_address(headers: &mut http::HeaderMap, trusted: Option<&str>) {
    let forwarded = trusted.and_then(|name| headers.get(name)).and_then(address);
    let peer = headers.get(CLIENT_ADDRESS_HEADER).and_then(address);
    match forwarded.or(peer).and_then(|address| HeaderValue::try_from(address.to_string()).ok()) {
        Some(address) => headers.insert(CLIENT_ADDRESS_HEADER, address),
        None => headers.remove(CLIENT_ADDRESS_HEADER),
    };
}

/// The last address of a list, which the nearest proxy has written.
fn address(value: &HeaderValue) -> Option<IpAddr> {
    let last = value.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse().ok().map(|address: SocketAddr| address.ip()))
}

/// Makes the response, and leaves the sending of its body to a task. That one ends, and drops what makes the body, when
/// the client hangs up.
pub(super) async fn outgoing(response: Response) -> Result<types::Response, types::ErrorCode> {
    let (parts, body) = response.into_parts();
    let internal = |error: &dyn std::fmt::Display| types::ErrorCode::InternalError(Some(error.to_string()));
    let mut headers = parts.headers;
    if let OutgoingBody::Complete(bytes) = &body {
        headers.insert(http::header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    let headers = headers.try_into().map_err(|error| internal(&error))?;
    let (writer, contents, trailers) = BodyWriter::new();
    let (response, _sent) = types::Response::new(headers, Some(contents), trailers);
    response.set_status_code(parts.status.as_u16()).map_err(|()| internal(&"no such status"))?;
    wasip3::spawn(async move {
        let mut stream = match body {
            OutgoingBody::Complete(bytes) => futures_util::stream::iter([Bytes::from(bytes)]).boxed_local(),
            OutgoingBody::Stream(stream) => stream,
        };
        let BodyWriter { mut stream_writer, result_writer, .. } = writer;
        while let Some(piece) = stream.next().await {
            if !stream_writer.write_all(piece.into()).await.is_empty() {
                break;
            }
        }
        drop(stream_writer);
        // An error only means that nothing waits for the end any more.
        let _ = result_writer.write(Ok(None)).await;
    });
    // The task begins with the body before the runtime sends the head: they leave in one packet. In two, the second would wait for
    // the client's acknowledgement of the first (see `send` in `fetch.rs`).
    wit_bindgen::yield_async().await;
    Ok(response)
}
