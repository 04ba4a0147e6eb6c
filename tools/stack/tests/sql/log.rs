//! What stands in PostgreSQL's own log.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use sqlx::Executor;

use crate::{close, foundation};

#[tokio::test]
async fn a_statement_that_fails_leaves_nothing_of_its_row_or_its_json_in_the_log() -> Result<()> {
    let foundation = foundation("log").await?;
    let Some(postgres) = foundation.postgres() else {
        // The server of `DATABASE_URL` is somebody else's, and so is its log.
        return Ok(());
    };
    let mut connection = foundation.database().connect().await?;
    let marker = "a-word-of-a-prompt";
    let row = "INSERT INTO llm_call_bodies (call_id, team_id, request_data, expires_at)
               VALUES (new_uuid(), $1, jsonb_build_object('text', $2::text), NULL)";
    let refused = sqlx::query(row).bind("no-team").bind(marker).execute(&mut connection).await;
    ensure!(refused.is_err(), "a row without an expiry was stored");
    let json = format!(r#"{{"text": "{marker} \u0000"}}"#);
    let refused = sqlx::query_scalar::<_, String>("SELECT ($1::text::jsonb)::text")
        .bind(&json)
        .fetch_one(&mut connection);
    ensure!(refused.await.is_err(), "U+0000 was stored");
    connection.execute("SELECT 1").await?;
    close(connection).await?;
    let log = read(postgres.folder())?;
    ensure!(
        log.contains("ERROR") && log.contains("llm_call_bodies"),
        "the failures are not in the log: {log}"
    );
    ensure!(!log.contains(marker), "the log has a word of a prompt: {log}");
    Ok(())
}

fn read(folder: &Path) -> Result<String> {
    let path = folder.join("postgres.log");
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
