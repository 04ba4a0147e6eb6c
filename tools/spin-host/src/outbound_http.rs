//! Requests that components send: only to where their manifest lets them.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use wasmtime_wasi::TrappableError;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{RequestOptions, WasiHttpHooks, default_send_request};

use crate::instance::ComponentConfig;

/// The sender of one instance's requests.
pub struct OutboundHttp(pub Arc<ComponentConfig>);

type Body = UnsyncBoxBody<Bytes, ErrorCode>;
type Transfer = Box<dyn Future<Output = Result<(), ErrorCode>> + Send>;
type Sent = Result<(http::Response<Body>, Transfer), TrappableError<ErrorCode>>;

impl WasiHttpHooks for OutboundHttp {
    fn send_request(
        &mut self,
        request: http::Request<Body>,
        options: Option<RequestOptions>,
        _transfer_of_response: Transfer,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let uri = request.uri();
        let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
        if !self.0.allowed_hosts.allows(scheme, host, uri.port_u16()) {
            eprintln!("{} may not connect to {scheme}://{host}: see allowed_outbound_hosts", self.0.name);
            return Box::new(std::future::ready(Err(ErrorCode::HttpRequestDenied.into())));
        }
        Box::new(async move {
            let (response, transfer) = default_send_request(request, options).await?;
            Ok((response.map(BodyExt::boxed_unsync), Box::new(transfer) as Transfer))
        })
    }
}
