//! How long reports take on a year of ten million calls: every statement behind one, as the functions send it, and what it reads.
//!
//! `cargo xtask bench reports` runs this. It fills a database of its own (`reports/fill.sql`), which takes some minutes;
//! `TOLLGATE_BENCH_CALLS` and `TOLLGATE_BENCH_ROWS` are how many calls the summaries have, and how many of them are there as
//! rows. Numbers are reported, never judged.

use std::time::Instant;

use anyhow::Context;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use stack::node::NodeTools;
use stack::{Checkout, Foundation, StackOptions, sql_functions};

/// How often each statement runs. The machine may have other work, so the best run counts.
const RUNS: usize = 9;
/// What no report should take, in milliseconds.
const LIMIT_MS: f64 = 100.0;
/// The team with half of all jobs that are there as rows.
const LARGE_TEAM: &str = "team-1-1";
/// One of twenty organizations.
const ORGANIZATION: &str = "org-9";

/// A statement with its parameters, after the principal.
struct Report {
    title: &'static str,
    statement: &'static str,
    parameters: Vec<Value>,
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let checkout = Checkout::find()?;
        let node = NodeTools::ready(&checkout)?;
        let foundation = Foundation::lay(&checkout, &node, StackOptions::test(&checkout, "reports")?).await?;
        let mut database = foundation.database().connect().await?;
        sql_functions::search_newest(&mut database).await?;
        fill(&mut database).await?;
        measure(&mut database).await?;
        database.close().await?;
        anyhow::Ok(())
    })
}

async fn fill(database: &mut PgConnection) -> anyhow::Result<()> {
    let setting = |name: &str, usual: u64| match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is no number")),
        Err(_) => Ok(usual),
    };
    let calls = setting("TOLLGATE_BENCH_CALLS", 10_000_000)?;
    let rows = setting("TOLLGATE_BENCH_ROWS", 1_000_000)?;
    println!("filling a year with {calls} calls, {rows} of them as rows");
    let began = Instant::now();
    for (name, value) in [("bench.calls", calls), ("bench.rows", rows)] {
        database.execute(AssertSqlSafe(format!("SET {name} = {value}"))).await?;
    }
    sqlx::raw_sql(include_str!("reports/fill.sql")).execute(&mut *database).await?;
    database.execute("VACUUM ANALYZE").await?;
    let counts = sqlx::query(
        "SELECT (SELECT sum(total_calls)::bigint FROM call_usage_by_day), (SELECT count(*) FROM call_usage_by_day),
            (SELECT count(*) FROM job_usage_by_day), (SELECT count(*) FROM jobs), (SELECT count(*) FROM llm_calls),
            pg_size_pretty(pg_database_size(current_database()))",
    )
    .fetch_one(&mut *database)
    .await?;
    let count = |column: usize| counts.try_get::<i64, _>(column);
    println!(
        "{} calls in {} and {} rows of summaries; {} jobs and {} calls as rows; {}; in {:.0} s\n",
        count(0)?,
        count(1)?,
        count(2)?,
        count(3)?,
        count(4)?,
        counts.try_get::<String, _>(5)?,
        began.elapsed().as_secs_f32()
    );
    Ok(())
}

async fn measure(database: &mut PgConnection) -> anyhow::Result<()> {
    // A function's statements are planned for their parameters each time.
    database.execute("SET plan_cache_mode = force_custom_plan").await?;
    // One core for each, and all of its work in one process.
    database.execute("SET max_parallel_workers_per_gather = 0").await?;
    println!("{:<48} {:>8} {:>8} {:>8}   rows read", "report", "cpu ms", "best ms", "median");
    let mut above = 0;
    for report in reports(database).await? {
        let statement = store::all_statements()
            .find(|statement| statement.name == report.statement)
            .with_context(|| format!("no statement {}", report.statement))?;
        let mut parameters = vec![json!(json!({"kind": "admin_key"}).to_string())];
        parameters.extend(report.parameters.iter().cloned());
        let measured = explain(database, statement.parameter_types, statement.sql, &parameters).await?;
        above += usize::from(measured.best_ms > LIMIT_MS);
        println!(
            "{:<48} {:>8} {:>8.1} {:>8.1}   {}",
            report.title,
            measured.cpu_ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.0}")),
            measured.best_ms,
            measured.median_ms,
            measured.read
        );
    }
    println!("\n{above} of them took more than {LIMIT_MS} ms at best");
    Ok(())
}

/// What was measured of a statement: planning and running it, and what it read.
struct Measured {
    /// The processor's time, which others' work on the machine does not lengthen. Known on Linux, where the server is.
    cpu_ms: Option<f64>,
    best_ms: f64,
    median_ms: f64,
    /// The tables with the most rows read, in words.
    read: String,
}

/// What this transaction has read of tables, inside functions as well; those that were read from end to end are named so.
const ROWS_READ: &str = "
    SELECT string_agg(format('%s: %s rows%s', name, rows, whole), '; ' ORDER BY rows DESC)
    FROM (
        SELECT regexp_replace(relname, '_[0-9]{4}_[0-9]{2}$', '') AS name, sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS rows,
            CASE WHEN sum(seq_scan) > 0 THEN ', all of it' ELSE '' END AS whole
        FROM pg_stat_xact_user_tables WHERE seq_scan > 0 OR idx_scan > 0 GROUP BY 1 ORDER BY 2 DESC LIMIT 3) AS tables";

async fn explain(
    database: &mut PgConnection,
    types: &[&str],
    sql: &str,
    parameters: &[Value],
) -> anyhow::Result<Measured> {
    let types = types.join(", ").replace("text_array", "text[]");
    database.execute(AssertSqlSafe(format!("PREPARE measured ({types}) AS {sql}"))).await?;
    let literals: Vec<String> = parameters
        .iter()
        .map(|value| match value {
            Value::String(text) => format!("'{}'", text.replace('\'', "''")),
            other => other.to_string(),
        })
        .collect();
    let run =
        format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE measured ({})", literals.join(", "));
    let mut times = Vec::new();
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *database).await?;
    let cpu_before = cpu_ms(pid);
    for _ in 0..RUNS {
        let plan: Value = sqlx::query_scalar(AssertSqlSafe(run.clone())).fetch_one(&mut *database).await?;
        let ms = |field: &str| plan[0][field].as_f64().with_context(|| format!("no {field}"));
        times.push(ms("Planning Time")? + ms("Execution Time")?);
    }
    let cpu_ms = cpu_ms(pid).zip(cpu_before).map(|(after, before)| (after - before) / RUNS as f64);
    let mut transaction = database.begin().await?;
    transaction.execute(AssertSqlSafe(run)).await?;
    let read: Option<String> = sqlx::query_scalar(ROWS_READ).fetch_one(&mut *transaction).await?;
    transaction.rollback().await?;
    database.execute("DEALLOCATE measured").await?;
    times.sort_unstable_by(f64::total_cmp);
    Ok(Measured { cpu_ms, best_ms: times[0], median_ms: times[RUNS / 2], read: read.unwrap_or_default() })
}

/// What a process has taken of the processor's time: the 14th and 15th field of `/proc/<pid>/stat`, in ticks of 10 ms
/// (proc(5)).
fn cpu_ms(pid: i32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * 10.0)
}

async fn reports(database: &mut PgConnection) -> anyhow::Result<Vec<Report>> {
    let days: Vec<String> = sqlx::query_scalar(
        "SELECT ((now() AT TIME ZONE 'UTC')::date - days)::text FROM unnest('{-1,6,29,364}'::int[]) AS days",
    )
    .fetch_all(&mut *database)
    .await?;
    let job: String = sqlx::query_scalar(
        "SELECT job_id::text FROM jobs WHERE team_id = $1 ORDER BY created_at DESC LIMIT 1",
    )
    .bind(LARGE_TEAM)
    .fetch_one(&mut *database)
    .await?;
    let [until, week, month, year] = days.as_slice() else { anyhow::bail!("four days were asked for") };
    let report = |title, statement, parameters: Value| Report {
        title,
        statement,
        parameters: parameters.as_array().cloned().unwrap_or_default(),
    };
    let usage = |title, mut query: Value, from: &str| {
        query["limit"] = json!(500);
        query["offset"] = json!(0);
        report(title, "report_usage", json!([query.to_string(), from, until]))
    };
    let look = |title, statement, query: Value| report(title, statement, json!([query.to_string()]));
    Ok(vec![
        report("a team's usage: a year", "get_team_usage", json!([LARGE_TEAM, "year", year, until])),
        report(
            "an organization's usage: a year",
            "get_organization_usage",
            json!([ORGANIZATION, "year", year, until]),
        ),
        report("an organization's jobs: all time", "get_job_statistics", json!([ORGANIZATION, null, null])),
        report("an organization's spend: all time", "get_spend_analytics", json!([ORGANIZATION, null, null])),
        report(
            "an organization's spend: a month",
            "get_spend_analytics",
            json!([ORGANIZATION, month, until]),
        ),
        report("the dashboard", "get_dashboard", json!([])),
        report("what needs an operator", "get_attention", json!([])),
        look("the calls of all: the first 100", "list_calls", json!({"limit": 100})),
        look(
            "a large team's calls: the first 100",
            "list_calls",
            json!({"limit": 100, "team_id": LARGE_TEAM}),
        ),
        look(
            "an organization's calls: the first 100",
            "list_calls",
            json!({"limit": 100, "organization_id": ORGANIZATION}),
        ),
        look(
            "the failed calls of all: the first 100",
            "list_calls",
            json!({"limit": 100, "status": "failed"}),
        ),
        look("calls of a model without calls", "list_calls", json!({"limit": 100, "model": "nothing"})),
        look("calls of a type that no job has", "list_calls", json!({"limit": 100, "job_type": "nothing"})),
        look("the jobs of all: the first 100", "list_all_jobs", json!({"limit": 100, "counted": false})),
        look(
            "a large team's jobs, counted",
            "list_all_jobs",
            json!({"limit": 100, "team_id": LARGE_TEAM, "counted": true}),
        ),
        look(
            "jobs of a user who does not exist",
            "list_all_jobs",
            json!({"limit": 100, "user_id": "nobody", "counted": false}),
        ),
        usage("usage of all by day: 30 days", json!({"group_by": "day"}), month),
        usage("usage of all by organization: 30 days", json!({"group_by": "organization"}), month),
        usage("usage of all by team: 30 days", json!({"group_by": "team"}), month),
        usage("usage of all by model: 30 days", json!({"group_by": "model"}), month),
        usage("usage of all by job type: a week", json!({"group_by": "job_type"}), week),
        usage(
            "usage of an organization by day: a year",
            json!({"group_by": "day", "organization_id": ORGANIZATION}),
            year,
        ),
        usage(
            "usage of an organization by month: a year",
            json!({"group_by": "month", "organization_id": ORGANIZATION}),
            year,
        ),
        usage(
            "usage of an organization by team: a year",
            json!({"group_by": "team", "organization_id": ORGANIZATION}),
            year,
        ),
        usage(
            "usage of an organization by model: a year",
            json!({"group_by": "model", "organization_id": ORGANIZATION}),
            year,
        ),
        usage("usage of a team by day: a year", json!({"group_by": "day", "team_id": LARGE_TEAM}), year),
        usage(
            "usage of a team by provider: a year",
            json!({"group_by": "provider", "team_id": LARGE_TEAM}),
            year,
        ),
        report("a large team's jobs: the first 100", "list_jobs", json!([LARGE_TEAM, null, 100, 0])),
        report(
            "a large team's failed jobs: the first 100",
            "list_jobs",
            json!([LARGE_TEAM, "failed", 100, 0]),
        ),
        report(
            "a large team's jobs with calls: a month",
            "list_job_summaries",
            json!([LARGE_TEAM, null, null, month, until, null, "true", 20, 0]),
        ),
        report(
            "a large team's failed jobs of a type: a year",
            "list_job_summaries",
            json!([LARGE_TEAM, "failed", "type-2", year, until, null, "true", 20, 0]),
        ),
        report("a job's costs", "get_job_costs", json!([job, 500, 0])),
        report(
            "a job with its calls",
            "get_job_with_calls",
            json!([LARGE_TEAM, job, 500, 0, "true", 8_388_608]),
        ),
    ])
}
