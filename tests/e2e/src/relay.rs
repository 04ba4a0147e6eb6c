//! A TCP relay in front of PostgreSQL that counts round trips at the wire.
//!
//! It reads what clients send by PostgreSQL's own framing (documentation, chapter "Frontend/Backend Protocol"): a
//! start-up message, then messages of one type byte and a length. A `Sync` or a simple `Query` ends what the client
//! sends before it waits: each is one round trip. Start-up and authentication are counted apart.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A running relay.
pub struct Relay {
    address: SocketAddr,
    log: Log,
    open: Arc<AtomicBool>,
}

/// What a client has sent before it waits for the server.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    /// When it began to wait.
    pub began: Instant,
    /// The messages.
    pub sent: Vec<u8>,
}

/// What a connection's client has sent, oldest first.
type Connection = Arc<Mutex<Vec<RoundTrip>>>;
/// All connections there were, oldest first.
type Log = Arc<Mutex<Vec<Connection>>>;

impl RoundTrip {
    /// Whether one of some texts is in it, such as the values of parameters.
    #[must_use]
    pub fn has(&self, markers: &[&str]) -> bool {
        markers.iter().any(|marker| self.sent.windows(marker.len()).any(|window| window == marker.as_bytes()))
    }

    /// Whether a statement is run in it with its parameters (`Bind`), rather than one prepared or forgotten, or the connection reset.
    #[must_use]
    pub fn runs_a_statement(&self) -> bool {
        let mut rest = self.sent.as_slice();
        while let [kind, a, b, c, d, ..] = *rest {
            if kind == b'B' {
                return true;
            }
            let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            rest = rest.get(length.saturating_add(1)..).unwrap_or_default();
        }
        false
    }
}

impl Relay {
    /// Listens on a free port of this machine and relays to `target`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(target: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("the relay cannot listen")?;
        let address = listener.local_addr()?;
        let log = Log::default();
        let open = Arc::new(AtomicBool::new(true));
        let (connections, accepting) = (log.clone(), open.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !accepting.load(Ordering::SeqCst) {
                    continue;
                }
                let connection = Connection::default();
                lock(&connections).push(connection.clone());
                tokio::spawn(relay(client, target, connection, accepting.clone()));
            }
        });
        Ok(Self { address, log, open })
    }

    /// Where clients connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// All round trips since a moment, in the order in which they began, of the connections that have sent one of
    /// the markers since then.
    #[must_use]
    pub fn round_trips(&self, since: Instant, markers: &[&str]) -> Vec<RoundTrip> {
        let mut all = Vec::new();
        for connection in lock(&self.log).iter() {
            let trips = lock(connection);
            let recent: Vec<&RoundTrip> = trips.iter().filter(|trip| trip.began >= since).collect();
            if recent.iter().any(|trip| trip.has(markers)) {
                all.extend(recent.into_iter().cloned());
            }
        }
        all.sort_by_key(|trip| trip.began);
        all
    }

    /// Hangs up on every new connection from now on, as a stopped server would, or stops doing so.
    pub fn set_open(&self, open: bool) {
        self.open.store(open, Ordering::SeqCst);
    }
}

async fn relay(client: TcpStream, target: SocketAddr, connection: Connection, open: Arc<AtomicBool>) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let backwards = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let mut framing = Framing::default();
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
        if !open.load(Ordering::SeqCst) {
            break;
        }
        framing.read(&buffer[..count], &connection);
        if to_server.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    drop(to_server);
    backwards.abort();
}

/// Finds the message boundaries in what a client sends.
#[derive(Default)]
struct Framing {
    pending: Vec<u8>,
    started: bool,
    /// The messages since the last round trip began.
    sent: Vec<u8>,
}

impl Framing {
    fn read(&mut self, bytes: &[u8], connection: &Mutex<Vec<RoundTrip>>) {
        self.pending.extend_from_slice(bytes);
        while let Some(message) = self.next_message() {
            self.sent.extend_from_slice(&message);
            // Sync, Query.
            if let Some(b'S' | b'Q') = message.first() {
                let sent = std::mem::take(&mut self.sent);
                lock(connection).push(RoundTrip { began: Instant::now(), sent });
            }
        }
    }

    /// Start-up messages have no type byte and are left out; so are password messages, which come before any other.
    fn next_message(&mut self) -> Option<Vec<u8>> {
        loop {
            let prefix = usize::from(self.started);
            let length = self.pending.get(prefix..prefix + 4)?;
            let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
            if self.pending.len() < prefix + length {
                return None;
            }
            let message: Vec<u8> = self.pending.drain(..prefix + length).collect();
            if self.started && message.first() != Some(&b'p') {
                return Some(message);
            }
            // SSLRequest is a start-up message of its own, after which the real one comes.
            self.started |= message.get(4..8) != Some(&80_877_103_u32.to_be_bytes());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
