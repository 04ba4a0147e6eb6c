//! A connection to the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use bytes::{Bytes, BytesMut};
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use tokio::net::TcpStream;

use crate::messages::Connection;
use crate::pool::Account;

/// A server's connection, signed in, and what it said of itself.
#[derive(Debug)]
pub struct Server {
    /// The connection.
    pub connection: Connection,
    /// Its parameters as the server has sent them, for clients that begin.
    pub greeting: Bytes,
}

/// Why there is no connection to the server.
#[derive(Debug)]
pub enum NoServer {
    /// It refused: the error as the server has sent it.
    Refused(Bytes),
    /// It could not be reached, or hung up.
    Unreachable(anyhow::Error),
}

impl From<anyhow::Error> for NoServer {
    fn from(error: anyhow::Error) -> Self {
        Self::Unreachable(error)
    }
}

impl Server {
    /// Connects and signs in.
    ///
    /// # Errors
    /// See [`NoServer`].
    pub async fn connect(address: SocketAddr, account: &Account) -> Result<Self, NoServer> {
        let stream = TcpStream::connect(address).await.context("the server is not reached")?;
        let mut connection = Connection::over(stream);
        let mut startup = BytesMut::new();
        let parameters = account.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        frontend::startup_message(parameters, &mut startup).context("no such parameters")?;
        connection.send(&startup).await?;
        let mut scram = None;
        let mut greeting = Vec::new();
        loop {
            let message = connection.message().await?.context("the server hung up")?;
            match message[0] {
                b'E' => return Err(NoServer::Refused(message)),
                b'R' => {
                    if let Some(answer) = authenticate(&message, account, &mut scram)? {
                        connection.send(&answer).await?;
                    }
                }
                // ParameterStatus.
                b'S' => greeting.extend(message),
                // ReadyForQuery.
                b'Z' => return Ok(Self { connection, greeting: greeting.into() }),
                _ => {}
            }
        }
    }
}

/// What to answer a server that wants to know who it is.
fn authenticate(
    message: &[u8],
    account: &Account,
    scram: &mut Option<ScramSha256>,
) -> Result<Option<BytesMut>> {
    let mut answer = BytesMut::new();
    match Message::parse(&mut BytesMut::from(message))?.context("half a message")? {
        Message::AuthenticationOk => return Ok(None),
        Message::AuthenticationCleartextPassword => {
            frontend::password_message(&account.password, &mut answer)?
        }
        // PostgreSQL always offers this mechanism.
        Message::AuthenticationSasl(_) => {
            let begun = scram.insert(ScramSha256::new(&account.password, ChannelBinding::unsupported()));
            frontend::sasl_initial_response(SCRAM_SHA_256, begun.message(), &mut answer)?;
        }
        Message::AuthenticationSaslContinue(body) => {
            let begun = scram.as_mut().context("it goes on with what has not begun")?;
            begun.update(body.data())?;
            frontend::sasl_response(begun.message(), &mut answer)?;
        }
        Message::AuthenticationSaslFinal(body) => {
            scram.as_mut().context("it ends what has not begun")?.finish(body.data())?;
            return Ok(None);
        }
        _ => bail!("the server wants to know it in a way that is not known here"),
    }
    Ok(Some(answer))
}
