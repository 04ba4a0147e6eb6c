//! The HTTP server in front of the components.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use wasmtime_wasi_http::handler::ErrorCode;
use wasmtime_wasi_http::p3::bindings::http::types;

use crate::application::Application;

/// Serves an application until the process is ended.
///
/// # Errors
/// If the address cannot be listened on.
pub async fn serve(application: Application, address: SocketAddr) -> Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    // As in Spin, TCP_NODELAY is not set: what leaves in two small packets shows here what it costs there.
    let service = axum::Router::new().fallback(answer).with_state(Arc::new(application));
    eprintln!("Serving on http://{address}");
    Ok(axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>()).await?)
}

async fn answer(
    State(application): State<Arc<Application>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let Some(handler) = application.find(request.uri().path()) else {
        return plain(StatusCode::NOT_FOUND, "no component has this route");
    };
    if let Ok(client) = HeaderValue::try_from(client.to_string()) {
        request.headers_mut().insert("spin-client-addr", client);
    }
    let request = request.map(|body| {
        body.map_err(|error| ErrorCode::P3(types::ErrorCode::InternalError(Some(error.to_string()))))
            .boxed_unsync()
    });
    match handler.handle((), request).await {
        Ok(response) => response.map(|body| Body::new(body.map_err(axum::BoxError::from))),
        Err(error) => {
            eprintln!("a request failed: {error:?}");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "the component failed")
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}
