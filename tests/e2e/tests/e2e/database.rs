//! The statements fit the schema.

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use sqlx::{Column, Either, Executor, SqlSafeStr, Statement, TypeInfo};
use tollgate_e2e::World;

use crate::trial::Outcome;

crate::trials![every_statement_fits_the_schema_with_the_types_it_is_sent_with,];

/// A type by the name that the database has for it.
fn type_name(kind: &str) -> String {
    match kind {
        "text_array" => "text[]".to_owned(),
        "bigint" => "int8".to_owned(),
        "boolean" => "bool".to_owned(),
        other => other.to_owned(),
    }
}

async fn every_statement_fits_the_schema_with_the_types_it_is_sent_with(world: Arc<World>) -> Outcome {
    let mut connection = world.database.acquire().await?;
    let mut differing = Vec::new();
    for statement in store::all_statements() {
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
        // Spin's host has the server infer the types of parameters, and sends each as what it then must be.
        let Some(Either::Left(inferred)) = prepared.parameters() else {
            bail!("no types: {}", statement.name)
        };
        let inferred: Vec<String> = inferred.iter().map(|kind| kind.name().to_lowercase()).collect();
        let sent: Vec<String> = statement.parameter_types.iter().map(|kind| type_name(kind)).collect();
        if inferred != sent {
            differing.push(format!("{}: sent as {sent:?}, inferred as {inferred:?}", statement.name));
        }
        connection.execute("DEALLOCATE checked").await?;
    }
    ensure!(differing.is_empty(), "write $1::text::uuid and the like: {differing:#?}");
    Ok(())
}
