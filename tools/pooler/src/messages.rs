//! PostgreSQL's messages as a pool sees them: where one ends, and the few kinds that it has to know. (PostgreSQL's documentation,
//! chapter "Frontend/Backend Protocol".)

use anyhow::{Context, Result, ensure};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest message that is believed, in bytes: PostgreSQL's own limit.
const MAX_MESSAGE_BYTES: usize = 1 << 30;
/// The code of a request for TLS in place of a protocol's version.
const SSL_REQUEST: u32 = 80_877_103;
/// The same for GSSAPI.
const GSS_REQUEST: u32 = 80_877_104;

/// A connection that is read by whole messages.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: BytesMut,
}

/// Some whole messages, to be passed on as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The messages.
    pub bytes: Bytes,
    /// How many of them the server answers by saying that it is ready (from a client), or say so (from the server).
    pub turns: usize,
    /// The last of them is a client's goodbye, and not in `bytes`.
    pub ends: bool,
    /// What the last one that says so says of the transaction: whether there is none.
    pub is_idle: bool,
}

impl Connection {
    /// Over a socket.
    pub fn over(stream: TcpStream) -> Self {
        // Whatever cannot be set only takes longer.
        let _ = stream.set_nodelay(true);
        Self { stream, received: BytesMut::with_capacity(16 * 1024) }
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// If the other side has gone.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await.context("cannot be written to")
    }

    /// The next message, whole: its kind, its length, its contents. None at the end.
    ///
    /// # Errors
    /// If the connection breaks, or the message is too long.
    pub async fn message(&mut self) -> Result<Option<Bytes>> {
        loop {
            if let Some(length) = whole_message(&self.received, 1)? {
                return Ok(Some(self.received.split_to(length).freeze()));
            }
            if !self.receive().await? {
                return Ok(None);
            }
        }
    }

    /// The parameters of a client that begins, after its requests for encryption are declined. None, if it wants something else.
    ///
    /// # Errors
    /// If the connection breaks, or what it says makes no sense.
    pub async fn startup(&mut self) -> Result<Option<Vec<(String, String)>>> {
        loop {
            if let Some(length) = whole_message(&self.received, 0)? {
                let mut message = self.received.split_to(length).freeze();
                message.advance(4);
                ensure!(message.len() >= 4, "a beginning without a version");
                match message.get_u32() {
                    SSL_REQUEST | GSS_REQUEST => self.send(b"N").await?,
                    version if version >> 16 == 3 => return parameters(message).map(Some),
                    _ => return Ok(None),
                }
            } else if !self.receive().await? {
                return Ok(None);
            }
        }
    }

    /// All whole messages that a client has sent; at least one. None at the end. Nothing is lost if it is dropped before.
    ///
    /// # Errors
    /// If the connection breaks, or a message is too long.
    pub async fn client_messages(&mut self) -> Result<Option<Batch>> {
        // Sync, Query, FunctionCall.
        self.batch(|kind| matches!(kind, b'S' | b'Q' | b'F')).await
    }

    /// The same of a server.
    ///
    /// # Errors
    /// If the connection breaks, or a message is too long.
    pub async fn server_messages(&mut self) -> Result<Option<Batch>> {
        // ReadyForQuery.
        self.batch(|kind| kind == b'Z').await
    }

    /// Whether nothing has come, not even the end.
    pub fn is_quiet(&self) -> bool {
        let mut byte = [0];
        let nothing = self
            .stream
            .try_read(&mut byte)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        self.received.is_empty() && nothing
    }

    async fn batch(&mut self, is_turn: impl Fn(u8) -> bool) -> Result<Option<Batch>> {
        loop {
            if let Some(batch) = split_batch(&mut self.received, &is_turn)? {
                return Ok(Some(batch));
            }
            if !self.receive().await? {
                return Ok(None);
            }
        }
    }

    async fn receive(&mut self) -> Result<bool> {
        Ok(self.stream.read_buf(&mut self.received).await.context("cannot be read from")? > 0)
    }
}

/// The length of the first message, if all of it is there. `prefix`: the bytes before its length.
fn whole_message(bytes: &[u8], prefix: usize) -> Result<Option<usize>> {
    let Some(length) = bytes.get(prefix..prefix + 4).and_then(|length| length.try_into().ok()) else {
        return Ok(None);
    };
    let length = usize::try_from(u32::from_be_bytes(length))?;
    ensure!((4..=MAX_MESSAGE_BYTES).contains(&length), "a message of {length} bytes");
    Ok((bytes.len() >= prefix + length).then_some(prefix + length))
}

fn split_batch(received: &mut BytesMut, is_turn: impl Fn(u8) -> bool) -> Result<Option<Batch>> {
    let (mut end, mut turns, mut ends, mut is_idle) = (0, 0, false, false);
    while let Some(length) = whole_message(&received[end..], 1)? {
        match received[end] {
            // Terminate.
            b'X' => {
                ends = true;
                break;
            }
            kind if is_turn(kind) => {
                turns += 1;
                is_idle = received[end + length - 1] == b'I';
            }
            _ => {}
        }
        end += length;
    }
    if end == 0 && !ends {
        return Ok(None);
    }
    Ok(Some(Batch { bytes: received.split_to(end).freeze(), turns, ends, is_idle }))
}

fn parameters(mut bytes: Bytes) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == 0).filter(|end| *end > 0) {
        texts.push(String::from_utf8(bytes.split_to(end).to_vec()).context("a parameter is not text")?);
        bytes.advance(1);
    }
    ensure!(texts.len() % 2 == 0, "a parameter without a value");
    Ok(texts.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
}

/// A message of a server.
pub fn message(kind: u8, contents: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(contents.len() + 5);
    bytes.put_u8(kind);
    bytes.put_u32(u32::try_from(contents.len() + 4).unwrap_or(u32::MAX));
    bytes.put_slice(contents);
    bytes
}

/// The error of a server that cannot be reached, of the class of broken connections, which a client may try again.
pub fn unreachable(reason: &str) -> Vec<u8> {
    let contents = format!("SFATAL\0VFATAL\0C08006\0Mthe pooler: {}\0\0", reason.replace('\0', " "));
    message(b'E', contents.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_messages_are_passed_on_and_the_rest_waits() {
        let mut received = BytesMut::new();
        received.extend_from_slice(&message(b'P', b"\0SELECT 1\0\0\0"));
        received.extend_from_slice(&message(b'S', b""));
        let whole = received.len();
        received.extend_from_slice(&message(b'Q', b"SELECT 2\0")[..6]);
        let batch = split_batch(&mut received, |kind| kind == b'S').unwrap().unwrap();
        assert_eq!((batch.bytes.len(), batch.turns, batch.ends), (whole, 1, false));
        assert_eq!(received.len(), 6);
        assert_eq!(split_batch(&mut received, |kind| kind == b'S').unwrap(), None);
    }

    #[test]
    fn a_goodbye_is_not_passed_on() {
        let mut received = BytesMut::from(&message(b'X', b"")[..]);
        let batch = split_batch(&mut received, |_| false).unwrap().unwrap();
        assert!(batch.ends && batch.bytes.is_empty());
    }

    #[test]
    fn a_server_that_is_ready_says_whether_a_transaction_is_open() {
        for (state, is_idle) in [(b"I", true), (b"T", false), (b"E", false)] {
            let mut received = BytesMut::from(&message(b'Z', state)[..]);
            let batch = split_batch(&mut received, |kind| kind == b'Z').unwrap().unwrap();
            assert_eq!((batch.turns, batch.is_idle), (1, is_idle));
        }
    }

    #[test]
    fn lengths_that_cannot_be_are_refused() {
        assert!(whole_message(&[b'Q', 0, 0, 0, 3], 1).is_err());
        assert!(whole_message(&[b'Q', 0xff, 0, 0, 0], 1).is_err());
    }

    #[test]
    fn parameters_come_in_pairs() {
        let read = parameters(Bytes::from_static(b"user\0app\0database\0tollgate\0\0")).unwrap();
        assert_eq!(read[1], ("database".to_owned(), "tollgate".to_owned()));
        assert!(parameters(Bytes::from_static(b"user\0\0")).is_err());
    }
}
