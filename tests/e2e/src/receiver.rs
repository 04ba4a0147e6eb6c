//! Somebody whom webhooks are sent to: keeps what came, and answers as a test wants.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use serde_json::Value;
use tokio::net::TcpListener;
use vault::{Secret, WebhookSecret};

use crate::tenant::fresh;

/// A receiver with an address of its own.
#[derive(Debug, Clone)]
pub struct Receiver {
    origin: String,
    name: String,
    mail: Mailboxes,
}

/// Something that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as it came.
    pub raw: String,
    /// Its body as JSON.
    pub body: Value,
    /// When it came.
    pub at: Instant,
}

/// What to answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// A header.
    pub header: Option<(&'static str, String)>,
    /// After how long.
    pub after: Duration,
}

impl Reply {
    /// This status, at once.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self { status, header: None, after: Duration::ZERO }
    }
}

type Mailboxes = Arc<Mutex<BTreeMap<String, Mailbox>>>;

#[derive(Debug, Default)]
struct Mailbox {
    received: Vec<Received>,
    /// The next answers; 200 after them.
    replies: VecDeque<Reply>,
}

impl Receiver {
    /// Starts one.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start() -> anyhow::Result<Self> {
        let mail = Mailboxes::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let app = Router::new().route("/{*path}", axum::routing::any(receive)).with_state(mail.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { origin, name: fresh("hook"), mail })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/{}?token=kept", self.origin, self.name)
    }

    /// What the next messages are answered with, one after the other; those after them with 200.
    pub fn will_answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.with_mailbox(|mailbox| mailbox.replies.extend(replies));
    }

    /// The messages that have arrived.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.with_mailbox(|mailbox| mailbox.received.clone())
    }

    /// The only message that has arrived.
    ///
    /// # Errors
    /// When none or several have.
    pub fn only(&self) -> anyhow::Result<Received> {
        let mut received = self.received();
        ensure!(received.len() == 1, "{} messages have come: {received:?}", received.len());
        received.pop().context("none")
    }

    fn with_mailbox<T>(&self, work: impl FnOnce(&mut Mailbox) -> T) -> T {
        work(self.mail.lock().unwrap_or_else(PoisonError::into_inner).entry(self.name.clone()).or_default())
    }
}

impl Received {
    /// A header.
    ///
    /// # Errors
    /// When it is not there.
    pub fn header(&self, name: &str) -> anyhow::Result<&str> {
        Ok(self.headers.get(name).with_context(|| format!("no {name}: {self:?}"))?.to_str()?)
    }

    /// Checks that it is signed with these secrets, and with no others.
    ///
    /// # Errors
    /// When it is not.
    pub fn expect_signed(&self, secrets: &[&str]) -> anyhow::Result<()> {
        let (id, seconds) = (self.header("webhook-id")?, self.header("webhook-timestamp")?.parse()?);
        let mut expected = Vec::new();
        for secret in secrets {
            let secret = WebhookSecret::from_text(Secret::new((*secret).to_owned()));
            expected.push(secret.sign(id, seconds, &self.raw)?);
        }
        let signature = self.header("webhook-signature")?;
        if signature != expected.join(" ") {
            bail!("the signature is {signature}, not {expected:?}");
        }
        Ok(())
    }
}

async fn receive(
    State(mail): State<Mailboxes>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let raw = String::from_utf8_lossy(&body).into_owned();
    let received =
        Received { headers, body: serde_json::from_str(&raw).unwrap_or_default(), raw, at: Instant::now() };
    let reply = {
        let mut mail = mail.lock().unwrap_or_else(PoisonError::into_inner);
        let mailbox = mail.entry(name).or_default();
        mailbox.received.push(received);
        mailbox.replies.pop_front().unwrap_or_else(|| Reply::status(200))
    };
    tokio::time::sleep(reply.after).await;
    let mut response = Response::builder().status(reply.status);
    if let Some((name, value)) = reply.header {
        response = response.header(name, value);
    }
    response.body(Body::from("an answer that nobody keeps")).unwrap_or_default()
}
