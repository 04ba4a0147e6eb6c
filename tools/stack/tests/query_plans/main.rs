//! Every statement finds its rows by an index: none reads the whole of a large table, nor does a function that it calls.
//!
//! The plans come from PostgreSQL's `auto_explain`, which also reports those of the statements inside functions.

mod plans;

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use sqlx::{Executor, PgConnection};
use tollgate_stack::node::NodeTools;
use tollgate_stack::{Checkout, Foundation, StackOptions, sql_functions};

use crate::plans::Explainer;

/// A plan that reads a whole table of this many rows is a mistake.
const LARGE: f32 = 5000.0;

/// Statements that are refused in a database that is in use, or is as large as this.
const REFUSED: &[&str] = &["setup_owner", "audit_books"];

/// Statements whose work is to read everything, within a bound of their own.
const READING_ALL: &[&str] = &["audit_books"];

#[tokio::test]
async fn no_statement_reads_the_whole_of_a_large_table() -> Result<()> {
    let checkout = Checkout::find()?;
    let foundation = Foundation::lay(
        &checkout,
        &NodeTools::ready(&checkout)?,
        StackOptions::test(&checkout, "query_plans")?,
    )
    .await?;
    let database = foundation.database();
    let mut connection = database.connect().await?;
    sql_functions::search_newest(&mut connection).await?;
    connection.execute(include_str!("fill.sql")).await.context("the database was not filled")?;
    connection.execute("VACUUM ANALYZE").await?;
    let large = large_tables(&mut connection).await?;
    let trials = trials(&mut connection).await?;

    let mut explainer = Explainer::connect(database).await?;
    let mut trouble = Vec::new();
    for statement in store::all_statements() {
        let of_statement: Vec<_> = trials.iter().filter(|trial| trial.statement == statement.name).collect();
        if of_statement.is_empty() {
            trouble
                .push(format!("{}: give this statement realistic parameters, in trials.sql", statement.name));
        }
        for Trial { parameters, .. } in of_statement {
            let explained = match explainer.explain(&statement, parameters).await {
                Ok(explained) => explained,
                Err(error) => {
                    trouble.push(format!("{}: {error:#}", statement.name));
                    continue;
                }
            };
            if explained.is_refused() && !REFUSED.contains(&statement.name) {
                trouble
                    .push(format!("{}: these parameters are refused, {}", statement.name, explained.answer));
            }
            for (table, query) in explained.whole_tables_read() {
                if large.contains(&table) && !READING_ALL.contains(&statement.name) {
                    trouble.push(format!("{}: reads all of {table} in {query:.400}", statement.name));
                }
            }
        }
    }
    for Trial { statement, .. } in &trials {
        if !store::all_statements().any(|known| known.name == statement) {
            trouble.push(format!("{statement}: there is no such statement, take it out of trials.sql"));
        }
    }
    ensure!(trouble.is_empty(), "{}", trouble.join("\n"));
    Ok(())
}

/// All that have many rows, partitions one by one. Those that grow with every call must be among them.
async fn large_tables(connection: &mut PgConnection) -> Result<BTreeSet<String>> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND reltuples >= $1")
            .bind(LARGE)
            .fetch_all(connection)
            .await?;
    for grows in [
        "admin_audit_log",
        "call_usage_by_day",
        "credit_holds",
        "credit_transactions",
        "idempotency_keys",
        "job_cost_summaries",
        "job_usage_by_day",
        "jobs",
        "llm_call_bodies",
        "llm_calls_",
        "virtual_keys",
        "webhook_deliveries",
    ] {
        ensure!(tables.iter().any(|table| table.starts_with(grows)), "{grows} is not filled");
    }
    Ok(tables.into_iter().collect())
}

/// A statement, and its parameters as SQL has them.
struct Trial {
    statement: String,
    parameters: String,
}

async fn trials(connection: &mut PgConnection) -> Result<Vec<Trial>> {
    let names: Vec<(String, String)> =
        sqlx::query_as("SELECT format('<%s>', name), quote_literal(value) FROM names")
            .fetch_all(connection)
            .await?;
    let lines = include_str!("trials.sql").lines().filter(|line| !line.starts_with("--"));
    let trial = |line: &str| {
        let line = names.iter().fold(line.to_owned(), |line, (name, value)| line.replace(name, value));
        let (statement, rest) = line.split_once('(').context("a trial without parameters")?;
        let parameters = rest.strip_suffix(')').context("a trial without an end")?;
        Ok(Trial { statement: statement.to_owned(), parameters: parameters.to_owned() })
    };
    lines.map(trial).collect()
}
