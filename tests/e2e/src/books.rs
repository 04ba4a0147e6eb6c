//! Reading the books straight from the database, and the invariants they must keep.

use anyhow::{Context, ensure};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A number as rows have it: its exact decimal text.
#[must_use]
pub fn exactly(number: impl std::fmt::Display) -> Value {
    Value::String(number.to_string())
}

/// One row of a query, as JSON: numbers of type `numeric` as text, exactly as they stand.
///
/// # Errors
/// When there is no such row.
pub async fn row(database: &PgPool, table: &str, key: &str, id: &str) -> anyhow::Result<Value> {
    rows(database, table, key, id)
        .await?
        .into_iter()
        .next()
        .with_context(|| format!("no {table} with {key} {id}"))
}

/// All rows with `key = id`, oldest first where the table has a `created_at`.
///
/// # Errors
/// When the database refuses.
pub async fn rows(database: &PgPool, table: &str, key: &str, id: &str) -> anyhow::Result<Vec<Value>> {
    // Names come from the tests themselves. Money leaves as text so that no float touches it.
    let sql = format!(
        "SELECT (SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'number' THEN to_jsonb(value#>>'{{}}') ELSE value END)
                 FROM jsonb_each(to_jsonb(t))) FROM {table} AS t WHERE {key}::text = $1 ORDER BY to_jsonb(t)->>'created_at'"
    );
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(database).await?)
}

/// Waits until a call is settled: that happens just after its answer has left.
///
/// # Errors
/// When it is not within twenty seconds.
pub async fn settled_call(database: &PgPool, call_id: &str) -> anyhow::Result<Value> {
    settled_within(database, call_id, 20).await
}

/// Waits until a call is settled, for so many seconds.
///
/// # Errors
/// When it is not by then.
pub async fn settled_within(database: &PgPool, call_id: &str, seconds: u32) -> anyhow::Result<Value> {
    let call: Uuid = call_id.parse()?;
    for _ in 0..seconds * 20 {
        let open: Option<bool> =
            sqlx::query_scalar("SELECT status = 'admitted' FROM llm_calls WHERE call_id = $1")
                .bind(call)
                .fetch_optional(database)
                .await?;
        if open == Some(false) {
            return row(database, "llm_calls", "call_id", call_id).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("call {call_id} was not settled")
}

/// Waits until no call of a team is open.
///
/// # Errors
/// When one still is after twenty seconds.
pub async fn all_settled(database: &PgPool, team_id: &str) -> anyhow::Result<()> {
    for _ in 0..400 {
        let open: i64 =
            sqlx::query_scalar("SELECT count(*) FROM llm_calls WHERE team_id = $1 AND status = 'admitted'")
                .bind(team_id)
                .fetch_one(database)
                .await?;
        if open == 0 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("team {team_id} still has open calls")
}

/// Checks that a team's books balance: the ledger adds up to what remains, entry by entry, and the open holds to what is held.
///
/// # Errors
/// When they do not.
pub async fn assert_balanced(database: &PgPool, team_id: &str) -> anyhow::Result<()> {
    let team = row(database, "team_credits", "team_id", team_id).await?;
    let number = |field: &str| -> anyhow::Result<i64> {
        Ok(team[field].as_str().with_context(|| format!("no {field}"))?.parse()?)
    };
    let ledger: i64 = sqlx::query_scalar(
        "SELECT coalesce(sum(credits_after - credits_before), 0)::bigint FROM credit_transactions WHERE team_id = $1",
    )
    .bind(team_id)
    .fetch_one(database)
    .await?;
    let breaks: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT credits_before, lag(credits_after, 1, 0::bigint) OVER (ORDER BY position) AS previous
                               FROM credit_transactions WHERE team_id = $1) AS entries WHERE credits_before <> previous",
    )
    .bind(team_id)
    .fetch_one(database)
    .await?;
    let held: i64 = sqlx::query_scalar(
        "SELECT coalesce(sum(credits), 0)::bigint FROM credit_holds WHERE team_id = $1 AND state = 'held'",
    )
    .bind(team_id)
    .fetch_one(database)
    .await?;
    ensure!(ledger == number("credits_remaining")?, "the ledger says {ledger}, the team {team}");
    ensure!(breaks == 0, "the ledger has {breaks} gaps");
    ensure!(held == number("credits_held")?, "open holds are {held}, the team says {team}");
    ensure!(number("credits_available")? >= 0, "available is below zero: {team}");
    Ok(())
}
