//! One client, from its beginning to its end.

use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use tokio::net::TcpStream;

use crate::messages::{Batch, Connection, message, unreachable};
use crate::pool::{Account, Pool, Pools, Taken};
use crate::server::NoServer;

/// Serves a client until it or the server hangs up.
///
/// # Errors
/// If one of the two breaks off, or the client makes no sense.
pub async fn serve(client: TcpStream, pools: &Pools) -> Result<()> {
    let mut client = Connection::over(client);
    let Some(pool) = begin(&mut client, pools).await? else { return Ok(()) };
    while let Some(batch) = client.client_messages().await? {
        if batch.ends && batch.bytes.is_empty() {
            break;
        }
        let server = match pool.take().await {
            Ok(server) => server,
            Err(error) => return client.send(&told(&error)).await,
        };
        match transact(&mut client, server, batch).await? {
            Some(server) => server.give_back(),
            None => break,
        }
    }
    Ok(())
}

/// Learns who the client is, and greets it as the server would. None: it wants nothing more, or has been refused.
async fn begin(client: &mut Connection, pools: &Pools) -> Result<Option<Arc<Pool>>> {
    let Some(parameters) = client.startup().await? else { return Ok(None) };
    // AuthenticationCleartextPassword: it does not leave this machine.
    client.send(&message(b'R', &3_u32.to_be_bytes())).await?;
    let answer = client.message().await?;
    // PasswordMessage: its kind, its length, the password, a zero.
    let Some([b'p', _, _, _, _, password @ .., 0]) = answer.as_deref() else { return Ok(None) };
    let password = password.to_vec();
    let pool = pools.of_account(Account { parameters, password });
    let of_server = match pool.greeting().await {
        Ok(greeting) => greeting,
        Err(error) => {
            client.send(&told(&error)).await?;
            return Ok(None);
        }
    };
    let mut greeting = message(b'R', &0_u32.to_be_bytes());
    greeting.extend_from_slice(&of_server);
    // No key: a statement cannot be cancelled through this pool.
    greeting.extend(message(b'K', &[0; 8]));
    greeting.extend(message(b'Z', b"I"));
    client.send(&greeting).await?;
    Ok(Some(pool))
}

/// Passes messages on in both directions until the server is between two transactions again. None: the client has gone.
async fn transact(client: &mut Connection, mut taken: Taken, first: Batch) -> Result<Option<Taken>> {
    let server = &mut taken.server.connection;
    let mut open = first.turns;
    let mut has_gone = first.ends;
    server.send(&first.bytes).await?;
    loop {
        tokio::select! {
            biased;
            batch = server.server_messages() => {
                let batch = batch?.context("the server hung up")?;
                open = open.saturating_sub(batch.turns);
                let is_over = batch.turns > 0 && batch.is_idle && open == 0;
                if !has_gone {
                    client.send(&batch.bytes).await?;
                }
                if is_over {
                    return Ok(Some(taken));
                }
            }
            batch = client.client_messages(), if !has_gone => {
                let Some(batch) = batch? else { return Ok(None) };
                open += batch.turns;
                has_gone = batch.ends;
                server.send(&batch.bytes).await?;
            }
        }
    }
}

fn told(error: &NoServer) -> Bytes {
    match error {
        NoServer::Refused(error) => error.clone(),
        NoServer::Unreachable(reason) => unreachable(&format!("{reason:#}")).into(),
    }
}
