//! Brings the story from the database in which it was played into another one, in one transaction. The triggers of that one give
//! the entries of its ledger and of its audit log their hashes.

use anyhow::{Context, Result};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::time::{Span, in_seconds};
use crate::roles::OWNER;
use crate::sql_functions;

/// The tables in the order of their foreign keys, each with the order of its rows where that matters.
const TABLES: [(&str, &str); 27] = [
    ("organizations", ""),
    ("model_aliases", ""),
    ("model_access_groups", ""),
    ("model_groups", ""),
    ("model_alias_access_groups", ""),
    ("model_group_models", ""),
    ("team_credits", ""),
    ("team_access_groups", ""),
    ("team_model_groups", ""),
    ("virtual_keys", ""),
    ("provider_credentials", ""),
    ("pricing_plans", ""),
    ("plan_periods", ""),
    ("jobs", "ORDER BY created_at, job_id"),
    ("job_cost_summaries", ""),
    ("llm_calls", "ORDER BY call_id"),
    ("llm_call_bodies", ""),
    ("credit_holds", ""),
    ("credit_transactions", "ORDER BY created_at, position"),
    ("job_usage_by_day", "ORDER BY day"),
    ("call_usage_by_day", "ORDER BY day"),
    ("admin_users", ""),
    ("admin_sessions", ""),
    ("admin_audit_log", "ORDER BY created_at, audit_id"),
    ("webhooks", ""),
    ("webhook_deliveries", "ORDER BY created_at"),
    ("route_health", ""),
];

/// What can be written of a table: neither generated columns nor those that are numbered by the database itself.
const COLUMNS: &str = "
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND (attidentity = '' OR attrelid <> 'credit_transactions'::regclass)
        AND attname <> 'entry_hash'";

/// Copies all of it.
///
/// # Errors
/// If the database has something of the same name already, or is not reached; then it is as it was.
pub async fn copy(from: &mut PgConnection, to: &mut PgConnection, span: Span) -> Result<()> {
    // What is made belongs to whom all tables belong.
    to.execute(AssertSqlSafe(format!("SET ROLE {OWNER}"))).await?;
    make_partitions(to, span).await?;
    let mut transaction = to.begin().await?;
    for (table, order) in TABLES {
        let columns: String = sqlx::query_scalar(COLUMNS).bind(table).fetch_one(&mut *from).await?;
        let select = format!("COPY (SELECT {columns} FROM {table} {order}) TO STDOUT");
        let mut rows = from.copy_out_raw(&select).await?;
        let insert = format!("COPY {table} ({columns}) FROM STDIN");
        let mut copy = transaction.copy_in_raw(&insert).await?;
        while let Some(chunk) = rows.try_next().await? {
            copy.send(chunk).await?;
        }
        copy.finish().await.with_context(|| format!("{table} of the story could not be copied"))?;
    }
    // They are added up anew, with the story's days.
    transaction.execute("DELETE FROM job_totals").await?;
    transaction.commit().await.context("the story could not be committed")?;
    for (table, _) in TABLES {
        to.execute(AssertSqlSafe(format!("ANALYZE {table}"))).await?;
    }
    Ok(())
}

/// The months of the story. In a transaction of its own, because it locks all calls for a moment.
///
/// # Errors
/// If the database refuses.
async fn make_partitions(connection: &mut PgConnection, span: Span) -> Result<()> {
    sql_functions::search_newest(connection).await?;
    sqlx::query(
        "SELECT create_call_partition(month::date) FROM generate_series(
             date_trunc('month', to_timestamp($1::double precision) AT TIME ZONE 'UTC'),
             to_timestamp($2::double precision) AT TIME ZONE 'UTC', interval '1 month') AS month",
    )
    .bind(in_seconds(span.from))
    .bind(in_seconds(span.until))
    .execute(connection)
    .await
    .context("the months of the story have no partitions")?;
    Ok(())
}
