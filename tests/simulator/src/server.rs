//! The server: its port, its routes, its life.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::Context;
use axum::{
    Json, Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    anthropic,
    connection::{Breaker, Port},
    dialect::Dialect,
    gemini, openai,
    provider::Provider,
    record::RecordedCall,
    stage::Stage,
};

/// How long a shutdown waits for connections that do not end.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(5);

/// A running simulator. It stops when it is dropped; [`shutdown`](Self::shutdown) also waits for the end.
pub struct Simulator {
    address: SocketAddr,
    stage: Arc<Stage>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Simulator {
    /// Binds and serves on the current Tokio runtime. Port 0 takes a free port.
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn start(bind: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(bind)
            .await
            .with_context(|| format!("the simulator cannot listen on {bind}"))?;
        let address = listener.local_addr().context("the simulator's address is not known")?;
        let (stop, stopping) = watch::channel(false);
        let stage = Arc::new(Stage::new(seed(), stopping.clone()));
        let service = routes(Arc::clone(&stage)).into_make_service_with_connect_info::<Breaker>();
        let mut end = stopping;
        let server = tokio::spawn(
            axum::serve(Port(listener), service)
                .with_graceful_shutdown(async move { crate::delivery::stopped(&mut end).await })
                .into_future(),
        );
        Ok(Self { address, stage, stop, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stands in place of the provider's scheme and host (`https://api.openai.com`,
    /// `https://api.anthropic.com`, `https://generativelanguage.googleapis.com`,
    /// `https://api.fireworks.ai`). No slash at its end.
    #[must_use]
    pub fn base_url(&self, provider: Provider) -> String {
        format!("{}/{}", self.root_url(), provider.name())
    }

    /// [`base_url`](Self::base_url) and the path below which the provider's API lies, such as `/v1`: what
    /// stands in place of `https://api.openai.com/v1`. No slash at its end.
    #[must_use]
    pub fn api_url(&self, provider: Provider) -> String {
        format!("{}{}", self.base_url(provider), provider.api_path())
    }

    /// The simulator's own root, for the control routes. No slash at its end. A simulator that listens on
    /// every interface is named by its loopback address.
    #[must_use]
    pub fn root_url(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.address.port()))
    }

    /// The calls received since the start or the last [`clear`](Self::clear), in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedCall> {
        self.stage.log.calls()
    }

    /// How many calls [`requests`](Self::requests) holds.
    #[must_use]
    pub fn calls_received(&self) -> usize {
        self.stage.log.len()
    }

    /// Forgets the calls received so far, and the counts of `fail_first`.
    pub fn clear(&self) {
        self.stage.clear();
    }

    /// Stops accepting, ends what hangs or stalls, and waits for the answers in progress.
    ///
    /// # Errors
    /// If the server failed, or connections did not end within five seconds.
    pub async fn shutdown(mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        tokio::time::timeout(SHUTDOWN_PATIENCE, &mut self.server)
            .await
            .context("connections to the simulator did not end in time")?
            .context("the simulator's task was lost")?
            .context("the simulator's server failed")
    }

    /// Waits until the server ends by itself, which is only when it fails.
    ///
    /// # Errors
    /// If the server failed.
    pub async fn wait(&mut self) -> anyhow::Result<()> {
        (&mut self.server)
            .await
            .context("the simulator's task was lost")?
            .context("the simulator's server failed")
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

fn seed() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}/{}", std::process::id(), since.as_nanos())
}

fn routes(stage: Arc<Stage>) -> Router {
    let providers = Router::new()
        .merge(chat(&["/v1/chat/completions", "/openai/v1/chat/completions"], &openai::OPENAI))
        .merge(chat(
            &["/inference/v1/chat/completions", "/fireworks/inference/v1/chat/completions"],
            &openai::FIREWORKS,
        ))
        .merge(chat(&["/v1/embeddings", "/openai/v1/embeddings"], &openai::OPENAI_EMBEDDINGS))
        .merge(chat(
            &["/inference/v1/embeddings", "/fireworks/inference/v1/embeddings"],
            &openai::FIREWORKS_EMBEDDINGS,
        ))
        .merge(chat(&["/v1/messages", "/anthropic/v1/messages"], &anthropic::ANTHROPIC))
        .merge(generate(&["/v1beta/models/{target}", "/gemini/v1beta/models/{target}"]));
    let control = Router::new()
        .route("/__simulator/health", get(async || Json(json!({"status": "ok"}))))
        .route("/__simulator/requests", get(requests).delete(clear));
    providers.merge(control).fallback(no_such_route).with_state(stage)
}

/// Routes of a provider whose model is in the body.
fn chat(paths: &[&str], dialect: &'static dyn Dialect) -> Router<Arc<Stage>> {
    let play =
        move |State(stage): State<Arc<Stage>>,
              ConnectInfo(breaker): ConnectInfo<Breaker>,
              request: Request| async move { stage.play(dialect, "", request, &breaker).await };
    paths.iter().fold(Router::new(), |router, path| router.route(path, post(play)))
}

/// Routes of Gemini, whose model and action are in the path.
fn generate(paths: &[&str]) -> Router<Arc<Stage>> {
    let play = move |State(stage): State<Arc<Stage>>,
                     ConnectInfo(breaker): ConnectInfo<Breaker>,
                     Path(target): Path<String>,
                     request: Request| async move {
        let dialect: &'static dyn Dialect =
            if target.ends_with(gemini::EMBEDDINGS_ACTION) { &gemini::EMBEDDINGS } else { &gemini::GEMINI };
        stage.play(dialect, &target, request, &breaker).await
    };
    paths.iter().fold(Router::new(), |router, path| router.route(path, post(play)))
}

async fn requests(State(stage): State<Arc<Stage>>) -> Json<Vec<RecordedCall>> {
    Json(stage.log.calls())
}

async fn clear(State(stage): State<Arc<Stage>>) -> StatusCode {
    stage.clear();
    StatusCode::NO_CONTENT
}

/// In OpenAI's shape, which every provider's client can read.
async fn no_such_route(method: Method, uri: Uri) -> Response {
    let message = format!("Invalid URL ({method} {})", uri.path());
    let error = json!({"error": {
        "message": message, "type": "invalid_request_error", "param": null, "code": null
    }});
    (StatusCode::NOT_FOUND, Json(error)).into_response()
}
