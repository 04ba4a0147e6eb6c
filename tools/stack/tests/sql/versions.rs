//! Two builds on one database: while one replaces the other, both work.

use anyhow::{Context, Result, ensure};
use migrations::Functions;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use store::statements::FUNCTIONS_SCHEMA;
use tollgate_stack::seed;
use tollgate_stack::sql_functions::{Retention, drop_unused, install};
use uuid::Uuid;
use vault::hash_virtual_key;

use crate::{close, foundation, functions};

/// These functions with some texts replaced, each in the file of its path.
pub fn changed(functions: &Functions, changes: &[(&str, &str, &str)]) -> Result<Functions> {
    let copy = std::env::temp_dir().join(format!("tollgate-functions-{:016x}", rand::random::<u64>()));
    for file in functions.in_order() {
        let mut sql = file.sql().to_owned();
        for (_, from, to) in changes.iter().filter(|(path, ..)| *path == file.path()) {
            ensure!(sql.contains(from), "{} does not have {from}", file.path());
            sql = sql.replace(from, to);
        }
        let path = copy.join(file.path());
        std::fs::create_dir_all(path.parent().unwrap_or(&copy))?;
        std::fs::write(path, sql)?;
    }
    let changed = Functions::read(&copy)?;
    std::fs::remove_dir_all(&copy)?;
    Ok(changed)
}

/// A build: the statements of this one, with the schema of its functions, and what it has besides.
struct Build {
    schema: String,
    /// What its `settle_call` takes more.
    settle_takes: &'static str,
}

impl Build {
    fn statement(&self, name: &str) -> Result<String> {
        let statement =
            store::all_statements().find(|known| known.name == name).context("no such statement")?;
        Ok(statement.sql.replace(FUNCTIONS_SCHEMA, &self.schema))
    }

    /// Admits a call into a job of its own. Returns the call.
    async fn admit(&self, connection: &mut PgConnection, key: &str) -> Result<Uuid> {
        let (job, call) = (new_id(connection).await?, new_id(connection).await?);
        let new_job = json!({"team_id": seed::TEAM, "job_type": "test"}).to_string();
        let answer: String = sqlx::query_scalar(AssertSqlSafe(self.statement("admit_call")?))
            .bind(hash_virtual_key(key).as_slice())
            .bind(job.to_string())
            .bind(new_job)
            .bind(call.to_string())
            .bind(seed::ALIAS)
            .bind(None::<String>)
            .bind(100_i64)
            .bind(25_i64)
            .bind(100_i64)
            .bind(Vec::<String>::new())
            .bind("{}")
            .bind("{}")
            .bind(Vec::<String>::new())
            .bind("{}")
            .bind(10_000_i64)
            .bind(900_i64)
            .bind(None::<String>)
            .bind("chat")
            .fetch_one(connection)
            .await?;
        ensure!(serde_json::from_str::<Value>(&answer)?["outcome"] == "admitted", "{answer}");
        Ok(call)
    }

    /// Settles a call and completes its job.
    async fn settle(&self, connection: &mut PgConnection, call: Uuid) -> Result<()> {
        let result = json!({
            "status": "succeeded", "provider": "openai", "model_used": seed::ALIAS, "prompt_tokens": 10,
            "cached_input_tokens": 0, "cache_write_5m_tokens": 0, "cache_write_1h_tokens": 0, "completion_tokens": 5,
            "reasoning_tokens": 0, "estimated": false, "pricing": {"input": "1", "output": "2"},
            "input_cost_usd": "0.00001", "output_cost_usd": "0.00001", "client_cost_usd": "0.00002", "latency_ms": 900,
        });
        let text = self.statement("settle_call")?;
        let text = text.trim_end().strip_suffix("\n)::text").context("another end")?;
        let answer: String =
            sqlx::query_scalar(AssertSqlSafe(format!("{text}{}\n)::text", self.settle_takes)))
                .bind(call.to_string())
                .bind(result.to_string())
                .bind("{}")
                .bind(10_000_i64)
                .bind("completed")
                .bind(None::<String>)
                .bind(None::<String>)
                .fetch_one(connection)
                .await?;
        ensure!(serde_json::from_str::<Value>(&answer)?["outcome"] == "settled", "{answer}");
        Ok(())
    }
}

async fn new_id(connection: &mut PgConnection) -> Result<Uuid> {
    Ok(sqlx::query_scalar("SELECT new_uuid()").fetch_one(connection).await?)
}

/// Lets all versions but the newest have been installed so many days earlier.
async fn age(connection: &mut PgConnection, days: i32) -> Result<()> {
    sqlx::query(
        "UPDATE installed_functions SET installed_at = installed_at - make_interval(days => $1)
         WHERE installed_at < (SELECT max(installed_at) FROM installed_functions)",
    )
    .bind(days)
    .execute(connection)
    .await?;
    Ok(())
}

#[tokio::test]
async fn the_previous_build_works_until_its_functions_are_dropped() -> Result<()> {
    let foundation = foundation("two_builds").await?;
    seed::seed(foundation.database(), foundation.secrets(), "http://127.0.0.1:1").await?;
    let key = foundation.secrets().demo_key();
    // As behind a pooler, statements of all builds come over one connection.
    let mut connection = foundation.database().connect().await?;
    let before = Build { schema: functions()?.schema(), settle_takes: "" };
    let call = before.admit(&mut connection, key).await?;
    before.settle(&mut connection, call).await?;

    // The schema grows first, and a build in use does not notice.
    let in_flight = before.admit(&mut connection, key).await?;
    connection
        .execute(
            "ALTER TABLE llm_calls ADD COLUMN note text NOT NULL DEFAULT 'none';
             ALTER TABLE jobs ADD COLUMN note text NOT NULL DEFAULT 'none';
             ALTER TABLE team_credits ADD COLUMN note text NOT NULL DEFAULT 'none';
             ALTER TABLE job_cost_summaries ADD COLUMN note text NOT NULL DEFAULT 'none'",
        )
        .await?;
    before.settle(&mut connection, in_flight).await?;

    // Then the functions of the next build are installed beside those in use: one has a new parameter, two behave differently.
    let changes = [
        (
            "calls/settle_call.sql",
            "jsonb DEFAULT NULL, p_bodies jsonb DEFAULT NULL",
            "jsonb, p_bodies jsonb, p_note text",
        ),
        ("calls/settle_call.sql", "write_call_result(p_call_id, ", "write_call_result(p_call_id, p_note, "),
        (
            "calls/write_call_result.sql",
            "write_call_result(p_call_id uuid, ",
            "write_call_result(p_call_id uuid, p_note text, ",
        ),
        ("calls/write_call_result.sql", "status = v_end.status,", "status = v_end.status, note = p_note,"),
    ];
    let next = changed(&functions()?, &changes)?;
    let in_flight = before.admit(&mut connection, key).await?;
    ensure!(install(&mut connection, &next).await?);
    let next = Build { schema: next.schema(), settle_takes: ",\n    p_note => 'kept'" };
    let admitted_by_newer = next.admit(&mut connection, key).await?;
    before.settle(&mut connection, in_flight).await?;
    let admitted_by_older = before.admit(&mut connection, key).await?;
    next.settle(&mut connection, admitted_by_newer).await?;
    // A call may be admitted by one build and settled by the other.
    let settled_by_older = next.admit(&mut connection, key).await?;
    before.settle(&mut connection, settled_by_older).await?;
    next.settle(&mut connection, admitted_by_older).await?;
    let notes: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT call_id, note FROM llm_calls WHERE call_id = ANY ($1) ORDER BY note, call_id")
            .bind([admitted_by_newer, admitted_by_older, settled_by_older])
            .fetch_all(&mut connection)
            .await?;
    let mut kept = [admitted_by_newer, admitted_by_older];
    kept.sort_unstable();
    let [first, second] = kept.map(|call| (call, "kept".to_owned()));
    ensure!(notes == [first, second, (settled_by_older, "none".to_owned())], "{notes:?}");

    // A third build: the first one's functions stay for a week after the second one's came, and the second one's stay.
    let third = changed(&functions()?, &[("calls/credits_refusal.sql", "-- Why", "-- The reason why")])?;
    ensure!(install(&mut connection, &third).await?);
    ensure!(drop_unused(&mut connection, Retention::Rollout).await?.is_empty());
    age(&mut connection, 6).await?;
    ensure!(drop_unused(&mut connection, Retention::Rollout).await?.is_empty());
    let call = before.admit(&mut connection, key).await?;
    before.settle(&mut connection, call).await?;
    age(&mut connection, 2).await?;
    let dropped = drop_unused(&mut connection, Retention::Rollout).await?;
    ensure!(dropped == [before.schema.clone()], "{dropped:?}");
    let refused = before.admit(&mut connection, key).await;
    let code = refused.err().and_then(|error| {
        let error = error.downcast::<sqlx::Error>().ok()?;
        error.as_database_error()?.code().map(|code| code.into_owned())
    });
    ensure!(code.as_deref() == Some("3F000"), "{code:?}");
    let call = next.admit(&mut connection, key).await?;
    next.settle(&mut connection, call).await?;
    close(connection).await
}

#[tokio::test]
async fn a_developer_keeps_two_versions_and_installing_one_again_makes_it_the_newest() -> Result<()> {
    let foundation = foundation("developer").await?;
    let mut connection = foundation.database().connect().await?;
    let first = functions()?;
    let mut versions = vec![first.schema()];
    for word in ["The reason why", "Whether and why"] {
        let next = changed(&first, &[("calls/credits_refusal.sql", "-- Why", &format!("-- {word}"))])?;
        ensure!(install(&mut connection, &next).await?);
        versions.push(next.schema());
    }
    ensure!(!install(&mut connection, &first).await?, "it was there");
    let dropped = drop_unused(&mut connection, Retention::Development).await?;
    ensure!(dropped == [versions[1].clone()], "{dropped:?} of {versions:?}");
    close(connection).await
}

#[tokio::test]
async fn a_function_that_is_wrong_installs_nothing() -> Result<()> {
    let foundation = foundation("wrong_function").await?;
    let mut connection = foundation.database().connect().await?;
    let wrong = changed(
        &functions()?,
        &[("calls/credits_refusal.sql", "p_team.credits_available", "p_team.no_such_column")],
    )?;
    let error =
        install(&mut connection, &wrong).await.err().map(|error| format!("{error:#}")).unwrap_or_default();
    ensure!(error.contains("credits_refusal"), "{error}");
    let there: bool = sqlx::query_scalar(
        "SELECT to_regnamespace($1) IS NOT NULL OR EXISTS (SELECT FROM installed_functions WHERE schema_name = $1)",
    )
    .bind(wrong.schema())
    .fetch_one(&mut connection)
    .await?;
    ensure!(!there, "something of it stayed");
    close(connection).await
}
