//! Requests that components send: only to where their manifest lets them. As in Spin, all components share the connections,
//! which are kept for the next request, and TCP_NODELAY is not set on them. (`crates/factor-outbound-http` of Spin 4.1.)

use std::error::Error as _;
use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use wasmtime_wasi::TrappableError;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{RequestOptions, WasiHttpHooks};

use crate::instance::ComponentConfig;

/// Sends requests over connections that it keeps.
pub type HttpClient = Client<HttpsConnector<HttpConnector>, Body>;

/// The one of an application.
pub fn client() -> HttpClient {
    let connector =
        HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_all_versions().build();
    Client::builder(TokioExecutor::new()).build(connector)
}

/// The sender of one instance's requests.
pub struct OutboundHttp(pub Arc<ComponentConfig>);

type Body = UnsyncBoxBody<Bytes, ErrorCode>;
type Transfer = Box<dyn Future<Output = Result<(), ErrorCode>> + Send>;
type Sent = Result<(http::Response<Body>, Transfer), TrappableError<ErrorCode>>;

impl WasiHttpHooks for OutboundHttp {
    /// Tollgate sets no time limits of WASI's, so none are kept here.
    fn send_request(
        &mut self,
        mut request: http::Request<Body>,
        _: Option<RequestOptions>,
        _transfer_of_response: Transfer,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        if !self.may_send_to(request.uri()) {
            return Box::new(std::future::ready(Err(ErrorCode::HttpRequestDenied.into())));
        }
        // The client writes it from the address.
        request.headers_mut().remove(http::header::HOST);
        let client = self.0.http_client.clone();
        Box::new(async move {
            let response = client.request(request).await.map_err(|error| not_sent(&error))?;
            let received =
                |body: hyper::body::Incoming| body.map_err(|error| not_received(&error)).boxed_unsync();
            // An error during the transfer is reported by the body.
            Ok((response.map(received), Box::new(std::future::ready(Ok(()))) as Transfer))
        })
    }
}

impl OutboundHttp {
    fn may_send_to(&self, uri: &Uri) -> bool {
        let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
        let may = self.0.allowed_hosts.allows(scheme, host, uri.port_u16());
        if !may {
            eprintln!("{} may not connect to {scheme}://{host}: see allowed_outbound_hosts", self.0.name);
        }
        may
    }
}

fn not_sent(error: &Error) -> ErrorCode {
    if let Some(error) = error.source().and_then(|cause| cause.downcast_ref::<ErrorCode>()) {
        return error.clone();
    }
    eprintln!("a request was not sent: {error:?}");
    if error.is_connect() { ErrorCode::ConnectionRefused } else { ErrorCode::HttpProtocolError }
}

fn not_received(error: &hyper::Error) -> ErrorCode {
    eprintln!("an answer was not received: {error:?}");
    ErrorCode::HttpProtocolError
}
