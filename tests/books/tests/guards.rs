//! What the database refuses, by trigger, from any program that writes to it.

use anyhow::{Context, Result, ensure};
use api::credits::BudgetMode;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tollgate_books::database::Database;
use tollgate_books::operations::{Admission, Terms};
use tollgate_books::prices::Usage;
use tollgate_books::team::Team;

/// A status that a row has, and those that may follow it.
type Transitions = &'static [(&'static str, &'static [&'static str])];

/// A job is called, then closed, and stays as it was closed.
const JOB_TRANSITIONS: Transitions = &[
    ("pending", &["in_progress", "completed", "failed", "cancelled"]),
    ("in_progress", &["completed", "failed", "cancelled"]),
    ("completed", &[]),
    ("failed", &[]),
    ("cancelled", &[]),
];

/// A call ends once; the end of an abandoned call may still be reported, late.
const CALL_TRANSITIONS: Transitions = &[
    ("admitted", &["succeeded", "failed", "abandoned"]),
    ("succeeded", &[]),
    ("failed", &[]),
    ("abandoned", &["succeeded", "failed"]),
];

/// A hold is resolved once.
const HOLD_TRANSITIONS: Transitions =
    &[("held", &["settled", "released", "expired"]), ("settled", &[]), ("released", &[]), ("expired", &[])];

/// A team with one job, one settled call and its hold.
async fn team_with_a_call(connection: &mut PgConnection) -> Result<Team> {
    let terms = Terms { mode: BudgetMode::ConsumptionUsd, credits_per_dollar: 10, tokens_per_credit: 1000 };
    let mut team = Team::create(connection, 100, terms).await?;
    let now: i64 =
        sqlx::query_scalar("SELECT extract(epoch FROM now())::bigint").fetch_one(&mut *connection).await?;
    let asked = Admission { job: None, job_type: 0, input_bound: 10, max_output: 10, request: None };
    team.admit(connection, now, &asked).await?;
    team.settle(connection, 0, true, &Usage::new(10, 0, 10, Some(0)), None, None).await?;
    Ok(team)
}

#[tokio::test]
async fn the_ledger_and_a_resolved_hold_cannot_be_rewritten() -> Result<()> {
    let database = Database::start("rewriting").await?;
    let mut connection = database.connect().await?;
    let team = team_with_a_call(&mut connection).await?;
    for (table, change) in [
        ("credit_transactions", "UPDATE credit_transactions SET reason = 'x' WHERE team_id = $1"),
        ("credit_transactions", "DELETE FROM credit_transactions WHERE team_id = $1"),
        ("credit_holds", "UPDATE credit_holds SET state = 'held', resolved_at = NULL WHERE team_id = $1"),
    ] {
        let rows = format!("SELECT count(*) FROM {table} WHERE team_id = $1");
        let rows: i64 =
            sqlx::query_scalar(AssertSqlSafe(rows)).bind(&team.name).fetch_one(&mut connection).await?;
        ensure!(rows > 0, "there is nothing to change by: {change}");
        let outcome = sqlx::query(change).bind(&team.name).execute(&mut connection).await;
        ensure!(outcome.is_err(), "the database allowed: {change}");
    }
    Ok(())
}

#[tokio::test]
async fn jobs_calls_and_holds_change_their_status_only_in_legal_ways() -> Result<()> {
    let database = Database::start("transitions").await?;
    let mut connection = database.connect().await?;
    let team = team_with_a_call(&mut connection).await?;
    for (status_type, transitions, update) in [
        (
            "job_status",
            JOB_TRANSITIONS,
            "UPDATE jobs SET status = $2::text::job_status,
                 completed_at = CASE WHEN $2::text IN ('completed', 'failed', 'cancelled') THEN now() END
             WHERE team_id = $1",
        ),
        (
            "call_status",
            CALL_TRANSITIONS,
            "UPDATE llm_calls SET status = $2::text::call_status WHERE team_id = $1",
        ),
        (
            "hold_state",
            HOLD_TRANSITIONS,
            "UPDATE credit_holds SET state = $2::text::hold_state, credits_charged = 0,
                 resolved_at = CASE WHEN $2::text <> 'held' THEN now() END
             WHERE team_id = $1",
        ),
    ] {
        let known: Vec<&str> = transitions.iter().map(|(from, _)| *from).collect();
        let statuses: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT unnest(enum_range(NULL::{status_type}))::text"
        )))
        .fetch_all(&mut connection)
        .await?;
        ensure!(statuses == known, "{status_type} is {statuses:?}, the transitions name {known:?}");
        for (from, legal) in transitions {
            for to in known.iter().filter(|to| *to != from) {
                let refused = is_refused(&mut connection, &team, update, [from, to]).await?;
                ensure!(
                    refused != legal.contains(to),
                    "{status_type} from {from} to {to}: refused is {refused}"
                );
            }
        }
    }
    Ok(())
}

/// Whether the triggers refuse the second update, after the first one without triggers. Nothing is kept.
async fn is_refused(
    connection: &mut PgConnection,
    team: &Team,
    update: &'static str,
    [from, to]: [&str; 2],
) -> Result<bool> {
    let mut transaction = connection.begin().await?;
    sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *transaction).await?;
    let put = sqlx::query(update).bind(&team.name).bind(from).execute(&mut *transaction).await?;
    ensure!(put.rows_affected() == 1, "{} rows are {from}", put.rows_affected());
    sqlx::query("SET LOCAL session_replication_role = origin").execute(&mut *transaction).await?;
    let changed = sqlx::query(update).bind(&team.name).bind(to).execute(&mut *transaction).await;
    transaction.rollback().await?;
    match changed {
        Ok(_) => Ok(false),
        // What RAISE EXCEPTION of a trigger gives; a violated constraint would be a mistake of this test.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("P0001") => Ok(true),
        Err(error) => Err(error).with_context(|| format!("from {from} to {to}")),
    }
}
