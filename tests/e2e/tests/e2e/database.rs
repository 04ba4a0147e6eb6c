//! The statements fit the schema, and the schema guards what must not be rewritten.

use std::sync::Arc;

use anyhow::{Context, ensure};
use sqlx::{Column, Executor, SqlSafeStr, Statement, TypeInfo};
use tollgate_e2e::World;

use crate::trial::Outcome;

crate::trials![
    every_statement_fits_the_schema_with_the_types_it_is_sent_with,
    the_ledger_and_a_resolved_hold_cannot_be_rewritten,
];

async fn every_statement_fits_the_schema_with_the_types_it_is_sent_with(world: Arc<World>) -> Outcome {
    let mut connection = world.database.acquire().await?;
    for statement in store::statements::all() {
        let types = statement.parameter_types.join(", ").replace("text_array", "text[]");
        let types = if types.is_empty() { types } else { format!("({types})") };
        let prepare = format!("PREPARE checked {types} AS {}", statement.sql);
        connection
            .execute(sqlx::AssertSqlSafe(prepare))
            .await
            .with_context(|| format!("{} does not fit the schema", statement.name))?;
        let prepared = (&mut *connection).prepare(sqlx::AssertSqlSafe(statement.sql).into_sql_str()).await?;
        let results: Vec<&str> = prepared.columns().iter().map(|column| column.type_info().name()).collect();
        ensure!(results == ["TEXT"], "{} returns {results:?}", statement.name);
        connection.execute("DEALLOCATE checked").await?;
    }
    Ok(())
}

async fn the_ledger_and_a_resolved_hold_cannot_be_rewritten(world: Arc<World>) -> Outcome {
    let tenant =
        tollgate_e2e::Tenant::create(&world.database, &tollgate_e2e::TenantOptions::default()).await?;
    let answer = world.create_and_call(&tenant, "hi").await?;
    tollgate_e2e::books::settled_call(&world.database, answer.text("call_id")?).await?;
    for change in [
        "UPDATE credit_transactions SET reason = 'x' WHERE team_id = $1",
        "DELETE FROM credit_transactions WHERE team_id = $1",
        "UPDATE credit_holds SET state = 'held', resolved_at = NULL WHERE team_id = $1",
    ] {
        let outcome = sqlx::query(change).bind(&tenant.team_id).execute(&world.database).await;
        ensure!(outcome.is_err(), "the database allowed: {change}");
    }
    Ok(())
}
