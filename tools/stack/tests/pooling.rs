//! The pool between the functions and PostgreSQL, with a real server behind it.

use anyhow::{Context, Result, ensure};
use sqlx::{Connection, Executor, PgConnection, Row};
use tollgate_stack::database::DatabaseUrl;
use tollgate_stack::node::NodeTools;
use tollgate_stack::{Checkout, Foundation, StackOptions};

async fn foundation(name: &str) -> Result<Foundation> {
    let checkout = Checkout::find()?;
    Foundation::lay(&checkout, &NodeTools::ready(&checkout)?, StackOptions::test(&checkout, name)?).await
}

/// The server's process behind a connection. Asked in one message, as a pool by transaction has it.
async fn process(connection: &mut PgConnection) -> Result<i32> {
    let row = connection.fetch_one(sqlx::raw_sql("SELECT pg_backend_pid()")).await?;
    Ok(row.try_get(0)?)
}

async fn process_of(database: &DatabaseUrl) -> Result<i32> {
    let mut connection = database.connect().await?;
    let process = process(&mut connection).await?;
    connection.close().await?;
    Ok(process)
}

#[tokio::test]
async fn clients_in_turn_share_a_connection_and_an_open_transaction_has_its_own() -> Result<()> {
    let foundation = foundation("pooling").await?;
    let database = foundation.pooled_database()?;
    ensure!(&database != foundation.functions_database()?, "there is no pool");
    let first = process_of(&database).await?;
    for _ in 0..5 {
        ensure!(process_of(&database).await? == first, "a client has a process of its own");
    }
    let mut holding = database.connect().await?;
    holding.execute(sqlx::raw_sql("BEGIN")).await?;
    let held = process(&mut holding).await?;
    ensure!(process_of(&database).await? != held, "two clients share an open transaction");
    ensure!(process(&mut holding).await? == held, "a transaction went to another process");
    // Without a word, as a client that has crashed.
    holding.close_hard().await?;
    let mut direct = foundation.database().connect().await?;
    for _ in 0..100 {
        let open: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'",
        )
        .fetch_one(&mut direct)
        .await?;
        if open == 0 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the transaction of a client that has gone is still open")
}

#[tokio::test]
async fn a_wrong_password_is_refused_in_the_servers_words() -> Result<()> {
    let foundation = foundation("pooling-password").await?;
    let database = foundation.pooled_database()?;
    process_of(&database).await?;
    let wrong = database.with_account(database.user(), "not the password")?;
    let error =
        PgConnection::connect(wrong.as_str()).await.err().context("a wrong password opens the door")?;
    ensure!(error.to_string().contains("password authentication failed"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_was_restarted_is_used_again() -> Result<()> {
    let mut foundation = foundation("pooling-restart").await?;
    let database = foundation.pooled_database()?;
    let before = process_of(&database).await?;
    let postgres = foundation.postgres_mut().context("the server is not ours")?;
    postgres.kill();
    let mut waiting = database.connect().await?;
    let error = process(&mut waiting).await.err().context("a server that is down answers")?;
    ensure!(error.to_string().contains("pooler"), "{error}");
    postgres.restart().await?;
    ensure!(process_of(&database).await? != before);
    Ok(())
}
